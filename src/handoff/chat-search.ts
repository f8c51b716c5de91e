import type { FoundChat, FoundChats } from '../contract/found-chats.ts';

/** Every conversation of the log, also those that the bot had to itself. */
export interface ChatSearch {
  /**
   * Conversations with a message that holds every word, in capitals or not; notes of agents and names of files count. Without words, those in
   * which a customer wrote. Looks at messages before `before` (ms since the epoch), and no further than a second takes: there may be few
   * chats, or none, and yet a next. `limit` is where it stops looking; what was found with the last of them comes, too.
   */
  find(query: { readonly words: readonly string[]; readonly before: number; readonly limit: number }): Promise<FoundChats>;
  /** Those of a customer of the shop (the number as it is, or in capitals or small letters), newest first, by the customer's last message. */
  ofCustomer(shopCustomerId: string, limit: number): Promise<readonly FoundChat[]>;
}
