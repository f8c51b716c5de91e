import { spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { inherited, V8_FLAGS } from '../../support/server-process.ts';
import { PROJECT_DIR } from '../../support/environment.ts';
import { fetchWithin, type Fetched } from '../../support/fetch-within.ts';
import { isRunning, processTree } from '../../support/process-tree.ts';

export interface Replica {
  readonly name: string;
  isReady(): Promise<boolean>;
  /** Ready, and without any part that is away. */
  isWhole(): Promise<boolean>;
  /** The signal reaches the server alone, not its encoder. False when there is no process. */
  signal(signal: NodeJS.Signals): boolean;
  /** Seconds that this replica's clock is ahead; null where the machine has no libfaketime. */
  readonly setClock: ((seconds: number) => void) | null;
  /** Ends of a process that nobody had asked for, with its last words. */
  readonly deaths: readonly string[];
  starts(): number;
  /** Processes that ended servers had started and left behind. */
  orphans(): number;
  dispose(): Promise<void>;
}

export interface ReplicaOptions {
  readonly name: string;
  readonly port: number;
  readonly dataDir: string;
  readonly env: Readonly<Record<string, string>>;
  /** Modules that node loads before the program. */
  readonly preload: readonly string[];
  /** Path of libfaketime, or null. */
  readonly clockLibrary: string | null;
}

/** As an orchestrator's restart policy. */
const RESTART_MS = 300;
const LAST_LINES = 12;
const READY_MS = 2_000;

/** The built program as one of several, started again whenever it ends. */
export function superviseReplica({ name, port, dataDir, env, preload, clockLibrary }: ReplicaOptions): Replica {
  const clockFile = `${dataDir}/clock`;
  const clock =
    clockLibrary === null
      ? {}
      : {
          LD_PRELOAD: clockLibrary,
          FAKETIME_TIMESTAMP_FILE: clockFile,
          FAKETIME_NO_CACHE: '1',
          // Timers run on: a clock that is set does not stop time.
          FAKETIME_DONT_FAKE_MONOTONIC: '1',
        };
  const deaths: string[] = [];
  const children = new Set<number>();
  let child: ChildProcess | null = null;
  let starts = 0;
  let isWanted = true;
  let gone = Promise.resolve();
  if (clockLibrary !== null) setClock(0);
  start();

  function start(): void {
    starts += 1;
    const tail: string[] = [];
    let wasReady = false;
    const own = spawn(process.execPath, [...preload.flatMap((file) => ['--import', file]), ...V8_FLAGS, 'dist/main.js'], {
      cwd: PROJECT_DIR,
      env: {
        ...inherited(),
        KEFU_PORT: String(port),
        KEFU_HOST: '127.0.0.1',
        KEFU_DATA_DIR: dataDir,
        ...clock,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = own;
    for (const stream of [own.stdout, own.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        if (line.includes('"msg":"ready"')) wasReady = true;
        tail.push(line);
        if (tail.length > LAST_LINES) tail.shift();
      });
    }
    gone = new Promise((done) =>
      own.once('exit', (code, signal) => {
        child = null;
        // One that cannot start without its database says so and ends; one that has served must live through anything.
        if (signal === null && code !== 0 && wasReady) deaths.push(`${name} ended with ${code}:\n${tail.join('\n')}`);
        if (isWanted) setTimeout(() => isWanted && start(), RESTART_MS);
        done();
      }),
    );
  }

  /** The library reads the file anew at each look at the clock. */
  function setClock(seconds: number): void {
    writeFileSync(clockFile, `${seconds < 0 ? '-' : '+'}${Math.abs(seconds)}`);
  }

  async function health(): Promise<Fetched | null> {
    return await fetchWithin(`http://127.0.0.1:${port}/readyz`, {}, READY_MS).catch(() => null);
  }

  return {
    name,
    isReady: async () => (await health())?.status === 200,
    isWhole: async () => (await health())?.text.includes('"status":"ready"') === true,
    signal(signal) {
      if (child?.pid === undefined) return false;
      try {
        for (const pid of processTree(child.pid).slice(1)) children.add(pid);
      } catch {
        // It has just ended by itself.
        return false;
      }
      return child.kill(signal);
    },
    setClock: clockLibrary === null ? null : setClock,
    deaths,
    starts: () => starts,
    orphans: () => (child === null ? [...children].filter(isRunning).length : 0),
    async dispose() {
      isWanted = false;
      child?.kill('SIGCONT');
      child?.kill('SIGKILL');
      await gone;
    },
  };
}
