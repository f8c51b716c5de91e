import type { Profiler } from 'node:inspector';
import { describe, expect, it } from 'vitest';
import { callTree, widest } from '../../benchmarks/profile/call-tree.ts';
import { flameGraph } from '../../benchmarks/profile/flame-graph.ts';

const KEFU = 'file:///srv/kefu/dist/retrieval/rank.js';
const PACKAGE = 'file:///srv/kefu/node_modules/@xenova/transformers/src/utils/maths.js';

describe('what a profile says', () => {
  it('adds up time by function, under each caller once, and leaves out idleness', () => {
    const tree = callTree(
      profile([
        ['(root)', '', [2, 5, 6], 0],
        ['rank', KEFU, [3, 4], 10],
        ['dot', PACKAGE, [], 20],
        ['dot', PACKAGE, [], 5],
        ['(idle)', '', [], 1_000],
        ['dot', PACKAGE, [], 7],
      ]),
      'server',
    );

    expect(tree.totalUs).toBe(42);
    expect([...tree.children.keys()]).toEqual(['rank retrieval/rank', 'dot @xenova/transformers']);
    expect(widest(tree, 'function')).toEqual([
      { what: 'rank (retrieval/rank)', selfUs: 10, inclusiveUs: 35 },
      { what: 'dot (@xenova/transformers)', selfUs: 32, inclusiveUs: 32 },
    ]);
  });

  it('counts a function that calls itself once where it is inclusive', () => {
    const tree = callTree(
      profile([
        ['(root)', '', [2], 0],
        ['visit', KEFU, [3], 3],
        ['visit', KEFU, [], 4],
      ]),
      'server',
    );

    expect(widest(tree, 'module')).toEqual([{ what: 'retrieval/rank', selfUs: 7, inclusiveUs: 7 }]);
  });

  it('does not count the time in which others had the core', () => {
    const tree = callTree(
      profile([
        ['(root)', '', [2], 0],
        ['rank', KEFU, [], 30_000],
      ]),
      'server',
    );

    expect(tree.totalUs).toBe(2_000);
  });

  it('draws each part as wide as its share of the time', () => {
    const tree = callTree(
      profile([
        ['(root)', '', [2, 3], 0],
        ['<slow>', KEFU, [], 750],
        ['quick', PACKAGE, [], 250],
      ]),
      'server',
    );

    const svg = flameGraph(tree, 10);

    expect(svg).toContain(
      '<title>&#60;slow&#62; · retrieval/rank: 75 µs a turn (itself 75)</title><rect x="0.0" y="17" width="1200.0"',
    );
    expect(svg).toContain(
      '<title>quick · @xenova/transformers: 25 µs a turn (itself 25)</title><rect x="1200.0" y="17" width="400.0"',
    );
  });
});

/** Nodes with ids from 1 on, each sampled once for so many microseconds. */
function profile(
  nodes: readonly (readonly [name: string, url: string, children: readonly number[], selfUs: number])[],
): Profiler.Profile {
  return {
    nodes: nodes.map(([functionName, url, children], n) => ({
      id: n + 1,
      callFrame: { functionName, scriptId: '0', url, lineNumber: 0, columnNumber: 0 },
      children: [...children],
    })),
    startTime: 0,
    endTime: 0,
    samples: nodes.map((_, n) => n + 1),
    timeDeltas: nodes.map(([, , , selfUs]) => selfUs),
  };
}
