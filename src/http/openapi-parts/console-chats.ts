import { ChatsQuery } from '../console/chats.ts';
import { EntriesQuery } from '../console/tickets.ts';
import { answer, id, inPath, list, missing, object, query, read, ref, write, type Json } from './console-shapes.ts';

/** Finding and reading conversations, also those that the bot had to itself. */
export const paths: Json = {
  '/api/console/chats': {
    get: read(
      'Conversations with a message that holds every word of `text`, newest first, and those of the customer with that number; without text the latest',
      { '200': answer('Some of them; `next`, given as `before`, goes on with what is older', ref('FoundChats')) },
      query(ChatsQuery),
    ),
  },
  '/api/console/chats/{id}': {
    get: read(
      'A conversation to be read: its latest 200 entries and why the bot said what it said',
      {
        '200': answer('The conversation', ref('ChatDetail')),
        ...missing,
      },
      [id],
    ),
  },
  '/api/console/chats/{id}/step-in': {
    post: write(
      'Takes the conversation from the bot for this agent; a waiting one is claimed',
      {
        '200': answer('The ticket', object({ ticket: ref('Ticket') })),
        ...missing,
        '409': answer('Somebody else has it', ref('Error')),
      },
      { parameters: [id] },
    ),
  },
  '/api/console/chats/{id}/entries': {
    get: read(
      'Entries with sequence > after, oldest first, at most 200',
      { '200': answer('A page', object({ entries: list(ref('LogEntry')), turns: list(ref('TurnRecord')) })), ...missing },
      [id, ...query(EntriesQuery)],
    ),
  },
  '/api/console/chats/{id}/attachments/{attachmentId}': {
    get: read('A file of the conversation', { '200': { description: 'The file, as a download' }, ...missing }, [
      id,
      inPath('attachmentId'),
    ]),
  },
};
