/** Writes docs/openapi.json from src/http/openapi-parts: `npx tsx scripts/build-openapi.ts`. A test compares the two. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import * as chat from '../src/http/openapi-parts/chat.ts';
import * as churn from '../src/http/openapi-parts/churn.ts';
import { paths as chatPaths } from '../src/http/openapi-parts/console-chats.ts';
import { schemas as consoleSchemas } from '../src/http/openapi-parts/console-schemas.ts';
import { paths as consolePaths } from '../src/http/openapi-parts/console.ts';

type Json = Readonly<Record<string, unknown>>;

const ROOT = resolve(import.meta.dirname, '..');
export const OPENAPI_FILE = join(ROOT, 'docs/openapi.json');

export function openapiDocument(): Json {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly version: string };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Kefu',
      version,
      description: 'The chat of customers (Direct Line 3.0) and the console of agents.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [
      { name: 'chat', description: 'For the widget on the shop’s pages' },
      { name: 'direct-line', description: 'Bot Framework Direct Line 3.0' },
      { name: 'churn', description: 'For the shop’s own systems: scores and outcomes' },
      { name: 'console', description: 'For the agents’ console; JSON in and out, errors as {error: {code, message}}' },
    ],
    paths: merged('path', chat.paths, churn.paths, consolePaths, chatPaths),
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'The Direct Line secret, or a token made with it' },
        apiKey: { type: 'http', scheme: 'bearer', description: 'What KEFU_API_KEY holds' },
        consoleSession: { type: 'apiKey', in: 'cookie', name: 'kefu_console' },
      },
      schemas: merged('schema', chat.schemas, churn.schemas, consoleSchemas),
    },
  };
}

function merged(what: string, ...parts: readonly Json[]): Json {
  const all = parts.flatMap((part) => Object.entries(part));
  const twice = all.map(([name]) => name).find((name, n, names) => names.indexOf(name) !== n);
  if (twice !== undefined) throw new Error(`The ${what} ${twice} is described twice in src/http/openapi-parts`);
  return Object.fromEntries(all);
}

if (process.argv[1] === import.meta.filename) {
  const options = { ...(await resolveConfig(OPENAPI_FILE)), parser: 'json' };
  writeFileSync(OPENAPI_FILE, await format(JSON.stringify(openapiDocument()), options));
}
