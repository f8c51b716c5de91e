import type { Clock } from './clock.ts';
import { WireError, type ChatToken, type DirectLineHttp } from './direct-line-http.ts';

export interface DirectLineAccessDeps {
  readonly http: DirectLineHttp;
  readonly clock: Clock;
  readonly locale: () => string;
  /** Brings the visitor back to their conversation; null begins a new one. */
  readonly resumeKey: () => string | null;
  readonly keep: (visit: ChatToken) => void;
  /** Another conversation than before: what was shown does not belong to it. */
  readonly onConversation: (conversationId: string) => void;
}

export interface DirectLineAccess {
  /** Null before the first token, and after `forget`. */
  current(): ChatToken | null;
  /** A token for the visitor's conversation, whichever that is. Raises WireError. */
  obtain(): Promise<ChatToken>;
  /** The server gave a newer token for the same conversation. */
  replaceToken(token: string): void;
  forget(): void;
  /** The shop's word for who is signed in. True when it is news. */
  identify(identity: string | null): boolean;
  /** Does the work with the token, once more with another when it had expired. Raises WireError. */
  use(work: (access: ChatToken) => Promise<string>): Promise<string>;
  dispose(): void;
}

const RETRY_MS = 30_000;

/** Holds the token of the conversation and keeps it good. `onMoved`: a new token turned out to open another conversation. */
export function createDirectLineAccess(deps: DirectLineAccessDeps & { readonly onMoved: () => void }): DirectLineAccess {
  const { http, clock } = deps;
  let visit: ChatToken | null = null;
  let conversationId = '';
  let identity: string | null | undefined;
  let renewing: Promise<void> | null = null;
  let cancelRefresh = (): void => undefined;

  async function obtain(): Promise<ChatToken> {
    const given = await ask();
    visit = given;
    deps.keep(given);
    refreshIn(given.expiresInMs / 2);
    if (given.conversationId !== conversationId) {
      conversationId = given.conversationId;
      deps.onConversation(conversationId);
    }
    return given;
  }

  async function ask(): Promise<ChatToken> {
    const resume = deps.resumeKey();
    const anybody = { locale: deps.locale(), ...(resume === null ? {} : { resume }) };
    try {
      return await http.chatToken(identity === undefined ? anybody : { ...anybody, identity });
    } catch (error) {
      if (!(error instanceof WireError && error.problem === 'expired')) throw error;
      // The server does not want this page; another token will not change that.
      if (error.status !== 401 || !identity) throw new WireError('refused', error.status, error.message);
      // The shop's signature is bad or too old: somebody not signed in may chat, too.
      identity = undefined;
      return await http.chatToken(anybody);
    }
  }

  function refreshIn(ms: number): void {
    cancelRefresh();
    cancelRefresh = clock.after(ms, () => {
      const current = visit;
      if (!current) return;
      http.refresh(current).then(
        ({ token }) => {
          if (visit?.conversationId === current.conversationId) visit = { ...visit, token };
          refreshIn(current.expiresInMs / 2);
        },
        (error: unknown) => {
          if (error instanceof WireError && error.problem === 'unreachable') refreshIn(RETRY_MS);
          else renew().catch(() => undefined);
        },
      );
    });
  }

  function renew(): Promise<void> {
    const before = conversationId;
    renewing ??= obtain()
      .then(({ conversationId: after }) => {
        if (after !== before) deps.onMoved();
      })
      .finally(() => {
        renewing = null;
      });
    return renewing;
  }

  function held(): ChatToken {
    if (!visit) throw new WireError('unreachable', 0, 'The chat is not connected yet');
    return visit;
  }

  return {
    current: () => visit,
    obtain,
    replaceToken(token) {
      if (visit && token !== '') visit = { ...visit, token };
    },
    forget() {
      visit = null;
    },
    identify(next) {
      if (identity === next) return false;
      identity = next;
      return true;
    },
    async use(work) {
      try {
        return await work(held());
      } catch (error) {
        if (!(error instanceof WireError && error.problem === 'expired')) throw error;
        await renew();
        return await work(held());
      }
    },
    dispose: () => cancelRefresh(),
  };
}
