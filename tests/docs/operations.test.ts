import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PAGE_FILE, withSettings } from '../../scripts/build-operations.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';

const PAGE = readFileSync(PAGE_FILE, 'utf8');
const source = (file: string): string => readFileSync(resolve(import.meta.dirname, '../../src', file), 'utf8');

describe('docs/OPERATIONS.md', () => {
  it('holds the settings as they are (else run `npx tsx scripts/build-operations.ts`)', () => {
    expect(withSettings(PAGE)).toBe(PAGE);
  });

  it('describes every metric in the words of the program, with its labels', async () => {
    const metrics = createMetrics();
    metrics.watch({
      socketsOpen: () => 0,
      ticketsOpen: () => Promise.resolve(0),
      isRedisUp: () => true,
      contentStale: () => [],
      outbox: () => Promise.resolve([]),
      churn: () => Promise.resolve({ score: null, outcomes: null, alarms: [] }),
    });
    const { text } = await metrics.read();
    const exported = [...text.matchAll(/^# HELP (kefu_\w+) (.+)$/gm)].map(([, name, help]) => [name, help]);

    const rows = [...PAGE.matchAll(/^\| `(kefu_\w+)` \|([^|]*)\| (.+) \|$/gm)];
    expect(rows.map(([, name, , help]) => [name, help])).toEqual(exported);

    const labelsInCode = [
      ...source('telemetry/metrics.ts').matchAll(/name: '(kefu_\w+)',\s+help: '[^']+',(?:\s+labelNames: \[([^\]]*)\])?/g),
    ];
    const bare = (list = ''): string => list.replaceAll(/['`]/g, '').trim();
    expect(rows.map(([, name, labels]) => [name, bare(labels)])).toEqual(
      labelsInCode.map(([, name, labels]) => [name, bare(labels)]),
    );
  });

  it('explains every reason for not being ready, and every line that it promises is written', () => {
    const own = [
      ...[...source('reasons-not-ready.ts').matchAll(/\(\) => '(the [^']+)'/g)],
      ...[...source('reasons-not-ready.ts').matchAll(/: '(the encoder [^']+)'/g)],
      ...[...source('http/health.ts').matchAll(/\['([^']+)'\]/g)],
      ...[...source('embedding/call-queue.ts').matchAll(/BotError\('[A-Z_]+', '([^']+)'/g)],
    ].map(([, reason]) => reason ?? '');
    expect(own.length).toBeGreaterThan(4);
    expect(own.filter((reason) => !PAGE.includes(`| \`${reason}\` |`))).toEqual([]);

    const files = [
      'app.ts',
      'coordination/redis/link.ts',
      'conversation/run-turns.ts',
      'embedding/create-embedder.ts',
      'http/answer-errors.ts',
    ];
    const code = [
      ...files,
      'open-content.ts',
      'open-store.ts',
      'publishing/follow-published.ts',
      'retention/create-retention.ts',
      'channel/direct-line/routes.ts',
      'channel/bot-framework/deliver.ts',
      'channel/bot-framework/dispatcher.ts',
    ]
      .map(source)
      .join('\n');
    const promised = [...PAGE.matchAll(/^\| `([^`]+)` \| (?:info|warn|error) \|/gm)].map(([, line]) => line ?? '');
    expect(promised.filter((line) => !code.includes(`'${line}'`))).toEqual([]);
  });
});
