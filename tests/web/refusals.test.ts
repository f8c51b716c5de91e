import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { refusal } from '../../src/web/console/refusals.ts';

it.each([
  [
    '403 MessageWritesBlocked',
    'The customer blocked the bot (403 MessageWritesBlocked)',
    '客户已屏蔽机器人（403 MessageWritesBlocked）',
  ],
  ['403', 'The channel refuses the message (403)', '渠道拒绝接收（403）'],
  ['404 ConversationNotFound', 'The conversation is gone (404 ConversationNotFound)', '会话已不存在（404 ConversationNotFound）'],
  ['422 BadSyntax', 'The channel does not take this message (422 BadSyntax)', '渠道不接受此消息（422 BadSyntax）'],
  ['503', 'The channel was out of order (503)', '渠道服务故障（503）'],
  ['no answer in time', 'The channel did not answer', '渠道无响应'],
  ['ECONNREFUSED', 'The channel could not be reached (ECONNREFUSED)', '无法连接渠道（ECONNREFUSED）'],
  ['EAI_AGAIN', 'The channel could not be reached (EAI_AGAIN)', '无法连接渠道（EAI_AGAIN）'],
  ['UND_ERR_SOCKET', 'The channel could not be reached (UND_ERR_SOCKET)', '无法连接渠道（UND_ERR_SOCKET）'],
  [
    'no token: invalid_client',
    'Microsoft did not let the bot sign in (invalid_client)',
    '机器人未能通过微软身份验证（invalid_client）',
  ],
  ['the address of the conversation is not known', 'Where the conversation is was not known', '会话地址未知'],
  ['TypeError', 'It could not be sent', '发送失败'],
])('says of %s why, in both languages', (reason, en, zh) => {
  expect(refusal(reason)).toEqual({ en, zh });
});

it('knows the reasons that the program writes', () => {
  const folder = new URL('../../src/channel/bot-framework/', import.meta.url);
  const written = ['deliver.ts', 'connector-http-client.ts', 'create-sender.ts']
    .map((file) => readFileSync(new URL(file, folder), 'utf8'))
    .join();

  for (const reason of ['no answer in time', 'no connection', 'no token: ', 'the address of the conversation is not known']) {
    expect(written).toContain(reason);
    expect(refusal(reason)).not.toEqual(refusal('anything else'));
  }
});
