import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net';

/**
 * A wire between two programs, which can be disturbed. Bytes are never dropped from the middle of a stream that goes on: TCP does not do
 * that either. What is lost is lost together with its connection.
 */
export interface TcpProxy {
  readonly port: number;
  /** Resets every connection, in the middle of whatever it carries. */
  cut(): void;
  /** Each piece takes so much longer, either way; 0 ends it. */
  delay(ms: number): void;
  /** Nothing gets through, and nobody is told. Ends with `mend`. */
  blackHole(): void;
  /** After a black hole: what waited goes on its way, or every connection from before is reset. */
  mend(how: 'resume' | 'reset'): void;
  /** What the server answers is lost, and the connection with it, while questions get through. */
  loseAnswers(isOn: boolean): void;
  /** Whatever is sent over a connection begun from now on reaches the server twice, over two connections. */
  duplicate(isOn: boolean): void;
  dispose(): Promise<void>;
}

const ANSWER_LOST_MS = 20;

/** On a free port. `target`: port of the server, on this machine; it need not run. */
export async function startTcpProxy({ target }: { readonly target: number }): Promise<TcpProxy> {
  const pairs = new Set<readonly Socket[]>();
  let delayMs = 0;
  let isHole = false;
  let isLosing = false;
  let isDoubling = false;

  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = [connect()];
    if (isDoubling) upstream.push(connect());
    const pair = [client, ...upstream];
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      for (const socket of pair) socket.destroy();
    };
    const [first] = upstream as [Socket];
    for (const socket of pair) {
      socket
        .setNoDelay(true)
        .on('error', end)
        .on('close', socket === client || socket === first ? end : () => undefined);
      if (isHole) socket.pause();
    }
    carry(client, (piece) => upstream.forEach((socket) => socket.write(piece)));
    carry(first, (piece) => {
      if (!isLosing) return client.write(piece);
      return setTimeout(() => reset(pair), ANSWER_LOST_MS);
    });
    // The copy's answers are read and forgotten.
    upstream[1]?.resume();
    client.on('end', () => setTimeout(() => upstream.forEach((socket) => socket.end()), delayMs));
    first.on('end', () => setTimeout(() => client.end(), delayMs));
  });
  server.on('error', () => undefined);

  function connect(): Socket {
    return createConnection({ port: target, host: '127.0.0.1', allowHalfOpen: true });
  }

  /** In order, each piece after its delay: none overtakes one whose time has come but whose timer is late. */
  function carry(from: Socket, pass: (piece: Buffer) => unknown): void {
    const waiting: { readonly piece: Buffer; readonly at: number }[] = [];
    const passDue = (): void => {
      for (let [next] = waiting; next && next.at <= performance.now(); [next] = waiting) {
        waiting.shift();
        pass(next.piece);
      }
      const [next] = waiting;
      if (next) setTimeout(passDue, next.at - performance.now());
    };
    from.on('data', (piece) => {
      if (waiting.length === 0 && delayMs === 0) return void pass(piece);
      waiting.push({ piece, at: performance.now() + delayMs });
      if (waiting.length === 1) setTimeout(passDue, delayMs);
    });
  }

  function cut(): void {
    for (const pair of [...pairs]) reset(pair);
  }

  function reset(pair: readonly Socket[]): void {
    pairs.delete(pair);
    for (const socket of pair) socket.resetAndDestroy();
  }

  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    delay: (ms) => void (delayMs = ms),
    blackHole() {
      isHole = true;
      for (const pair of pairs) for (const socket of pair) socket.pause();
    },
    mend(how) {
      isHole = false;
      if (how === 'reset') cut();
      for (const pair of pairs) for (const socket of pair) socket.resume();
    },
    loseAnswers: (isOn) => void (isLosing = isOn),
    duplicate: (isOn) => void (isDoubling = isOn),
    async dispose() {
      const closed = new Promise((done) => server.close(done));
      cut();
      await closed;
    },
  };
}
