/** What was taken lately, by content, whichever process took it. Times are milliseconds since the epoch. */
export interface SeenContents {
  /** The id that the content was taken under, when it was and is remembered still; else `clientId`, which is remembered until `until`. */
  firstId(content: string, clientId: string, until: number): Promise<string>;
  /** Removes what need not be remembered any more. */
  forget(): Promise<void>;
}
