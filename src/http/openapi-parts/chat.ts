import { z } from 'zod';
import { ChatTokenRequest } from '../../channel/chat-token.ts';
import { IncomingActivity } from '../../channel/direct-line/post-activity.ts';

type Json = Readonly<Record<string, unknown>>;

const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: Json): Json => ({ content: { 'application/json': { schema } } });
const answer = (description: string, schema?: Json): Json => ({ description, ...(schema ? json(schema) : {}) });
const text: Json = { type: 'string' };
const object = (properties: Readonly<Record<string, Json>>, optional: readonly string[] = []): Json => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
});

const token = {
  conversationId: text,
  token: { type: 'string', description: 'JWT; its claim `user` is the trusted user id' },
  expires_in: { type: 'integer', description: 'seconds', example: 1800 },
};
const streamUrl = { type: 'string', format: 'uri', description: 'WebSocket; must be opened within 60 seconds' };

const errors = {
  '400': answer('The request is not what it should be', ref('Error')),
  '401': answer('No usable `Authorization: Bearer` header', ref('Error')),
  '403': answer('Not allowed; code `TokenExpired` for a token that was good once', ref('Error')),
  '404': answer('There is no such conversation', ref('Error')),
};
const unavailable = {
  '502': answer('Not taken; the same activity may be sent again (same clientActivityID: it is taken once)', ref('Error')),
};
const conversation = { name: 'conversationId', in: 'path', required: true, schema: text };
const watermark = {
  name: 'watermark',
  in: 'query',
  schema: text,
  description: 'Opaque: what the last activity set held',
};
const secured = [{ bearer: [] }];
const tags = ['direct-line'];

const start = object(
  { user: object({ id: text, name: text }, ['name']), locale: text, trustedOrigins: { type: 'array', items: text } },
  ['user', 'locale', 'trustedOrigins'],
);

/** `POST /api/chat/token` and Direct Line 3.0, for docs/openapi.json. */
export const paths: Json = {
  '/api/chat/token': {
    post: {
      tags: ['chat'],
      summary: 'Opens a chat for a visitor of the website, or brings them back to theirs',
      description: 'No secret. For pages of our own origin and of KEFU_ALLOWED_ORIGINS; limited per address.',
      requestBody: json(z.toJSONSchema(ChatTokenRequest, { io: 'input' })),
      responses: {
        '200': answer('The visitor’s token', ref('ChatToken')),
        '400': errors['400'],
        '401': answer('The identity is not one that the shop signed, or it has expired', ref('Error')),
        '403': answer('The page’s origin may not open chats', ref('Error')),
        '429': answer('Too many chats from this address; Retry-After says when', ref('Error')),
      },
    },
  },
  '/v3/directline/tokens/generate': {
    post: {
      tags,
      summary: 'Makes a token for one new conversation (with the secret)',
      security: secured,
      requestBody: json(start),
      responses: { '200': answer('The token', ref('DirectLineToken')), ...errors },
    },
  },
  '/v3/directline/tokens/refresh': {
    post: {
      tags,
      summary: 'Renews a token that is still good',
      security: secured,
      responses: { '200': answer('A fresh token', ref('DirectLineToken')), ...errors },
    },
  },
  '/v3/directline/conversations': {
    post: {
      tags,
      summary: 'Starts the conversation',
      security: secured,
      requestBody: json(start),
      responses: {
        '200': answer('It was started before', ref('DirectLineConversation')),
        '201': answer('It is new', ref('DirectLineConversation')),
        ...errors,
      },
    },
  },
  '/v3/directline/conversations/{conversationId}': {
    get: {
      tags,
      summary: 'A new stream for a conversation, from the watermark or from now',
      security: secured,
      parameters: [conversation, watermark],
      responses: { '200': answer('Token and stream', ref('DirectLineConversation')), ...errors },
    },
  },
  '/v3/directline/conversations/{conversationId}/activities': {
    get: {
      tags,
      summary: 'What came after the watermark; ask again until the set is empty',
      description: 'Never 429 or 5xx, which would end a client’s polling: when nothing can be read now, the set is empty.',
      security: secured,
      parameters: [conversation, watermark],
      responses: { '200': answer('Activities', ref('ActivitySet')), ...errors },
    },
    post: {
      tags,
      summary: 'Sends an activity: message, typing or event',
      description:
        'Events: `webchat/join`, `kefu/locale` {language}, `kefu/leave-queue`, `kefu/rate` {ticketId, score, comment}. A message sent again with the same channelData.clientActivityID is taken once.',
      security: secured,
      parameters: [conversation],
      requestBody: json(z.toJSONSchema(IncomingActivity, { io: 'input' })),
      responses: {
        '200': answer('Taken', ref('ResourceResponse')),
        ...errors,
        '413': answer('More than 10,000 characters, 8 KiB of channelData or 256 KB in all', ref('Error')),
        '429': answer('Too many messages in a minute', ref('Error')),
        ...unavailable,
      },
    },
  },
  '/v3/directline/conversations/{conversationId}/upload': {
    post: {
      tags,
      summary: 'Sends files, alone or with the activity that they belong to',
      security: secured,
      parameters: [conversation, { name: 'userId', in: 'query', schema: text }],
      requestBody: {
        content: {
          'multipart/form-data': {
            schema: {
              type: 'object',
              properties: { activity: text, file: { type: 'array', items: { type: 'string', format: 'binary' } } },
            },
          },
        },
      },
      responses: {
        '200': answer('Taken', ref('ResourceResponse')),
        ...errors,
        '413': answer('A file is too large, or there are too many', ref('Error')),
        ...unavailable,
      },
    },
  },
  '/v3/directline/attachments/{conversationId}/{attachmentId}/{name}': {
    get: {
      tags,
      summary: 'Downloads a file by the signed link of its activity',
      parameters: [
        conversation,
        { name: 'attachmentId', in: 'path', required: true, schema: text },
        { name: 'name', in: 'path', required: true, schema: text },
        { name: 'e', in: 'query', required: true, schema: text },
        { name: 's', in: 'query', required: true, schema: text },
      ],
      responses: {
        '200': { description: 'The file, as a download' },
        '403': errors['403'],
        '404': answer('It is gone', ref('Error')),
      },
    },
  },
  '/v3/directline/session/getsessionid': {
    get: {
      tags,
      summary: 'A session id, for clients that ask',
      responses: { '200': answer('One', object({ sessionId: text })) },
    },
  },
};

export const schemas: Json = {
  Error: object({ error: object({ code: text, message: text }) }),
  ChatToken: object({
    ...token,
    userId: text,
    resume: { type: 'string', description: 'Brings the visitor back within 30 days; keep it in the page’s storage' },
    streamUrl,
  }),
  DirectLineToken: object(token),
  DirectLineConversation: object({ ...token, streamUrl }),
  ResourceResponse: object({ id: text }),
  ActivitySet: object({ activities: { type: 'array', items: { type: 'object' } }, watermark: text }),
};
