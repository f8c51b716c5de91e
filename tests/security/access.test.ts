import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startKefu, type RunningKefu } from '../e2e/support/start-kefu.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const START_MS = 180_000;
const PASSWORD = 'a long enough password';
const ROLES = ['stranger', 'customer', 'agent', 'administrator'] as const;
type Role = (typeof ROLES)[number];

/** Where each file of routes is mounted. A new one must be named here, and its routes in docs/SECURITY.md. */
const MOUNTS: Readonly<Record<string, string>> = {
  'src/channel/bot-framework/routes.ts': '/api/messages',
  'src/channel/chat-routes.ts': '/api/chat',
  'src/channel/handoff-hub/routes.ts': '/api/handoff',
  'src/channel/direct-line/attachment-routes.ts': '/v3/directline/attachments',
  'src/channel/direct-line/routes.ts': '/v3/directline',
  'src/http/articles.ts': '/help',
  'src/http/churn-routes.ts': '/api/churn',
  'src/http/demo-identity.ts': '/demo/identity',
  'src/http/health.ts': '',
  'src/http/openapi.ts': '/api/openapi.json',
  'src/http/static.ts': '',
};
const CONSOLE = 'src/http/console/';

interface Access {
  readonly method: string;
  readonly path: string;
  readonly allowed: Readonly<Record<Role, 'yes' | 'no' | 'own'>>;
}

const table: readonly Access[] = readFileSync(join(ROOT, 'docs/SECURITY.md'), 'utf8')
  .split(/<!-- access:(?:begin|end) -->/)[1]!
  .trim()
  .split('\n')
  .slice(2)
  .map((line) => {
    const [route, ...cells] = line.split('|').slice(1, -1);
    const [method = '', path = ''] = route!.trim().replaceAll('`', '').split(' ');
    return { method, path, allowed: Object.fromEntries(ROLES.map((role, n) => [role, cells[n]!.trim()])) as Access['allowed'] };
  });

describe('who may do what, as docs/SECURITY.md says', () => {
  let kefu: RunningKefu;
  let own: { conversation: string; token: string };
  let others: { conversation: string };
  const sessions: Partial<Record<Role, { cookie: string; agentId: string }>> = {};

  beforeAll(async () => {
    const port = String(await freePort());
    kefu = await startKefu({
      KEFU_PORT: port,
      KEFU_PUBLIC_URL: `http://localhost:${port}`,
      KEFU_ADMIN_EMAIL: 'admin@shop.example',
      KEFU_ADMIN_PASSWORD: PASSWORD,
      KEFU_MICROSOFT_APP_ID: '5f2f8b0e-93c4-4c35-9f9d-000000000000',
      KEFU_MICROSOFT_APP_TYPE: 'MultiTenant',
      KEFU_MICROSOFT_APP_PASSWORD: 'secret-of-a-test',
      KEFU_API_KEY: 'api-key-of-a-test-that-is-long-enough',
      KEFU_HANDOFF_HUB: 'http://127.0.0.1:9/hub',
      KEFU_HANDOFF_HUB_SECRET: 'hub-secret-of-a-test-that-is-long-enough',
    });
    [own, others] = [await openChat(), await openChat()];
    sessions.administrator = await signIn('admin@shop.example');
    const made = await request('administrator', 'POST', '/api/console/agents', {
      email: 'an@shop.example',
      name: 'An',
      role: 'agent',
      password: PASSWORD,
    });
    expect(made.status).toBe(201);
    sessions.agent = await signIn('an@shop.example');
  }, START_MS);
  afterAll(() => kefu?.stop());

  async function openChat(): Promise<{ conversation: string; token: string }> {
    const answer = await fetch(`${kefu.url}/api/chat/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    const { token, conversationId } = (await answer.json()) as { token: string; conversationId: string };
    await fetch(`${kefu.url}/v3/directline/conversations`, { method: 'POST', headers: { authorization: `Bearer ${token}` } });
    return { conversation: conversationId, token };
  }

  async function signIn(email: string): Promise<{ cookie: string; agentId: string }> {
    const answer = await request('stranger', 'POST', '/api/console/session', { email, password: PASSWORD });
    const { agent } = (await answer.json()) as { agent: { id: string } };
    return { cookie: answer.headers.getSetCookie()[0]!.split(';')[0]!, agentId: agent.id };
  }

  function request(role: Role, method: string, path: string, body: object = {}): Promise<Response> {
    const session = sessions[role];
    return fetch(`${kefu.url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        'content-type': 'application/json',
        ...(session ? { cookie: session.cookie, 'x-kefu': 'console' } : {}),
        ...(role === 'customer' ? { authorization: `Bearer ${own.token}` } : {}),
      },
      ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
    });
  }

  async function statusOf(role: Role, method: string, path: string): Promise<number> {
    const answer = await request(role, method, path);
    // A stream of events has no end.
    await answer.body?.cancel();
    return answer.status;
  }

  const asOwner = (path: string, role: Role): string =>
    path.replace(/:(\w+)/g, (_all, name: string) =>
      path.includes('/conversations/') ? own.conversation : (sessions[role]?.agentId ?? name),
    );
  const asOther = (path: string): string =>
    path.replace(/:(\w+)/g, () => (path.includes('/conversations/') ? others.conversation : sessions.administrator!.agentId));
  const isRefusal = (status: number): boolean => status === 401 || status === 403;

  it.each(table)('$method $path', async ({ method, path, allowed }) => {
    const found = Object.fromEntries(
      await Promise.all(
        ROLES.map(async (role) => {
          // Signing out ends the session for the rows after it: as somebody who just signed in.
          if (method === 'DELETE' && path.endsWith('/session') && sessions[role])
            sessions[role] = await signIn(role === 'agent' ? 'an@shop.example' : 'admin@shop.example');
          if (allowed[role] === 'own') {
            const [mine, theirs] = [
              await statusOf(role, method, asOwner(path, role)),
              await statusOf(role, method, asOther(path)),
            ];
            return [role, !isRefusal(mine) && isRefusal(theirs) ? 'own' : `${mine} for one's own, ${theirs} for another's`];
          }
          const status = await statusOf(role, method, asOwner(path, role));
          const isAllowed = !isRefusal(status) && status < 500;
          return [role, allowed[role] === (isAllowed ? 'yes' : 'no') ? allowed[role] : String(status)];
        }),
      ),
    );

    expect(found).toEqual(allowed);
  });

  it('has every route of the program in the table', () => {
    const routes = sources(join(ROOT, 'src')).flatMap((file) => {
      const found = [...readFileSync(join(ROOT, file), 'utf8').matchAll(/\brouter\.(get|post|put|patch|delete)\(\s*'([^']+)'/g)];
      const mount = file.startsWith(CONSOLE) ? '/api/console' : MOUNTS[file];
      return found.map(
        ([, method = '', path = '']) =>
          `${method.toUpperCase()} ${mount ?? `(${file} is mounted nowhere that this test knows) `}${path}`,
      );
    });

    const documented = new Set(table.map(({ method, path }) => `${method} ${path}`));
    expect(routes.filter((route) => !documented.has(route) && !documented.has(route.replace(/\/$/, '')))).toEqual([]);
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function sources(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `src/${name.replaceAll('\\', '/')}`);
}
