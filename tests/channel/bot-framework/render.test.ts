import { describe, expect, it } from 'vitest';
import type { RenderContext } from '../../../src/channel/bot-framework/render/part.ts';
import { renderEntry } from '../../../src/channel/bot-framework/render/render-entry.ts';
import { splitText } from '../../../src/channel/bot-framework/render/split-text.ts';
import type { EntryBody, LogEntry } from '../../../src/contract/conversation.ts';

/** What the channels' forms are looked at for. */
interface Shown {
  readonly text?: string;
  readonly suggestedActions?: { readonly actions: readonly unknown[] };
  readonly attachments?: readonly {
    readonly contentType: string;
    readonly content: { readonly actions: readonly { readonly data: { readonly msteams: unknown } }[] };
  }[];
  readonly channelData?: {
    readonly text: string;
    readonly thread_ts?: string;
    readonly blocks: readonly {
      readonly text: { readonly text: string };
      readonly elements: readonly { readonly value: string; readonly action_id: string }[];
    }[];
  };
}

type Message = EntryBody & { readonly kind: 'message' };

const entry = (body: EntryBody, author: LogEntry['author'] = { kind: 'bot' }): LogEntry => ({
  conversationId: 'c',
  sequence: 2,
  id: 'e2',
  at: 1,
  author,
  body,
  clientId: null,
  channelData: null,
  turnId: null,
});
const message = (more: Partial<Message> = {}): Message => ({
  kind: 'message',
  text: 'Within **24 hours**.',
  attachments: [],
  quickReplies: [],
  article: null,
  ...more,
});
const on = (channel: string, more: Partial<RenderContext> = {}): RenderContext => ({
  language: 'en',
  to: { channel, threadTs: null, topic: null },
  base: 'https://kefu.example',
  linkOf: ({ id }) => `https://kefu.example/files/${id}`,
  ...more,
});
const CHOICES = ['One', 'Two', 'Three', 'Four'].map((title) => ({ title, value: `say ${title}` }));
const ARTICLE = { articleId: 'refund-times', title: 'Refunds', language: 'en' as const };
const file = (id: string, contentType: string, sizeBytes = 10) => ({ id, name: `${id}.bin`, contentType, sizeBytes });
const activities = (body: EntryBody, context: RenderContext, author?: LogEntry['author']): readonly Shown[] =>
  renderEntry(entry(body, author), context).map(({ activity }) => activity as Shown);

describe('Teams', () => {
  it('gets text and card apart, three suggested actions, and every choice on the card', () => {
    const [text, card, ...more] = activities(message({ quickReplies: CHOICES, article: ARTICLE }), on('msteams'));

    expect(more).toEqual([]);
    expect(text).toEqual({ type: 'message', text: 'Within **24 hours**.', textFormat: 'markdown' });
    expect(card?.text).toBeUndefined();
    expect(card?.suggestedActions?.actions).toEqual(
      CHOICES.slice(0, 3).map(({ title, value }) => ({ type: 'imBack', title, value })),
    );
    const { contentType, content } = card!.attachments![0]!;
    expect(contentType).toBe('application/vnd.microsoft.card.adaptive');
    expect(content.actions[0]).toMatchObject({ url: 'https://kefu.example/help/en/refund-times' });
    expect(content.actions.slice(1).map(({ data }) => data.msteams)).toEqual(
      CHOICES.map(({ value }) => ({ type: 'imBack', value })),
    );
  });

  it('gets small pictures as pictures and every other file as a link', () => {
    const attachments = [file('a', 'image/png'), file('b', 'image/png', 2_000_000), file('c', 'application/pdf')];

    const [text, picture, ...more] = activities(message({ text: '', attachments }), on('msteams'));

    expect(more).toEqual([]);
    expect(text?.text).toBe('b.bin: https://kefu.example/files/b\nc.bin: https://kefu.example/files/c');
    expect(picture?.attachments).toEqual([
      { contentType: 'image/png', contentUrl: 'https://kefu.example/files/a', name: 'a.bin' },
    ]);
  });

  it('never gets more than it takes, and nothing is lost', () => {
    const text = '退款规则。'.repeat(4_000);

    const parts = activities(message({ text }), on('msteams'));

    expect(parts.every((part) => Buffer.byteLength(JSON.stringify(part)) < 28_000)).toBe(true);
    expect(parts.map((part) => part.text).join('')).toBe(text);
  });
});

