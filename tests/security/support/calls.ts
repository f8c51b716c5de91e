import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** What a program did that record-calls.js watched. */
export interface Call {
  /** Base name of the script that did it. */
  readonly program: string;
  /** `program`: the watch began; `connect`: TCP, or a socket in the file system; `process`: another program was started. */
  readonly kind: 'program' | 'connect' | 'datagram' | 'lookup' | 'process';
  /** `host:port`, the name that was looked up, or a path. */
  readonly to: string;
}

/** For Node's `--import`: watches a program and what it starts, and writes into the file `to`. */
export function recorderOf(to: string): string {
  const url = new URL('./record-calls.js', import.meta.url);
  url.searchParams.set('to', to);
  return url.href;
}

export function callsIn(file: string): readonly Call[] {
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const call = JSON.parse(line) as Call;
      return { ...call, program: basename(call.program) };
    });
}
