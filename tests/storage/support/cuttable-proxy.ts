import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface CuttableProxy {
  readonly port: number;
  /** From now on takes every byte and passes none, and ends no connection: a network that went away without a word. */
  swallow(): void;
  /** New connections work again; those of before stay dead. */
  mend(): void;
  close(): Promise<void>;
}

/** A TCP proxy on this machine to the given server. */
export async function createCuttableProxy(target: { readonly host: string; readonly port: number }): Promise<CuttableProxy> {
  let isSwallowing = false;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target);
    let isDead = isSwallowing;
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => undefined);
      from.on('data', (bytes) => {
        isDead ||= isSwallowing;
        if (!isDead) to.write(bytes);
      });
      from.on('close', () => {
        if (!isDead) to.destroy();
      });
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: (server.address() as AddressInfo).port,
    swallow: () => {
      isSwallowing = true;
    },
    mend: () => {
      isSwallowing = false;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((done) => server.close(() => done()));
    },
  };
}
