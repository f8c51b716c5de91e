/** What an adapter and SupportBot leave for each other in `TurnContext.turnState`. */

/** Set by the adapter: files of the message that are already in the AttachmentStore (`readonly Attachment[]`). */
export const STORED_ATTACHMENTS = Symbol('stored attachments');
/** Set by the adapter: the channel's own name for this change of a message, the same in each of its attempts. */
export const CHANGE_ID = Symbol('change id');
/** Set by SupportBot: what became of the message (`Accepted`). */
export const ACCEPTED = Symbol('accepted');
