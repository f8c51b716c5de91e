import { readFileSync } from 'node:fs';
import { round } from './environment.ts';

export interface Memory {
  /** VmRSS of all processes together, MB (10^6 bytes): pages that two of them share are counted twice. */
  readonly resident: number;
  /** Pss of all processes together, MB: shared pages are counted once. */
  readonly proportional: number;
  readonly processes: number;
}

/** The process and everything that it started (the encoder runs in a process of its own). Linux only. */
export function processTree(pid: number): readonly number[] {
  const children = readFile(`/proc/${pid}/task/${pid}/children`)
    .split(' ')
    .flatMap((child) => (child === '' ? [] : [Number(child)]));
  return [pid, ...children.flatMap((child) => processTree(child))];
}

export function memoryOf(pid: number): Memory {
  const tree = processTree(pid);
  return {
    resident: megabytes(tree, (member) => `/proc/${member}/status`, 'VmRSS'),
    proportional: megabytes(tree, (member) => `/proc/${member}/smaps_rollup`, 'Pss'),
    processes: tree.length,
  };
}

/** The most that each of the processes ever held, added up. */
export function peakMb(pid: number): number {
  return megabytes(processTree(pid), (member) => `/proc/${member}/status`, 'VmHWM');
}

/** Whether a process of this id still runs. */
export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

function megabytes(pids: readonly number[], fileOf: (pid: number) => string, name: string): number {
  const kib = pids.map((pid) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(readFile(fileOf(pid)))?.[1] ?? 0));
  return round((kib.reduce((sum, value) => sum + value, 0) * 1_024) / 1e6, 1);
}

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`cannot read ${file}: this benchmark needs Linux, and a server that runs`, { cause: error });
  }
}