describe('Slack', () => {
  const slack = (body: EntryBody, more: Partial<RenderContext> = {}, author?: LogEntry['author']) =>
    activities(body, on('slack', more), author)[0]!.channelData!;

  it('gets its own blocks, in the thread', () => {
    const data = slack(message({ quickReplies: CHOICES, article: ARTICLE }), {
      to: { channel: 'slack', threadTs: '17.1', topic: null },
    });

    expect(data.thread_ts).toBe('17.1');
    expect(data.blocks[0]!.text).toEqual({
      type: 'mrkdwn',
      text: 'Within *24 hours*.\n\nRefunds: https://kefu.example/help/en/refund-times',
    });
    expect(data.blocks[1]!.elements.map(({ value }) => value)).toEqual(CHOICES.map(({ value }) => value));
    expect(new Set(data.blocks[1]!.elements.map(({ action_id }) => action_id)).size).toBe(CHOICES.length);
  });

  it('has its control characters escaped, so that nobody is called upon', () => {
    expect(slack(message({ text: 'a <!channel> & [b](https://b.example)' })).blocks[0]!.text.text).toBe(
      'a &lt;!channel&gt; &amp; <https://b.example|b>',
    );
  });

  it('shows an agent’s words to the letter', () => {
    const agent = { kind: 'agent', id: 'a', name: 'An' } as const;

    expect(slack(message({ text: '*not bold*' }), {}, agent).blocks[0]!.text).toMatchObject({
      type: 'plain_text',
      text: '*not bold*',
    });
  });
});

describe('Telegram', () => {
  it('gets its own message with a keyboard, whatever stands in the text', () => {
    const text = 'Within **24 hours** & <b>not</b> [later](https://a.example/?a=1&b="2")\n- one';

    const parts = renderEntry(entry(message({ text, quickReplies: CHOICES.slice(0, 2), article: ARTICLE })), on('telegram'));

    expect(parts).toEqual([
      {
        activity: {
          type: 'message',
          channelData: {
            method: 'sendMessage',
            parameters: {
              text:
                'Within <b>24 hours</b> &amp; &lt;b&gt;not&lt;/b&gt; <a href="https://a.example/?a=1&amp;b=&quot;2&quot;">later</a>\n• one' +
                '\n\nRefunds: https://kefu.example/help/en/refund-times',
              parse_mode: 'HTML',
              reply_markup: {
                keyboard: [[{ text: 'One' }], [{ text: 'Two' }]],
                one_time_keyboard: true,
                resize_keyboard: true,
              },
            },
          },
        },
        plain: {
          type: 'message',
          textFormat: 'markdown',
          text: `${text}\n\nRefunds: https://kefu.example/help/en/refund-times\n\n- One\n- Two`,
        },
      },
    ]);
  });

  it('loses the keyboard with words that offer no choice, and shows an agent’s words to the letter', () => {
    const agent = { kind: 'agent', id: 'a', name: 'An' } as const;

    expect(activities(message({ text: '**a** <i>' }), on('telegram'), agent)).toEqual([
      {
        type: 'message',
        channelData: {
          method: 'sendMessage',
          parameters: { text: '**a** &lt;i&gt;', parse_mode: 'HTML', reply_markup: { remove_keyboard: true } },
        },
      },
    ]);
  });
});

describe('LINE', () => {
  const choices = Array.from({ length: 15 }, (_, n) => ({ title: `${n} ${'x'.repeat(30)}`, value: `say ${n}` }));

  it('gets its own message with thirteen quick replies, and the rest as words', () => {
    const text = '# Refunds\nWithin **24 hours**: [more](https://a.example/b)';

    const [line, ...more] = renderEntry(entry(message({ text, quickReplies: choices })), on('line'));

    expect(more).toEqual([]);
    expect(line?.activity).toEqual({
      type: 'message',
      channelData: {
        type: 'text',
        text: `Refunds\nWithin 24 hours: more (https://a.example/b)\n\n• ${choices[13]!.title}\n• ${choices[14]!.title}`,
        quickReply: {
          items: choices.slice(0, 13).map(({ title, value }) => ({
            type: 'action',
            action: { type: 'message', label: `${title.slice(0, 19)}…`, text: value },
          })),
        },
      },
    });
    expect(line?.plain?.text).toContain(choices[0]!.title);
  });

  it('gets plain words without quick replies', () => {
    expect(activities(message({ text: 'Yes.' }), on('line'))).toEqual([
      { type: 'message', channelData: { type: 'text', text: 'Yes.' } },
    ]);
  });
});

