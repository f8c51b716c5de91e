import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { ConversationLog } from '../contract/conversation-log.ts';
import { BotError } from '../contract/errors.ts';
import type { Identities } from './identity.ts';
import type { Linking } from './linking/create-linking.ts';
import { sequenceOf } from './direct-line/read-activities.ts';
import { streamUrl } from './direct-line/stream-url.ts';
import { languageOf } from './language-of.ts';
import type { Tokens, Visitor } from './direct-line/tokens.ts';
import { TOKEN_SECONDS } from './direct-line/tokens.ts';
import { CHANNEL, type Visits } from './direct-line/visits.ts';

export const ChatTokenRequest = z.object({
  locale: z.string().max(50).optional(),
  /**
   * JWT of the shop for a signed-in customer. Null: nobody is signed in, and a signed-in customer's chat is not shown.
   * Left out: as before.
   */
  identity: z.string().max(4_096).nullish(),
  /** The `resume` of an earlier answer. */
  resume: z.string().max(4_096).nullish(),
  /** How far the page has read: `streamUrl` goes on from there. */
  watermark: z.string().max(20).nullish(),
});

export interface ChatToken {
  readonly conversationId: string;
  readonly token: string;
  readonly expires_in: number;
  readonly userId: string;
  readonly resume: string;
  /** For a page that replaces an expired token under a running client; whoever starts anew gets another. */
  readonly streamUrl: string;
}

export interface ChatTokenDeps {
  readonly tokens: Tokens;
  readonly identities: Identities;
  readonly linking: Pick<Linking, 'know'>;
  readonly visits: Visits;
  readonly log: Pick<ConversationLog, 'find' | 'ofCustomer'>;
  /** Makes user ids of signed-in customers unguessable and the same everywhere. */
  readonly secret: string;
  readonly newId: () => string;
}

/**
 * Gives a website visitor their token: of the conversation that they come back to, of the signed-in customer's latest, or of a
 * new one. Whoever is signed in is never shown another customer's conversation.
 */
export function createChatToken(deps: ChatTokenDeps) {
  const { tokens, identities, visits, log, newId } = deps;

  return async (given: unknown, site: string, base: string): Promise<ChatToken> => {
    const request = ChatTokenRequest.safeParse(given ?? {});
    if (!request.success)
      throw new BotError('BAD_REQUEST', 'The body must be {locale?, identity?, resume?, watermark?}, all strings');
    const { locale, identity, resume, watermark } = request.data;
    const shop = identity ? await identities.verify(identity) : null;
    if (identity) await deps.linking.know(identity).catch(whenUnavailable(undefined));
    const common = { site, origins: [], ...(locale === undefined ? {} : { lang: languageOf(locale) }) };
    const visitor =
      (resume ? await comeBack(resume, shop, identity === null) : null) ??
      (shop === null ? null : await latestOf(shop)) ??
      newVisitor(shop);
    return await answer({ ...visitor, ...common }, base, sequenceOf(watermark));
  };

  async function comeBack(resume: string, shop: string | null, isSignedOut: boolean): Promise<Visitor | null> {
    const visitor = await tokens.verifyResume(resume).catch((error: unknown) => {
      // A key that is too old, or of before the secret changed: a new chat is better than none.
      if (error instanceof BotError) return null;
      throw error;
    });
    if (!visitor) return null;
    const conversation = await log.find(visitor.conv).catch(whenUnavailable(null));
    const bound = conversation?.shopCustomerId ?? visitor.shop;
    if (bound !== null && (isSignedOut || (shop !== null && shop !== bound))) return null;
    const back = { ...visitor, shop: bound ?? shop };
    if (conversation && back.shop !== conversation.shopCustomerId) await visits.arrive(back, conversation.customerId);
    return back;
  }

  async function latestOf(shop: string): Promise<Visitor | null> {
    const [conversation] = await log.ofCustomer(CHANNEL, userOf(shop), 1).catch(whenUnavailable([]));
    if (conversation?.shopCustomerId !== shop) return null;
    const { id, customerId, language } = conversation;
    return { conv: id, user: customerId, shop, lang: language, site: '', origins: [] };
  }

  function newVisitor(shop: string | null): Visitor {
    const user = shop === null ? `dl_${newId()}` : userOf(shop);
    return { conv: newId(), user, shop, lang: 'en', site: '', origins: [] };
  }

  function userOf(shop: string): string {
    return `dl_${createHmac('sha256', deps.secret).update(`user\n${shop}`).digest('base64url')}`;
  }

  async function answer(visitor: Visitor, base: string, after: number): Promise<ChatToken> {
    return {
      conversationId: visitor.conv,
      token: await tokens.issue(visitor),
      expires_in: TOKEN_SECONDS,
      userId: visitor.user ?? '',
      resume: await tokens.issueResume(visitor),
      streamUrl: await streamUrl(tokens, { base, conv: visitor.conv, after }),
    };
  }
}

/** A store that is away for a moment must not keep a visitor from opening the chat. */
function whenUnavailable<T>(fallback: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof BotError && error.code === 'STORE_UNAVAILABLE') return fallback;
    throw error;
  };
}
