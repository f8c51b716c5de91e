import { z } from 'zod';

/*
 * How the console's addresses are described: what all of them share.
 */

export type Json = Readonly<Record<string, unknown>>;

export const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: Json): Json => ({ content: { 'application/json': { schema } } });
export const answer = (description: string, schema?: Json): Json => ({ description, ...(schema ? json(schema) : {}) });
export const body = (schema: z.ZodType): Json => ({ required: true, ...json(z.toJSONSchema(schema, { io: 'input' })) });
export const list = (items: Json): Json => ({ type: 'array', items });
export const object = (properties: Readonly<Record<string, Json>>): Json => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
});
export const text: Json = { type: 'string' };

export const tags = ['console'];
const security = [{ consoleSession: [] }];
/** Other sites cannot send it, so that a page elsewhere cannot act with an agent's cookie. */
const csrf: Json = { name: 'x-kefu', in: 'header', required: true, schema: { const: 'console' } };
export const inPath = (name: string): Json => ({ name, in: 'path', required: true, schema: text });
export const id = inPath('id');

const signedOut = { '401': answer('Not signed in, or no longer', ref('Error')) };
const forbidden = { '403': answer('The header x-kefu is missing, or only administrators may do this', ref('Error')) };
export const invalid = { '400': answer('The body is not what it should be; the message names the field', ref('Error')) };
export const missing = { '404': answer('There is no such thing', ref('Error')) };
export const notYours = { '409': answer('The conversation is not this agent’s (any more); nothing was written', ref('Error')) };

type Responses = Readonly<Record<string, Json>>;

export function read(summary: string, responses: Responses, parameters: readonly Json[] = []): Json {
  return { tags, summary, security, ...(parameters.length > 0 ? { parameters } : {}), responses: { ...responses, ...signedOut } };
}

export function write(
  summary: string,
  responses: Responses,
  more: { parameters?: readonly Json[]; requestBody?: Json } = {},
): Json {
  const { parameters = [], requestBody } = more;
  return {
    tags,
    summary,
    security,
    parameters: [...parameters, csrf],
    ...(requestBody ? { requestBody } : {}),
    responses: { ...responses, ...(requestBody ? invalid : {}), ...signedOut, ...forbidden },
  };
}

/** The fields of a query schema, as parameters. */
export function query(schema: z.ZodObject): readonly Json[] {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input' });
  return Object.entries(properties).map(([name, field]) => ({ name, in: 'query', schema: field }));
}
