import type { Request } from 'express';
import type { z } from 'zod';
import { BotError } from '../contract/errors.ts';

/** The request's JSON body as the schema says. Raises BAD_REQUEST that names each wrong field, never its value. */
export function parseBody<T>(schema: z.ZodType<T>, request: Request): T {
  return parse(schema, request.body, 'body');
}

/** The request's query, likewise. */
export function parseQuery<T>(schema: z.ZodType<T>, request: Request): T {
  return parse(schema, request.query, 'query');
}

function parse<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${[what, ...issue.path].join('.')}: ${issue.message}`);
  throw new BotError('BAD_REQUEST', problems.join('; '));
}
