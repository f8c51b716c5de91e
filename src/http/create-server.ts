import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import express, { type Express, type Router } from 'express';
import { BotError } from '../contract/errors.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { answerErrors, answerNotFound } from './answer-errors.ts';
import { compress } from './compress.ts';
import { observeRequests } from './observe-requests.ts';
import { securityHeaders } from './security-headers.ts';

/** Takes an upgrade of the connection when it is meant for it; false leaves it to the next. */
export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;

export interface HttpServerDeps {
  readonly host: string;
  readonly port: number;
  /** Proxies in front whose word about the client's address is taken. */
  readonly trustProxy: number;
  /** Whether browsers reach us over https, so that they may be told to insist on it. */
  readonly isHttps: boolean;
  /** In order; the first that matches answers. */
  readonly routes: readonly { readonly path: string; readonly router: Router }[];
  readonly upgrades: readonly Upgrade[];
  readonly metrics: Pick<Metrics, 'httpAnswered'>;
  readonly logger: Logger;
  readonly now: () => number;
  readonly newId: () => string;
}

export interface HttpServer {
  readonly app: Express;
  readonly server: Server;
  /** Resolves with the port once connections are taken. Raises CONFIG_INVALID when the port cannot be had. */
  listen(): Promise<number>;
  /** Takes no more requests and resolves when the running ones are answered. May be called twice. */
  close(): Promise<void>;
}

/** Slow senders are cut off: headers, then the whole request. */
const HEADERS_MS = 15_000;
const REQUEST_MS = 120_000;
/** Longer than the idle time of usual proxies (60 s), so that a proxy never uses a connection that we close. */
const KEEP_ALIVE_MS = 65_000;
const CLOSE_IDLE_MS = 50;

export function createHttpServer(deps: HttpServerDeps): HttpServer {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', deps.trustProxy);
  app.set('query parser', 'simple');
  app.use(observeRequests(deps));
  app.use(securityHeaders({ isHttps: deps.isHttps }));
  app.use(compress());
  for (const { path, router } of deps.routes) app.use(path, router);
  app.use(answerNotFound());
  app.use(answerErrors(deps.logger));

  const server = createServer({ headersTimeout: HEADERS_MS, requestTimeout: REQUEST_MS, keepAliveTimeout: KEEP_ALIVE_MS }, app);
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (deps.upgrades.some((upgrade) => upgrade(request, socket, head))) return;
    socket.on('error', () => undefined);
    socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });

  return {
    app,
    server,
    listen: () =>
      new Promise((resolve, reject) => {
        server.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(error, deps)));
        server.listen(deps.port, deps.host, () => resolve((server.address() as AddressInfo).port));
      }),
    close: () =>
      new Promise((resolve) => {
        // Connections that finish their last request while we wait would else stay for the keep-alive time.
        const idle = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_MS);
        server.close(() => {
          clearInterval(idle);
          resolve();
        });
      }),
  };
}

function cannotListen(error: NodeJS.ErrnoException, { host, port }: HttpServerDeps): BotError {
  const why =
    error.code === 'EADDRINUSE'
      ? 'it is taken by another program: stop that, or set KEFU_PORT'
      : `${error.code ?? 'unknown reason'}: check KEFU_HOST and KEFU_PORT`;
  return new BotError('CONFIG_INVALID', `Cannot listen on ${host}:${port}: ${why}`, { cause: error });
}
