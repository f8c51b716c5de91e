import { once } from 'node:events';
import { createConnection, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTcpProxy, type TcpProxy } from '../../benchmarks/faults/replicas/tcp-proxy.ts';

const SOON = { timeout: 5_000, interval: 5 };

describe('the proxy of the fault benchmark', () => {
  let server: Server;
  let proxy: TcpProxy;
  /** Everything that the server was sent, by connection. */
  let received: string[];
  const clients: Socket[] = [];

  beforeEach(async () => {
    received = [];
    server = createServer((socket) => {
      const n = received.push('') - 1;
      socket
        .on('error', () => undefined)
        .on('data', (piece) => {
          received[n] = (received[n] ?? '') + piece.toString();
          socket.write(`echo ${piece.toString()}`);
        });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    proxy = await startTcpProxy({ target: (server.address() as AddressInfo).port });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await proxy.dispose();
    server.close();
  });

  async function connect(): Promise<{
    readonly socket: Socket;
    readonly heard: () => string;
    readonly error: () => string | null;
  }> {
    const socket = createConnection({ port: proxy.port, host: '127.0.0.1' });
    clients.push(socket);
    let heard = '';
    let error: string | null = null;
    socket.on('data', (piece) => (heard += piece.toString()));
    socket.on('error', (cause: NodeJS.ErrnoException) => (error = cause.code ?? 'unknown'));
    await once(socket, 'connect');
    return { socket, heard: () => heard, error: () => error };
  }

  const blockFor = (ms: number): void => {
    for (const end = performance.now() + ms; performance.now() < end;);
  };

  it('passes everything on, in order, also while it is slow', async () => {
    const { socket, heard } = await connect();
    proxy.delay(30);

    for (let n = 0; n < 20; n += 1) socket.write(`${n},`);
    proxy.delay(0);
    socket.write('last');

    const all = `${Array.from({ length: 20 }, (_, n) => `${n},`).join('')}last`;
    await expect.poll(() => received[0], SOON).toBe(all);
    await expect.poll(() => heard(), SOON).toContain('last');
  });

  it('lets nothing overtake a piece whose timer is late', async () => {
    const { socket } = await connect();
    const blocker = createServer((busy) => busy.on('data', () => blockFor(60)));
    await new Promise<void>((done) => blocker.listen(0, '127.0.0.1', done));
    const trigger = createConnection({ port: (blocker.address() as AddressInfo).port, host: '127.0.0.1' });
    clients.push(trigger);
    await once(trigger, 'connect');
    proxy.delay(20);
    socket.write('a');
    await new Promise((done) => setTimeout(done, 5));
    proxy.delay(0);

    // Both arrive in one look at the sockets: the first holds the loop until the delayed piece is due.
    trigger.write('now');
    socket.write('b');

    await expect.poll(() => received[0], SOON).toBe('ab');
    blocker.close();
  });

  it('resets what it cuts', async () => {
    const { socket, heard, error } = await connect();
    socket.write('a');
    await expect.poll(() => heard(), SOON).toBe('echo a');

    proxy.cut();

    await expect.poll(() => error(), SOON).toBe('ECONNRESET');
  });

  it('swallows everything in a black hole, and lets it go on its way afterwards', async () => {
    const { socket, heard } = await connect();
    socket.write('a');
    await expect.poll(() => heard(), SOON).toBe('echo a');

    proxy.blackHole();
    socket.write('b');
    const late = await connect();
    late.socket.write('c');
    await new Promise((done) => setTimeout(done, 50));
    expect(received).not.toContain('ab');
    proxy.mend('resume');

    await expect.poll(() => heard(), SOON).toBe('echo aecho b');
    await expect.poll(() => late.heard(), SOON).toBe('echo c');
  });

  it('loses answers to questions that arrived', async () => {
    const { socket, heard, error } = await connect();
    proxy.loseAnswers(true);

    socket.write('a');

    await expect.poll(() => error(), SOON).toBe('ECONNRESET');
    expect(received[0]).toBe('a');
    expect(heard()).toBe('');
  });

  it('sends twice what it duplicates, and brings one answer', async () => {
    proxy.duplicate(true);
    const { socket, heard } = await connect();

    socket.write('a');

    await expect.poll(() => received, SOON).toEqual(['a', 'a']);
    await expect.poll(() => heard(), SOON).toBe('echo a');
  });
});
