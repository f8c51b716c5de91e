import { once } from 'node:events';
import { createServer, request, type RequestOptions } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createPace } from '../../src/conversation/pace.ts';

describe('createPace', () => {
  it('lets many rounds pass from one piece of work to the next, in the order of asking', async () => {
    const pace = createPace();
    const seen: string[] = [];
    let isOver = false;
    let rounds = 0;
    const count = (): void => {
      rounds += 1;
      if (!isOver) setImmediate(count);
    };

    setImmediate(count);
    await Promise.all(
      ['first', 'second', 'third'].map(async (name) => {
        await pace();
        seen.push(`${name} in round ${rounds}`);
      }),
    );
    isOver = true;

    expect(seen).toEqual(['first in round 1', 'second in round 17', 'third in round 33']);
  });

  it('takes many new connections between two pieces of work', async () => {
    const pace = createPace();
    const server = createServer((_request, response) => response.end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    let pieces = 0;
    let isOver = false;
    const work = (async () => {
      while (!isOver) {
        await pace();
        for (const end = performance.now() + 5; performance.now() < end;) pieces += 0;
        pieces += 1;
      }
    })();

    await Promise.all(Array.from({ length: 64 }, () => get({ port, host: '127.0.0.1', agent: false })));
    isOver = true;
    await work;
    server.close();

    expect(pieces).toBeLessThan(32);
  });

  it('goes on after it had nothing to do', async () => {
    const pace = createPace();
    await pace();
    await pace();

    await expect(Promise.all([pace(), pace()])).resolves.toEqual([undefined, undefined]);
  });
});

async function get(options: RequestOptions): Promise<void> {
  const [response] = (await once(request(options).end(), 'response')) as [NodeJS.ReadableStream];
  await once(response.resume(), 'end');
}
