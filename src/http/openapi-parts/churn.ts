import { z } from 'zod';
import { OutcomesBody, ScoreBody } from '../churn-routes.ts';

type Json = Readonly<Record<string, unknown>>;

const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: Json): Json => ({ content: { 'application/json': { schema } } });
const answer = (description: string, schema: Json): Json => ({ description, ...json(schema) });
const body = (schema: z.ZodType): Json => ({ required: true, ...json(z.toJSONSchema(schema, { io: 'input' })) });
const list = (items: Json): Json => ({ type: 'array', items });
const orNull = (schema: Json): Json => ({ anyOf: [schema, { type: 'null' }] });
const object = (properties: Readonly<Record<string, Json>>): Json => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
});
const text: Json = { type: 'string' };
const number: Json = { type: 'number' };
const count: Json = { type: 'integer', minimum: 0 };
const flag: Json = { type: 'boolean' };
const estimate = object({ value: number, low: number, high: number });
const line = object({ threshold: number, escalations: count, perDay: number, expectedSaving: number });
const arm = object({ customers: count, known: count, stayed: count, retention: orNull(estimate) });
const drift = object({ name: text, psi: number, limit: number, hasMoved: flag });
const outcomes = object({ customers: count, observed: count, expected: number, z: number, isOff: flag });
const alarm: Json = {
  oneOf: [
    object({ kind: { const: 'score' } }),
    object({ kind: { const: 'column' }, name: text }),
    object({ kind: { const: 'outcomes' }, observed: count, expected: number }),
  ],
};
const group = object({ predicted: number, left: estimate, isOff: flag });

const tags = ['churn'];
const security = [{ apiKey: [] }];
const errors = {
  '400': answer('The body is not what it should be; the message names the field', ref('Error')),
  '401': answer('The key is missing or wrong, or KEFU_API_KEY is not set', ref('Error')),
  '413': answer('More than 4 MB', ref('Error')),
  '429': answer('More than 120 requests a minute', ref('Error')),
};

/** `/api/churn/*`, for docs/openapi.json. */
export const paths: Json = {
  '/api/churn/score': {
    post: {
      tags,
      summary: 'Probabilities of leaving by the shop’s own model, at most 1,000 customers a request',
      description:
        'Facts stand under the names of the table that the model was trained on. A row that cannot be scored has an error.',
      security,
      requestBody: body(ScoreBody),
      responses: {
        '200': answer('One score or error a customer, in the order that was asked', ref('ScoredCustomers')),
        '409': answer('No model was trained yet', ref('Error')),
        ...errors,
      },
    },
  },
  '/api/churn/outcomes': {
    post: {
      tags,
      summary: 'What became of customers by a day, at most 5,000 a request; all are taken or none',
      description: '`at` is a date or milliseconds since 1970. The same customer and day again is a correction.',
      security,
      requestBody: body(OutcomesBody),
      responses: { '200': answer('Taken', object({ taken: count })), ...errors },
    },
  },
};

export const schemas: Json = {
  ScoredCustomers: object({
    modelVersion: text,
    scores: list({
      oneOf: [
        object({
          customer: text,
          probability: number,
          reasons: list(object({ contribution: number, reason: object({ zh: text, en: text }) })),
          missing: list(text),
        }),
        object({ customer: text, error: object({ code: text, message: text }) }),
      ],
    }),
  }),
  ChurnReport: object({
    from: count,
    to: count,
    modelVersion: text,
    isOwnModel: flag,
    lines: list(object({ segment: orNull(text), threshold: number, release: number })),
    holdOut: number,
    countedDays: number,
    scoredConversations: count,
    isCut: flag,
    current: line,
    curve: list(line),
    trial: object({ treated: arm, heldOut: arm, difference: orNull(estimate) }),
    drift: orNull(object({ customers: count, score: drift, features: list(drift) })),
    outcomes: orNull(outcomes),
    groups: list(object({ segment: orNull(text), customers: count, figures: orNull(group) })),
    alarms: list(alarm),
  }),
};
