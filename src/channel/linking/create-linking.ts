import { createHmac, randomInt } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Language, LocalisedText } from '../../contract/language.ts';
import { BotError } from '../../contract/errors.ts';
import type { Identities } from '../identity.ts';
import type { RateLimiter } from '../rate-limiter.ts';
import type { LinkCodes, People, PersonKey } from './people.ts';
import { readLinkCommand } from './read-command.ts';

/** Sends one mail. Raises CHANNEL_UNAVAILABLE when it cannot. */
export type SendMail = (mail: { readonly to: string; readonly subject: string; readonly text: string }) => Promise<void>;

export interface LinkingDeps {
  readonly people: People;
  readonly codes: LinkCodes;
  readonly identities: Pick<Identities, 'read'>;
  readonly limiter: RateLimiter;
  /** Null: nobody can be written to, and messages about linking are messages as all others. */
  readonly sendMail: SendMail | null;
  readonly shopName: () => LocalisedText;
  /** Keys the hashes of codes and addresses. */
  readonly secret: string;
  readonly now: () => number;
}

export interface Linking {
  /** What to answer to a message that is about linking; null when it is not. The message itself is kept nowhere. */
  hear(message: {
    readonly conversationId: string;
    readonly messageId: string;
    readonly text: string;
    readonly language: Language;
  }): Promise<string | null>;
  /** Ties a conversation to the customer whom the shop's signed identity names. Raises UNAUTHENTICATED. */
  identify(conversationId: string, identity: string): Promise<void>;
  /** What a signed identity says of a person whose conversation is tied to it already. Raises UNAUTHENTICATED. */
  know(identity: string): Promise<void>;
}

const CODE_MS = 600_000;
const TRIES = 5;
const CODES_A_DAY = 5;
const CODES_A_MINUTE = 1;
const REMEMBERED = 5_000;

const TEXTS = {
  sent: {
    en: 'I have sent a code to this address. Write it here within 10 minutes.',
    zh: '验证码已发送到该邮箱，请在 10 分钟内把它发到这里。',
  },
  tooMany: {
    en: 'A code was sent a moment ago, or too many today. Please try again later.',
    zh: '验证码刚刚发送过，或今天发送次数过多，请稍后再试。',
  },
  failed: {
    en: 'I could not send the mail just now. Please try again later.',
    zh: '邮件暂时发送不出去，请稍后再试。',
  },
  linked: {
    en: 'Thank you: your chats with us are linked now, and my colleagues see them together.',
    zh: '谢谢，您的会话已关联，同事可以一并查看。',
  },
  wrong: { en: 'This code is not right. Please check the mail.', zh: '验证码不正确，请核对邮件。' },
  none: {
    en: 'There is no code to check (any more). Write “link” and your e-mail address for a new one.',
    zh: '没有可用的验证码。请发送“绑定 您的邮箱”重新获取。',
  },
} as const satisfies Record<string, LocalisedText>;

/** Links conversations of one person on several channels: by the shop's signed identity, or by a code sent to their mailbox. */
export function createLinking(deps: LinkingDeps): Linking {
  const answered = new LRUCache<string, Promise<string | null>>({ max: REMEMBERED });
  const hash = (...parts: readonly string[]): string =>
    createHmac('sha256', deps.secret)
      .update(['link', ...parts].join('\n'))
      .digest('base64url');
  const mailboxOf = (email: string): PersonKey => `email:${hash('email', email)}`;

  async function answer(conversationId: string, text: string, language: Language): Promise<string | null> {
    const command = readLinkCommand(text);
    if (command === null || deps.sendMail === null) return null;
    const say = (name: keyof typeof TEXTS): string => TEXTS[name][/\p{Script=Han}/u.test(text) ? 'zh' : language];
    if (command.kind === 'ask') return say(await ask(conversationId, command.email, deps.sendMail));
    const redeemed = await deps.codes.redeem(conversationId, hash('code', conversationId, command.code));
    switch (redeemed.kind) {
      case 'right':
        await deps.people.join([redeemed.key], conversationId);
        return say('linked');
      case 'wrong':
        return say(redeemed.triesLeft > 0 ? 'wrong' : 'none');
      case 'none':
        return command.isBare ? null : say('none');
      default:
        return redeemed satisfies never;
    }
  }

  async function ask(conversationId: string, email: string, sendMail: SendMail): Promise<keyof typeof TEXTS> {
    const key = mailboxOf(email);
    for (const bucket of [`link:${conversationId}`, `link:${key}`]) {
      const { waitMs } = await deps.limiter.take(bucket, CODES_A_MINUTE);
      if (waitMs > 0) return 'tooMany';
    }
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    const codeHash = hash('code', conversationId, code);
    const expiresAt = deps.now() + CODE_MS;
    if (!(await deps.codes.issue({ conversationId, key, codeHash, expiresAt, tries: TRIES, mostADay: CODES_A_DAY })))
      return 'tooMany';
    try {
      await sendMail({ to: email, ...mailOf(code, deps.shopName()) });
      return 'sent';
    } catch (error) {
      if (error instanceof BotError && error.code === 'CHANNEL_UNAVAILABLE') return 'failed';
      throw error;
    }
  }

  async function keysOf(identity: string): Promise<readonly PersonKey[]> {
    const { shopCustomerId, email } = await deps.identities.read(identity);
    return [`shop:${shopCustomerId}`, ...(email === null ? [] : [mailboxOf(email.toLowerCase())])];
  }

  return {
    hear({ conversationId, messageId, text, language }) {
      // A channel that repeats the message must not use up a second try.
      const name = `${conversationId} ${messageId}`;
      const known = answered.get(name) ?? answer(conversationId, text, language);
      answered.set(name, known);
      known.catch(() => answered.delete(name));
      return known;
    },
    async identify(conversationId, identity) {
      await deps.people.join(await keysOf(identity), conversationId);
    },
    async know(identity) {
      const keys = await keysOf(identity);
      if (keys.length > 1) await deps.people.join(keys, null);
    },
  };
}

function mailOf(code: string, shop: LocalisedText): { readonly subject: string; readonly text: string } {
  return {
    subject: `${code} · ${shop.en} / ${shop.zh}`,
    text: [
      `${code} is your code for the chat with ${shop.en}. It is good for 10 minutes. If you did not ask for it, somebody else did: do nothing.`,
      `您在${shop.zh}会话中的验证码是 ${code}，10 分钟内有效。如果不是您本人操作，请忽略本邮件。`,
    ].join('\n\n'),
  };
}
