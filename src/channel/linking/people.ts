/**
 * Which conversations are one person's. A person is known by keys that they proved to hold: a customer number that the shop signed,
 * a mailbox. Whoever proves a second key is the same person from then on; until then their conversations stay apart.
 */
export interface People {
  /**
   * These keys, and the conversation if there is one, are one person's. When the person has one customer number, all their
   * conversations that have none get it.
   */
  join(keys: readonly PersonKey[], conversationId: string | null): Promise<void>;
}

/** `shop:` and the customer number, or `email:` and a keyed hash of the address. */
export type PersonKey = `shop:${string}` | `email:${string}`;

/** Codes that were sent to a mailbox, one a conversation: a newer one replaces it. Times are milliseconds since the epoch. */
export interface LinkCodes {
  /** False, and nothing is kept, when the conversation has had `mostADay` codes within a day. */
  issue(code: {
    readonly conversationId: string;
    readonly key: PersonKey;
    readonly codeHash: string;
    readonly expiresAt: number;
    readonly tries: number;
    readonly mostADay: number;
  }): Promise<boolean>;
  /** One try is used up. `none`: there is no code, it has expired, or all tries are used up. */
  redeem(
    conversationId: string,
    codeHash: string,
  ): Promise<
    | { readonly kind: 'right'; readonly key: PersonKey }
    | { readonly kind: 'wrong'; readonly triesLeft: number }
    | { readonly kind: 'none' }
  >;
}
