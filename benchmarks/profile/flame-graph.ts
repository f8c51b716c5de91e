import type { CallNode } from './call-tree.ts';

const WIDTH = 1_600;
const ROW = 17;
const LETTER = 6.6;
/** Narrower ones are not drawn. */
const LEAST_WIDTH = 0.6;

/**
 * A call tree as an SVG, callers above what they call, widths by time. The pointer over a part shows its name and its time, in
 * microseconds divided by `turns`.
 */
export function flameGraph(root: CallNode, turns: number): string {
  const rects: string[] = [];
  const depth = draw(root, 0, 0);
  const height = (depth + 1) * ROW;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" font-family="monospace" font-size="11">`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    ...rects,
    '</svg>\n',
  ].join('\n');

  /** Returns how deep it went. */
  function draw(node: CallNode, x: number, row: number): number {
    const width = (node.totalUs / root.totalUs) * WIDTH;
    if (width < LEAST_WIDTH) return row - 1;
    const label = node.module === '' ? node.name : `${node.name} · ${node.module}`;
    const fits = Math.floor((width - 4) / LETTER);
    const shown = label.length <= fits ? label : fits > 3 ? `${label.slice(0, fits - 1)}…` : '';
    const time = `${(node.totalUs / turns).toFixed(0)} µs a turn (itself ${(node.selfUs / turns).toFixed(0)})`;
    rects.push(
      `<g><title>${escaped(`${label}: ${time}`)}</title>` +
        `<rect x="${x.toFixed(1)}" y="${row * ROW}" width="${width.toFixed(1)}" height="${ROW - 1}" fill="${colourOf(node.module)}"/>` +
        `<text x="${(x + 2).toFixed(1)}" y="${row * ROW + 12}">${escaped(shown)}</text></g>`,
    );
    let deepest = row;
    let left = x;
    for (const child of [...node.children.values()].sort((a, b) => b.totalUs - a.totalUs)) {
      deepest = Math.max(deepest, draw(child, left, row + 1));
      left += (child.totalUs / root.totalUs) * WIDTH;
    }
    return deepest;
  }
}

/** Kefu's own rooms warm, packages green, node and native code grey. */
function colourOf(module: string): string {
  if (module === '' || module === 'native' || module.startsWith('node:')) return '#d8d8d8';
  return module.includes('/') && !module.startsWith('@') ? '#f6b26b' : '#a9d18e';
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