describe('e-mail', () => {
  const mail = (topic: string | null, body = message({ text: 'a <script> & **b**\nc' })) =>
    renderEntry(entry(body), on('email', { to: { channel: 'email', threadTs: null, topic } }));

  it('gets one mail under the customer’s subject, with the choices as a list', () => {
    const text = 'a <script> & **b**\nc';

    expect(mail('Where is it?', message({ text, quickReplies: CHOICES.slice(0, 2), article: ARTICLE }))).toEqual([
      {
        activity: {
          type: 'message',
          channelData: {
            htmlBody:
              '<html><body><p>a &lt;script&gt; &amp; <b>b</b><br>c</p><p>• One<br>• Two</p>' +
              '<p>Refunds: https://kefu.example/help/en/refund-times</p></body></html>',
            subject: 'Re: Where is it?',
          },
        },
        plain: {
          type: 'message',
          textFormat: 'markdown',
          text: `${text}\n\n- One\n- Two\n\nRefunds: https://kefu.example/help/en/refund-times`,
        },
      },
    ]);
  });

  it.each<[string | null, string | undefined]>([
    [null, undefined],
    [' \n', undefined],
    ['RE: refund', 'RE: refund'],
    ['回复：退款', '回复：退款'],
    ['hello\r\nBcc: everybody@x.example', 'Re: hello Bcc: everybody@x.example'],
  ])('under the subject %j answers with %j', (topic, subject) => {
    expect(mail(topic)[0]?.activity.channelData).toEqual({
      htmlBody: '<html><body><p>a &lt;script&gt; &amp; <b>b</b><br>c</p></body></html>',
      ...(subject === undefined ? {} : { subject }),
    });
  });

  it('is one however long it is', () => {
    expect(mail(null, message({ text: 'word '.repeat(10_000) }))).toHaveLength(1);
  });
});

describe('any other channel', () => {
  it('gets the choices as words where it has no buttons', () => {
    const [sms] = activities(message({ quickReplies: CHOICES.slice(0, 2), article: ARTICLE }), on('sms'));

    expect(sms?.text).toBe('Within **24 hours**.\n\n- One\n- Two\n\nRefunds: https://kefu.example/help/en/refund-times');
    expect(sms?.suggestedActions).toBeUndefined();
  });

  it('gets them as buttons where it has', () => {
    const [facebook] = activities(message({ quickReplies: CHOICES }), on('facebook'));

    expect(facebook?.suggestedActions?.actions).toHaveLength(4);
    expect(facebook?.text).not.toContain('One');
  });
});

describe.each(['msteams', 'slack', 'email', 'telegram', 'line', 'facebook'])('on %s', (channel) => {
  it('a richer form has a plain one that says the same', () => {
    const parts = renderEntry(entry(message({ quickReplies: CHOICES, article: ARTICLE })), on(channel));

    const plain = parts.map((part) => (part.plain ?? part.activity).text).join('\n');
    const isWordless = channel === 'facebook';
    expect(plain).toContain('24 hours');
    expect(plain).toContain('https://kefu.example/help/en/refund-times');
    if (!isWordless) expect(plain).toContain('Four');
  });

  it('an event is told in the customer’s language, and is worth no mail', () => {
    const event: EntryBody = { kind: 'event', event: { name: 'agent-joined', agentName: '小李' } };

    const parts = activities(event, on(channel, { language: 'zh' }));

    if (channel === 'email') expect(parts).toEqual([]);
    else expect(JSON.stringify(parts)).toContain('客服 小李 已接入。');
  });

  it('a note is not shown', () => {
    expect(renderEntry(entry({ kind: 'note', text: 'VIP' }), on(channel))).toEqual([]);
  });
});

