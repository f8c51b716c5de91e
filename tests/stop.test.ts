import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const TEST_MS = 180_000;
const dataDir = mkdtempSync(join(tmpdir(), 'kefu-stop-'));

/** The program, until it has said each of `said`; then it gets `signals` and is waited for. */
async function stopAfter(said: string, signals: readonly NodeJS.Signals[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
    cwd: ROOT,
    env: { ...process.env, KEFU_PORT: '0', KEFU_HOST: '127.0.0.1', KEFU_DATA_DIR: dataDir, KEFU_LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  let isSignalled = false;
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (isSignalled || !line.includes(said)) return;
      isSignalled = true;
      for (const signal of signals) child.kill(signal);
    });
  }
  const ended = await new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((done) =>
    child.once('close', (code, signal) => done({ code, signal })),
  );
  return { ...ended, output: lines.join('\n') };
}

describe('a stop', () => {
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  it(
    'before the service is ready ends it at once and leaves nothing that hinders the next start',
    async () => {
      const early = await stopAfter('database brought to this version', ['SIGTERM']);
      // Twice in one breath, as npm passes a Ctrl-C on: that is one stop.
      const next = await stopAfter('"msg":"ready"', ['SIGINT', 'SIGINT', 'SIGTERM']);

      expect(early).toMatchObject({ code: 0, signal: null });
      expect(early.output).not.toContain('"msg":"ready"');
      expect(next, next.output).toMatchObject({ code: 0, signal: null });
      expect(next.output.split('"msg":"stopping"').length - 1).toBe(1);
    },
    TEST_MS,
  );
});
