import { AgentPatchBody, CannedReplyBody, NewAgentBody, PasswordBody, PresenceBody } from '../console/agents.ts';
import { ChurnReportQuery } from '../console/churn.ts';
import { ContentReportQuery } from '../console/content.ts';
import { SignInBody } from '../console/sessions.ts';
import { CloseBody, EntriesQuery, NoteBody, ReplyBody, TicketsQuery, TransferBody } from '../console/tickets.ts';
import {
  answer,
  body,
  id,
  inPath,
  invalid,
  list,
  missing,
  notYours,
  object,
  query,
  read,
  ref,
  tags,
  text,
  write,
  type Json,
} from './console-shapes.ts';

const written = {
  '200': answer('Written, now or by an earlier attempt', object({ entry: ref('LogEntry'), isDuplicate: { type: 'boolean' } })),
};
const ticket = { '200': answer('The ticket as it is now', object({ ticket: ref('Ticket') })) };
const onTicket = { parameters: [id] };

/** `/api/console/*`, for docs/openapi.json. */
export const paths: Json = {
  '/api/console/session': {
    post: {
      tags,
      summary: 'Signs in: sets the cookie that all other addresses ask for',
      requestBody: body(SignInBody),
      responses: {
        '201': answer('Signed in', object({ agent: ref('Agent') })),
        ...invalid,
        '401': answer('E-mail or password is wrong', ref('Error')),
        '429': answer('Too many attempts for this account or from this address', ref('Error')),
      },
    },
    get: read('Who is signed in', {
      '200': answer(
        'The agent, the shop, who is available, and how many bytes a file may have',
        object({ agent: ref('Agent'), shop: ref('ShopCard'), available: list(text), uploadMaxBytes: { type: 'integer' } }),
      ),
    }),
    delete: write('Signs out', { '204': answer('Signed out') }),
  },
  '/api/console/tickets': {
    get: read(
      'Tickets: waiting by priority and age, claimed by age, closed latest first',
      { '200': answer('Tickets, and the server’s clock to count ages by', ref('TicketList')), ...invalid },
      query(TicketsQuery),
    ),
  },
  '/api/console/tickets/claim-next': {
    post: write('Claims the first of the queue', {
      '200': answer('The ticket; null when nobody waits', object({ ticket: { anyOf: [ref('Ticket'), { type: 'null' }] } })),
    }),
  },
  '/api/console/tickets/{id}': {
    get: read(
      'A ticket with its conversation, the last 200 entries, why the bot said what it said, and the customer',
      { '200': answer('All of it', ref('TicketDetail')), ...missing },
      [id],
    ),
  },
  '/api/console/tickets/{id}/entries': {
    get: read(
      'Entries after a sequence, oldest first, at most 200',
      { '200': answer('Entries', ref('EntryPage')), ...invalid, ...missing },
      [id, ...query(EntriesQuery)],
    ),
  },
  '/api/console/tickets/{id}/suggestions': {
    get: read(
      'Passages that may answer the customer’s last message',
      { '200': answer('Best first', object({ suggestions: list(ref('SuggestedReply')) })), ...missing },
      [id],
    ),
  },
  '/api/console/tickets/{id}/claim': {
    post: write(
      'Takes the conversation over; again by the same agent is no mistake',
      { ...ticket, ...missing, '409': answer('Somebody else was faster, or it is closed', ref('Error')) },
      onTicket,
    ),
  },
  '/api/console/tickets/{id}/reply': {
    post: write(
      'Writes to the customer, once for each clientId; files are uploaded before',
      { ...written, ...missing, ...notYours },
      { ...onTicket, requestBody: body(ReplyBody) },
    ),
  },
  '/api/console/tickets/{id}/note': {
    post: write(
      'Writes a note that only agents see',
      { ...written, ...missing, ...notYours },
      { ...onTicket, requestBody: body(NoteBody) },
    ),
  },
  '/api/console/tickets/{id}/transfer': {
    post: write(
      'To a colleague, or back to the queue (null)',
      { ...ticket, ...missing, ...notYours },
      { ...onTicket, requestBody: body(TransferBody) },
    ),
  },
  '/api/console/tickets/{id}/return': {
    post: write('Gives the conversation back to the bot', { ...ticket, ...missing, ...notYours }, onTicket),
  },
  '/api/console/tickets/{id}/close': {
    post: write(
      'Solved: the customer is asked to rate; `seen` is the last entry that the agent saw, and what the customer wrote after it the bot answers',
      { ...ticket, ...missing, ...notYours, ...invalid },
      { ...onTicket, requestBody: { ...body(CloseBody), required: false } },
    ),
  },
  '/api/console/tickets/{id}/typing': {
    post: write('Shows the customer that the agent is typing', { '204': answer('Shown'), ...missing }, onTicket),
  },
  '/api/console/tickets/{id}/uploads/{uploadId}': {
    put: write(
      'Keeps a file for a reply to name; the same uploadId keeps it once',
      {
        '200': answer('An earlier attempt kept it', object({ attachment: ref('Attachment') })),
        '201': answer('Kept', object({ attachment: ref('Attachment') })),
        ...missing,
        ...notYours,
        '413': answer('The file is too large', ref('Error')),
      },
      {
        parameters: [
          id,
          inPath('uploadId'),
          {
            name: 'content-disposition',
            in: 'header',
            schema: text,
            description: "The file’s name: attachment; filename*=UTF-8''…",
          },
        ],
        requestBody: {
          required: true,
          description: 'The file itself: a picture, PDF, text, office document, sound or video',
          content: { '*/*': { schema: { type: 'string', format: 'binary' } } },
        },
      },
    ),
  },
  '/api/console/tickets/{id}/attachments/{attachmentId}': {
    get: read('A file of the conversation', { '200': { description: 'The file, as a download' }, ...missing }, [
      id,
      inPath('attachmentId'),
    ]),
  },
  '/api/console/stream': {
    get: read('Notices that something changed, as server-sent events', {
      '200': { description: 'One Notice a line of `data:`', content: { 'text/event-stream': { schema: ref('Notice') } } },
    }),
  },
  '/api/console/presence': {
    post: write(
      'Whether the agent takes conversations; forgotten after a minute without a word',
      { '200': answer('Who is available', object({ available: list(text) })) },
      { requestBody: body(PresenceBody) },
    ),
  },
  '/api/console/agents': {
    get: read('The team', { '200': answer('Agents', object({ agents: list(ref('Agent')), available: list(text) })) }),
    post: write(
      'Adds an agent (administrators)',
      { '201': answer('Added', object({ agent: ref('Agent') })), '409': answer('The e-mail is taken', ref('Error')) },
      { requestBody: body(NewAgentBody) },
    ),
  },
  '/api/console/agents/{id}': {
    patch: write(
      'Disables or enables an agent (administrators); a disabled agent is signed out at once',
      { '204': answer('Done'), ...missing, '409': answer('Nobody can disable themselves', ref('Error')) },
      { ...onTicket, requestBody: body(AgentPatchBody) },
    ),
  },
  '/api/console/agents/{id}/password': {
    post: write(
      'Sets a password: one’s own, or anybody’s for administrators',
      { '204': answer('Set'), ...missing },
      { ...onTicket, requestBody: body(PasswordBody) },
    ),
  },
  '/api/console/canned-replies': {
    get: read('Canned replies', { '200': answer('By shortcut', object({ cannedReplies: list(ref('CannedReply')) })) }),
  },
  '/api/console/canned-replies/{id}': {
    put: write(
      'Saves a canned reply (administrators)',
      {
        '200': answer('Saved', object({ cannedReply: ref('CannedReply') })),
        '409': answer('The shortcut is taken', ref('Error')),
      },
      { ...onTicket, requestBody: body(CannedReplyBody) },
    ),
    delete: write('Removes a canned reply (administrators)', { '204': answer('Removed') }, onTicket),
  },
  '/api/console/articles': {
    get: read('The articles in force', { '200': answer('Without their texts', object({ articles: list(ref('ArticleCard')) })) }),
  },
  '/api/console/tickets/{id}/linked': {
    get: read(
      'What the same person said in other conversations',
      { '200': answer('Latest first', object({ conversations: list(ref('LinkedConversation')) })), ...missing },
      [id],
    ),
  },
  '/api/console/dead-letters': {
    get: read('Messages that a channel would not take', {
      '200': answer('The oldest first', object({ deadLetters: list(ref('DeadLetter')) })),
    }),
  },
  '/api/console/dead-letters/{id}/send-again': {
    post: write('Sends a dead letter again', { '204': answer('It is due now'), ...missing }, onTicket),
  },
  '/api/console/dead-letters/{id}/drop': {
    post: write('Gives a dead letter up for good', { '204': answer('It will not be sent'), ...missing }, onTicket),
  },
  '/api/console/reports/summary': {
    get: read('Figures of the last 24 hours and 7 days', {
      '200': answer('Figures', object({ today: ref('Report'), week: ref('Report') })),
    }),
  },
  '/api/console/content/report': {
    get: read(
      'What customers asked and nothing answered, grouped by meaning, and what became of those who were shown an article; administrators only',
      {
        '200': answer('The last `days` days; a minute old at most', ref('ContentReport')),
        '403': answer('Only an administrator may do this', ref('Error')),
      },
      query(ContentReportQuery),
    ),
  },
  '/api/console/churn/report': {
    get: read(
      'What the churn line means, what another one would have done, and whether the score holds; administrators only',
      {
        '200': answer('The last `days` days', ref('ChurnReport')),
        '403': answer('Only an administrator may do this', ref('Error')),
      },
      query(ChurnReportQuery),
    ),
  },
};