describe('the question for a rating', () => {
  const closed: EntryBody = { kind: 'event', event: { name: 'ticket-closed', ticketId: 't1' } };
  const rating = (score: number) => ({ kefu: { rate: { ticketId: 't1', score } } });

  it('is one card on Teams, whose buttons name the ticket, and no suggested action', () => {
    const [card, ...more] = activities(closed, on('msteams'));

    expect(more).toEqual([]);
    expect(card?.suggestedActions).toBeUndefined();
    expect(card?.attachments?.[0]?.content).toMatchObject({
      body: [{ text: 'The chat with our colleague has ended. How did we do?' }, { text: '1 is bad, 5 is good.' }],
      actions: [1, 2, 3, 4, 5].map((score) => ({ type: 'Action.Submit', title: `${score} ★`, data: rating(score) })),
    });
  });

  it('is blocks on Slack, in the thread, whose buttons name the ticket', () => {
    const data = activities(closed, on('slack', { language: 'zh', to: { channel: 'slack', threadTs: '17.1', topic: null } }))[0]!
      .channelData!;

    expect(data.thread_ts).toBe('17.1');
    expect(data.blocks.map(({ text }) => text?.text)).toEqual([
      '本次人工服务已结束，欢迎评价。',
      '1 分最低，5 分最高。',
      undefined,
    ]);
    expect(data.blocks[2]!.elements.map(({ value }) => JSON.parse(value) as unknown)).toEqual([1, 2, 3, 4, 5].map(rating));
  });

  it.each(['msteams', 'slack'])(
    'asks on %s for no number where the channel refuses the buttons, since none would be heard',
    (channel) => {
      const [part] = renderEntry(entry(closed), on(channel));

      expect(part?.plain?.text).toBe('The chat with our colleague has ended. How did we do?');
    },
  );

  it('asks for a number on any other channel, with buttons that say it where there are any', () => {
    const [sms] = activities(closed, on('sms'));
    const [facebook] = activities(closed, on('facebook', { language: 'zh' }));

    expect(sms?.suggestedActions).toBeUndefined();
    expect(sms?.text).toBe(
      'The chat with our colleague has ended. How did we do?\nReply with a number from 1 (bad) to 5 (good).',
    );
    expect(facebook?.text).toBe('本次人工服务已结束，欢迎评价。\n请回复 1（最低）到 5（最高）的数字。');
    expect(facebook?.suggestedActions?.actions).toEqual(
      [1, 2, 3, 4, 5].map((score) => ({ type: 'imBack', title: `${score} ★`, value: `${score}` })),
    );
  });

  it('is a keyboard on Telegram and quick replies on LINE, and no list in a mail', () => {
    const [telegram] = renderEntry(entry(closed), on('telegram'));
    const [line] = renderEntry(entry(closed), on('line'));
    const [mail] = renderEntry(entry(closed), on('email'));

    const keyboard = [1, 2, 3, 4, 5].map((score) => [{ text: `${score} ★` }]);
    expect(telegram?.activity.channelData).toMatchObject({ parameters: { reply_markup: { keyboard } } });
    const items = [1, 2, 3, 4, 5].map((score) => ({
      type: 'action',
      action: { type: 'message', label: `${score} ★`, text: `${score}` },
    }));
    expect(line?.activity.channelData).toMatchObject({ quickReply: { items } });
    expect(mail?.plain?.text).toBe(
      'The chat with our colleague has ended. How did we do?\nReply with a number from 1 (bad) to 5 (good).',
    );
  });
});

describe('splitText', () => {
  it.each<[string, string, number, readonly string[]]>([
    ['leaves a short text alone', 'a b', 3, ['a b']],
    ['cuts between words', 'aaaa bbbb', 6, ['aaaa', 'bbbb']],
    ['rather cuts between paragraphs', 'aaaa\n\nb c d e', 9, ['aaaa', 'b c d e']],
    ['never cuts through a character', '😀😀', 3, ['😀', '😀']],
    ['makes nothing of nothing', '', 3, []],
  ])('%s', (_case, text, most, expected) => {
    expect(splitText(text, most)).toEqual(expected);
  });
});
