import { generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, SignJWT, type JWK } from 'jose';

export const ISSUER = 'https://issuer.connector.example';
const ENDORSED = ['msteams', 'slack', 'telegram', 'directline', 'email'];

/** What tests look at of an activity that the bot sent. */
export interface SentActivity {
  readonly type?: string;
  readonly text?: string;
  readonly channelId?: string;
  readonly from?: { readonly id: string };
  readonly attachments?: unknown;
  readonly channelData?: { readonly text?: string; readonly thread_ts?: string; readonly blocks?: readonly unknown[] };
}

/** What arrived at the connector. */
export interface Arrived {
  readonly conversationId: string;
  readonly activity: SentActivity;
  readonly authorization: string | undefined;
  readonly at: number;
}

/** What the connector does with one send: takes it, answers with a status, or never answers (after having taken it, or not). */
export type Behaviour =
  | { readonly kind: 'take' }
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: string; readonly body?: object }
  | { readonly kind: 'hang' };

/** A Bot Framework connector over real HTTP: its own keys, OpenID metadata, JWKS and token endpoint, and the conversations API. */
export async function startFakeConnector() {
  const arrived: Arrived[] = [];
  const refusedSends: number[] = [];
  const issued = new Set<string>();
  const files = new Map<string, { readonly bytes: Buffer; readonly contentType: string }>();
  const filesAsked: { readonly id: string; readonly isBot: boolean }[] = [];
  let keys = [await newKey()];
  let behave: (conversationId: string, activity: SentActivity) => Behaviour = () => ({ kind: 'take' });

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const json = (status: number, body: object, headers: Record<string, string> = {}) =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
    const path = new URL(request.url ?? '/', url).pathname;
    if (path === '/.well-known/openidconfiguration') {
      json(200, { issuer: ISSUER, jwks_uri: `${url}/keys`, id_token_signing_alg_values_supported: ['RS256'] });
      return;
    }
    if (path === '/keys') {
      json(200, { keys: keys.map(({ jwk }) => jwk) });
      return;
    }
    const [, attachment = ''] = /^\/v3\/attachments\/([^/]+)\/views\/original$/.exec(path) ?? [];
    const file = files.get(decodeURIComponent(attachment));
    if (file) {
      const isBot = issued.has((request.headers.authorization ?? '').replace('Bearer ', ''));
      filesAsked.push({ id: decodeURIComponent(attachment), isBot });
      if (isBot) response.writeHead(200, { 'content-type': file.contentType }).end(file.bytes);
      else json(401, { error: { code: 'Unauthorized' } });
      return;
    }
    const body = await text(request);
    if (path === '/token') {
      const token = randomUUID();
      issued.add(token);
      json(200, { access_token: token, token_type: 'Bearer', expires_in: 3_600 });
      return;
    }
    const [, conversation] = /^\/v3\/conversations\/([^/]+)\/activities(?:\/[^/]+)?$/.exec(path) ?? [];
    if (request.method !== 'POST' || conversation === undefined) {
      json(404, { error: { code: 'NotFound' } });
      return;
    }
    const conversationId = decodeURIComponent(conversation);
    const activity = JSON.parse(body) as SentActivity;
    const behaviour = behave(conversationId, activity);
    switch (behaviour.kind) {
      case 'take':
        arrived.push({ conversationId, activity, authorization: request.headers.authorization, at: Date.now() });
        json(200, { id: `sent-${arrived.length}` });
        return;
      case 'status':
        refusedSends.push(behaviour.status);
        json(
          behaviour.status,
          behaviour.body ?? { error: { code: 'Refused', message: 'as the test says' } },
          behaviour.retryAfter === undefined ? {} : { 'retry-after': behaviour.retryAfter },
        );
        return;
      case 'hang':
        return;
      default:
        return behaviour satisfies never;
    }
  }

  return {
    url,
    arrived,
    /** Statuses of the sends that were refused. */
    refusedSends,
    /** What customers sent, by attachment id; only the bot may have it. */
    files,
    filesAsked,
    /** Bearer tokens that the token endpoint gave out. */
    issued,
    behave(next: typeof behave) {
      behave = next;
    },
    /** A token of the channel for the bot; `header` and `claims` override what a good one has. */
    async sign(
      claims: Record<string, unknown>,
      options: { readonly key?: SigningKey; readonly header?: Record<string, unknown> } = {},
    ): Promise<string> {
      const key = options.key ?? keys[0]!;
      const at = Math.floor(Date.now() / 1_000);
      return await new SignJWT({ iss: ISSUER, iat: at, nbf: at - 60, exp: at + 3_600, ...claims })
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: key.jwk.kid!, ...options.header })
        .sign(key.privateKey);
    },
    /** The public key in the form in which it could be taken for an HMAC secret. */
    publicPem: () => keys[0]!.publicKey.export({ type: 'spki', format: 'pem' }) as string,
    keyId: () => keys[0]!.jwk.kid!,
    /** A key that the connector does not publish. */
    strangerKey: newKey,
    /** From now on another key signs, and only it is published. */
    async rotate() {
      keys = [await newKey()];
    },
    async dispose() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type FakeConnector = Awaited<ReturnType<typeof startFakeConnector>>;

interface SigningKey {
  readonly jwk: JWK;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

async function newKey(kid: string = randomUUID()): Promise<SigningKey> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const jwk = { ...(await exportJWK(publicKey)), kid, use: 'sig', endorsements: ENDORSED };
  return { jwk, privateKey, publicKey };
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
