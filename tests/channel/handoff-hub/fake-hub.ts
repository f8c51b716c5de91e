import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isSignedBy, signatureOf } from '../../../src/channel/sign-body.ts';

export const SECRET = 'a secret of the hub and of Kefu alone';

export interface HubHeard {
  readonly type: string;
  readonly name?: string;
  readonly id: string;
  readonly text?: string;
  readonly conversation: { readonly id: string };
  readonly value?: Readonly<Record<string, unknown>>;
  readonly attachments?: readonly {
    readonly contentType: string;
    readonly name: string;
    readonly content: { readonly activities: readonly { readonly text?: string }[] };
  }[];
}

/** Another system's desk, over real HTTP, that checks signatures and says what the test wants. */
export async function startFakeHub() {
  const heard: HubHeard[] = [];
  let answer: (activity: HubHeard) => number | Promise<number> = () => 202;
  let unsigned = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      if (!isSignedBy(SECRET, body, request.headers['x-hub-signature-256'] as string | undefined)) unsigned += 1;
      const activity = JSON.parse(body.toString('utf8')) as HubHeard;
      void Promise.resolve(answer(activity)).then((status) => {
        if (status < 300) heard.push(activity);
        response.writeHead(status).end();
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/desk`,
    heard,
    unsigned: () => unsigned,
    answer(next: typeof answer) {
      answer = next;
    },
    /** Posts to Kefu as the hub does. */
    async post(kefu: string, activity: object, signature?: string) {
      const body = JSON.stringify(activity);
      const response = await fetch(`${kefu}/api/handoff`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-hub-signature-256': signature ?? signatureOf(SECRET, body) },
        body,
      });
      return response.status;
    },
    async dispose() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
