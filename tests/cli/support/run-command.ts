import { spawn, type ChildProcess } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { resolve } from 'node:path';

const MAIN = resolve(import.meta.dirname, '../../../src/cli/main.ts');

export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCommand {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
}

/** Starts `kefu …` from the sources as a process of its own, with these settings and no others. */
export function startCommand(env: Readonly<Record<string, string>>, ...args: readonly string[]): RunningCommand {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('KEFU_')));
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...args], {
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((done) => child.once('exit', done));
  const finished = Promise.all([ended, text(child.stdout), text(child.stderr)]).then(([status, stdout, stderr]) => ({
    status,
    stdout,
    stderr,
  }));
  return { child, finished };
}

export const runCommand = (env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Finished> =>
  startCommand(env, ...args).finished;
