import { describe, expect, it } from 'vitest';
import { detectLanguage } from '../../src/understanding/detect-language.ts';

describe('the language of a message', () => {
  it.each([
    ['where is my parcel', 'en'],
    ['我的快递到哪了', 'zh'],
    ['請問可以退貨嗎', 'zh'],
    ['我的 order 还没 ship', 'mixed'],
    ['can you 帮我查一下 my parcel', 'mixed'],
    ['iPhone 的耳机有货吗', 'zh'],
    ['XL 码还有吗', 'zh'],
    ['LL2611200042 什么时候发货', 'zh'],
    ['SF1234567890123 到哪了', 'zh'],
    ['微信支付失败了怎么办 app', 'zh'],
    ['VIP 会员怎么取消', 'zh'],
    ['我的邮箱是 someone.long@example.com 帮我改一下', 'zh'],
    ['Is the 露水精华 in stock? I want to buy two of them', 'en'],
    ['do you accept WeChat Pay 微信', 'en'],
    ['thx', 'en'],
    ['k', 'en'],
    ['好', 'zh'],
    ['ok 谢谢', 'zh'],
    ['OK', 'en'],
    ['你是AI吗', 'zh'],
    ['账号138xxxx0099帮我关掉', 'zh'],
    ['WELCOME20说不存在', 'zh'],
    ['hello@lanternlane.example这个邮箱是你们的吗', 'zh'],
    ['https://lanternlane.example/x这个链接打不开', 'zh'],
    ['可以用PayPal吗', 'zh'],
    ['🤖？', 'zh'],
    ['I want to cancel 我的订单', 'mixed'],
  ])('of "%s" is %s', (text, language) => expect(detectLanguage(text)).toBe(language));

  it.each(['👍', '???', '12345', ''])('of "%s" is not told: the conversation keeps its own', (text) => {
    expect(detectLanguage(text)).toBe('mixed');
  });
});
