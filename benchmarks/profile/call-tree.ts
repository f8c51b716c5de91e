import type { Profiler } from 'node:inspector';

/** One function as called from one place. */
export interface CallNode {
  readonly name: string;
  /** Where it comes from: a file of Kefu's (`conversation/decide`), a package, `node:…`, or `native`. */
  readonly module: string;
  /** Microseconds in the function itself. */
  selfUs: number;
  /** Microseconds in it and in all that it called. */
  totalUs: number;
  readonly children: Map<string, CallNode>;
}

export interface Part {
  readonly what: string;
  readonly selfUs: number;
  readonly inclusiveUs: number;
}

/** Between two samples of a process that runs; a longer gap is one in which it had no core. */
const MOST_BETWEEN_US = 2_000;

export function callNode(name: string, module: string): CallNode {
  return { name, module, selfUs: 0, totalUs: 0, children: new Map() };
}

/**
 * A sampled profile as a tree in which each function stands once under its caller. Time without work or without a core is left out. V8 keeps no stack
 * across an `await`: what goes on after one stands under the loop that resumed it.
 */
export function callTree(profile: Profiler.Profile, rootName: string): CallNode {
  const selfUs = new Map<number, number>();
  for (const [n, id] of (profile.samples ?? []).entries())
    selfUs.set(id, (selfUs.get(id) ?? 0) + Math.min(MOST_BETWEEN_US, Math.max(0, profile.timeDeltas?.[n] ?? 0)));
  const byId = new Map(profile.nodes.map((node) => [node.id, node]));
  const root = callNode(rootName, '');
  const top = profile.nodes[0];
  if (top) merge(top, root);
  return root;

  function merge(node: Profiler.ProfileNode, into: CallNode): number {
    let totalUs = selfUs.get(node.id) ?? 0;
    into.selfUs += totalUs;
    for (const id of node.children ?? []) {
      const child = byId.get(id);
      if (!child || child.callFrame.functionName === '(idle)') continue;
      totalUs += merge(child, childOf(into, child.callFrame.functionName || '(anonymous)', moduleOf(child.callFrame.url)));
    }
    into.totalUs += totalUs;
    return totalUs;
  }
}

/** The same by function or by module, the widest first. A function that calls itself counts once where it is inclusive. */
export function widest(root: CallNode, by: 'function' | 'module'): readonly Part[] {
  const parts = new Map<string, { selfUs: number; inclusiveUs: number }>();
  const open = new Set<string>();
  visit(root);
  return [...parts].map(([what, times]) => ({ what, ...times })).sort((a, b) => b.inclusiveUs - a.inclusiveUs);

  function visit(node: CallNode): void {
    for (const child of node.children.values()) {
      const what = by === 'module' ? child.module : `${child.name} (${child.module})`;
      const part = parts.get(what) ?? { selfUs: 0, inclusiveUs: 0 };
      parts.set(what, part);
      part.selfUs += child.selfUs;
      const isOutermost = !open.has(what);
      if (isOutermost) part.inclusiveUs += child.totalUs;
      open.add(what);
      visit(child);
      if (isOutermost) open.delete(what);
    }
  }
}

function childOf(parent: CallNode, name: string, module: string): CallNode {
  const key = `${name} ${module}`;
  const child = parent.children.get(key) ?? callNode(name, module);
  parent.children.set(key, child);
  return child;
}

function moduleOf(url: string): string {
  if (url === '') return 'native';
  const [, path] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? /\/dist\/(.+)\.js$/.exec(url) ?? [];
  return path ?? url.replace(/^file:\/\//, '');
}
