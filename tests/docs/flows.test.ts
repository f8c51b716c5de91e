import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { SLOTS_OF_ACTION } from '../../src/contract/content.ts';
import { loadIntents } from '../../src/understanding/load-intents.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PAGE = readFileSync(resolve(ROOT, 'docs/FLOWS.md'), 'utf8');
const rows = (pattern: RegExp) => [...PAGE.matchAll(pattern)].map(([, ...cells]) => cells);
const words = (cell = ''): readonly string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word ?? '');

describe('docs/FLOWS.md', () => {
  const { intents } = loadIntents(resolve(ROOT, 'intents'));

  it('lists the actions with the slots they need', () => {
    const documented = rows(/^\| `([a-z-]+)` \| (.+) \| (?:reads|acts).* \|$/gm).map(([action, slots]) => [action, words(slots)]);
    expect(Object.fromEntries(documented)).toEqual(SLOTS_OF_ACTION);
  });

  it('names for each signal the intents that give it', () => {
    const documented = rows(/^\| `([a-z]+)` \| [^|]+ \| (.+) \|$/gm).flatMap(([signal, ids]) =>
      words(ids).map((id) => [id, signal] as const),
    );
    const real = [...intents.values()].flatMap(({ id, signal }) => (signal === undefined ? [] : [[id, signal] as const]));
    expect(new Map([...documented].sort())).toEqual(new Map([...real].sort()));
  });

  it('shows a flow as it stands in the file', () => {
    const [, yaml = ''] = /```yaml\n(flow:[\s\S]*?)```/.exec(PAGE) ?? [];
    const { flow } = parse(yaml) as { flow: object };
    expect(intents.get('order_cancel')?.flow).toMatchObject(flow);
  });
});
