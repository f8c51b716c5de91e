import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SlowShop {
  readonly url: string;
  /** Tokens of the replicas that have asked, in order. */
  readonly askedBy: string[];
  /** From now on, questions of this replica are not answered before the shop closes. */
  holdFor(token: string): void;
  close(): Promise<void>;
}

/** A shop that knows nobody, slowly when told so: shows that a turn is under way, and in which replica. */
export async function startSlowShop(): Promise<SlowShop> {
  const held = new Set<string>();
  const askedBy: string[] = [];
  const server = createServer((request, response) => {
    const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
    askedBy.push(token);
    if (!held.has(token)) response.writeHead(404).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    askedBy,
    holdFor: (token) => void held.add(token),
    close() {
      server.closeAllConnections();
      return new Promise((done) => server.close(() => done()));
    },
  };
}
