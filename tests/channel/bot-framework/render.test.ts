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
  to: { channel, threadTs: null },
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
    const data = slack(message({ quickReplies: CHOICES, article: ARTICLE }), { to: { channel: 'slack', threadTs: '17.1' } });

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

describe('any other channel', () => {
  it('gets the choices as words where it has no buttons', () => {
    const [mail] = activities(message({ quickReplies: CHOICES.slice(0, 2), article: ARTICLE }), on('email'));

    expect(mail?.text).toBe('Within **24 hours**.\n\n- One\n- Two\n\nRefunds: https://kefu.example/help/en/refund-times');
    expect(mail?.suggestedActions).toBeUndefined();
  });

  it('gets them as buttons where it has', () => {
    const [telegram] = activities(message({ quickReplies: CHOICES }), on('telegram'));

    expect(telegram?.suggestedActions?.actions).toHaveLength(4);
    expect(telegram?.text).not.toContain('One');
  });
});

describe.each(['msteams', 'slack', 'email', 'telegram'])('on %s', (channel) => {
  it('a richer form has a plain one that says the same', () => {
    const parts = renderEntry(entry(message({ quickReplies: CHOICES, article: ARTICLE })), on(channel));

    const plain = parts.map((part) => (part.plain ?? part.activity).text).join('\n');
    const isWordless = channel === 'telegram';
    expect(plain).toContain('Within **24 hours**.');
    expect(plain).toContain('https://kefu.example/help/en/refund-times');
    if (!isWordless) expect(plain).toContain('Four');
  });

  it('an event is told in the customer’s language', () => {
    const event: EntryBody = { kind: 'event', event: { name: 'agent-joined', agentName: '小李' } };

    const [first] = activities(event, on(channel, { language: 'zh' }));

    expect(first?.text ?? first?.channelData?.text).toBe('客服 小李 已接入。');
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
    const data = activities(closed, on('slack', { language: 'zh', to: { channel: 'slack', threadTs: '17.1' } }))[0]!.channelData!;

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
    const [mail] = activities(closed, on('email'));
    const [telegram] = activities(closed, on('telegram', { language: 'zh' }));

    expect(mail?.suggestedActions).toBeUndefined();
    expect(mail?.text).toBe(
      'The chat with our colleague has ended. How did we do?\nReply with a number from 1 (bad) to 5 (good).',
    );
    expect(telegram?.text).toBe('本次人工服务已结束，欢迎评价。\n请回复 1（最低）到 5（最高）的数字。');
    expect(telegram?.suggestedActions?.actions).toEqual(
      [1, 2, 3, 4, 5].map((score) => ({ type: 'imBack', title: `${score} ★`, value: `${score}` })),
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
