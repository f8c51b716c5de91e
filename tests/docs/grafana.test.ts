import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMetrics } from '../../src/telemetry/metrics.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const dashboard = JSON.parse(readFileSync(resolve(ROOT, 'deploy/grafana/kefu.json'), 'utf8')) as {
  readonly panels: readonly { readonly title: string; readonly targets: readonly { readonly expr: string }[] }[];
};
const METRIC = /\b(?:kefu|nodejs|process)_\w+/g;
const SERIES_OF_HISTOGRAM = /_(bucket|count|sum)$/;

/** Names of the metrics that exist, each with its labels as the program declares them. */
async function registered(): Promise<readonly string[]> {
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
  return [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].flatMap(([, name = '', type]) =>
    type === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
  );
}

describe('deploy/grafana/kefu.json', () => {
  const used = dashboard.panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => expr.match(METRIC) ?? []));

  it('asks only for metrics that exist, and leaves out none of Kefu’s own', async () => {
    const names = await registered();

    expect(used.filter((name) => !names.includes(name))).toEqual([]);
    const bare = (name: string): string => name.replace(SERIES_OF_HISTOGRAM, '');
    const shown = new Set(used.map(bare));
    expect(
      names
        .filter((name) => name.startsWith('kefu_'))
        .map(bare)
        .filter((name) => !shown.has(name)),
    ).toEqual([]);
  });

  it('groups only by labels that the metrics have', () => {
    const source = readFileSync(resolve(ROOT, 'src/telemetry/metrics.ts'), 'utf8');
    const labels = [...source.matchAll(/labelNames: \[([^\]]*)\]/g)].flatMap(([, list = '']) => list.match(/\w+/g) ?? []);
    const grouped = dashboard.panels.flatMap(({ targets }) =>
      targets.flatMap(({ expr }) => [...expr.matchAll(/ by \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(', '))),
    );

    expect(grouped.filter((label) => label !== 'le' && !labels.includes(label))).toEqual([]);
  });

  it('shares with the alarms of docs/OPERATIONS.md that they name only metrics that exist', async () => {
    const page = readFileSync(resolve(ROOT, 'docs/OPERATIONS.md'), 'utf8');
    const [, alarms = ''] = /### Alarms worth having([\s\S]*)$/.exec(page) ?? [];
    const names = await registered();
    const bare = names.map((name) => name.replace(SERIES_OF_HISTOGRAM, ''));

    expect((alarms.match(METRIC) ?? []).length).toBeGreaterThan(5);
    expect((alarms.match(METRIC) ?? []).filter((name) => !names.includes(name) && !bare.includes(name))).toEqual([]);
  });
});
