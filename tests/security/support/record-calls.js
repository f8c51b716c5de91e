import childProcess from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { fileURLToPath } from 'node:url';

/*
 * Loaded before a program (`node --import 'file:///…/record-calls.js?to=/tmp/calls'`): writes one line of JSON for each host that the
 * program calls or looks up, and for each process that it starts. Node processes started from it record as well, whatever their
 * environment. It changes nothing else: a call goes through, or fails, as it would without.
 *
 * Everything of Node's that speaks TCP (net, tls, http, http2, fetch, WebSocket) goes through `net.Socket.prototype.connect`.
 */

/** @typedef {import('./calls.ts').Call} Call */
/** @typedef {(this: unknown, ...args: unknown[]) => unknown} Method */
/** @typedef {{ readonly file: string, args: string[] }} SpawnOptions */

const to = /** @type {string} */ (new URL(import.meta.url).searchParams.get('to'));
const RESOLVING = Object.getOwnPropertyNames(dns.Resolver.prototype).filter((name) => /^(resolve|reverse)/.test(name));

record({ kind: 'program', to: process.argv[1] ?? '' });
before(net.Socket.prototype, 'connect', (args) => record({ kind: 'connect', to: destinationOf(args) }));
before(dgram.Socket.prototype, 'send', (args) => record({ kind: 'datagram', to: args.slice(1).filter(isPlain).join(' ') }));
before(dgram.Socket.prototype, 'connect', (args) => record({ kind: 'datagram', to: args.filter(isPlain).join(' ') }));
for (const one of [dns, dns.promises]) {
  for (const name of ['lookup', 'lookupService', ...RESOLVING]) before(one, name, lookedUp);
}
for (const one of [dns.Resolver.prototype, dns.promises.Resolver.prototype]) {
  for (const name of RESOLVING) before(one, name, lookedUp);
}
before(childProcess.ChildProcess.prototype, 'spawn', (args) => {
  const options = /** @type {SpawnOptions} */ (args[0]);
  record({ kind: 'process', to: options.file });
  // The first argument is the program's own name.
  if (options.file === process.execPath)
    options.args = [options.args[0] ?? '', '--import', import.meta.url, ...options.args.slice(1)];
});
for (const name of ['spawnSync', 'execFileSync', 'execSync']) {
  before(childProcess, name, (args) => record({ kind: 'process', to: String(args[0]) }));
}
syncBuiltinESMExports();

/**
 * @param {object} owner
 * @param {string} name
 * @param {(args: unknown[]) => void} note
 */
function before(owner, name, note) {
  const methods = /** @type {Record<string, Method>} */ (owner);
  const method = methods[name];
  if (method === undefined) throw new Error(`Node has no ${name} any more: mend the recorder`);
  methods[name] = function (...args) {
    note(args);
    return method.apply(this, args);
  };
}

/**
 * Node also "looks up" addresses, such as the one that a server listens on, and asks nobody for it.
 *
 * @param {unknown[]} args
 */
function lookedUp(args) {
  if (net.isIP(String(args[0])) === 0) record({ kind: 'lookup', to: String(args[0]) });
}

/**
 * `host:port`, or the path of a local socket. Node itself passes an array of options and callback.
 *
 * @param {unknown[]} args
 */
function destinationOf(args) {
  const [first, host] = /** @type {unknown[]} */ (Array.isArray(args[0]) ? args[0] : args);
  if (typeof first === 'object' && first !== null) {
    const options = /** @type {{ path?: string, host?: string, port?: number | string }} */ (first);
    return options.path ?? `${options.host ?? 'localhost'}:${options.port ?? ''}`;
  }
  if (typeof first === 'string' && !/^\d+$/.test(first)) return first;
  return `${typeof host === 'string' ? host : 'localhost'}:${String(first)}`;
}

/** @param {unknown} arg */
function isPlain(arg) {
  return typeof arg === 'number' || typeof arg === 'string';
}

/** @param {Omit<Call, 'program'>} call */
function record(call) {
  const program = process.argv[1] ?? fileURLToPath(import.meta.url);
  appendFileSync(to, `${JSON.stringify({ program, ...call })}\n`);
}
