import type { Point } from './curves.ts';
import { escapeHtml } from './html.ts';

export interface Tick {
  readonly at: number;
  readonly text: string;
}

export interface Axis {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly Tick[];
  readonly title: string;
}

/** Places values of the axes on the drawing. */
export interface Canvas {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

const WIDTH = 360;
const HEIGHT = 250;
const LEFT = 54;
const RIGHT = 20;
const TOP = 10;
const BOTTOM = 44;

/**
 * An SVG of 360 × 250 that grows with its place: grid, axes and what `draw` adds between them. `label` says in words what it shows, for
 * those who cannot see it.
 */
export function drawChart(label: string, x: Axis, y: Axis, draw: (canvas: Canvas) => readonly string[]): string {
  const canvas: Canvas = {
    x: (value) => round(LEFT + ((value - x.from) / (x.to - x.from || 1)) * (WIDTH - LEFT - RIGHT)),
    y: (value) => round(HEIGHT - BOTTOM - ((value - y.from) / (y.to - y.from || 1)) * (HEIGHT - TOP - BOTTOM)),
  };
  const bottom = HEIGHT - BOTTOM;
  const middle = round(TOP + (bottom - TOP) / 2);
  return [
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(label)}">`,
    ...y.ticks.map(({ at, text }) => {
      const line = `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${canvas.y(at)}" y2="${canvas.y(at)}"/>`;
      return `${line}<text x="${LEFT - 5}" y="${canvas.y(at) + 4}" text-anchor="end">${escapeHtml(text)}</text>`;
    }),
    ...x.ticks.map(
      ({ at, text }) => `<text x="${canvas.x(at)}" y="${bottom + 15}" text-anchor="middle">${escapeHtml(text)}</text>`,
    ),
    `<text x="${round(LEFT + (WIDTH - LEFT - RIGHT) / 2)}" y="${HEIGHT - 8}" text-anchor="middle">${escapeHtml(x.title)}</text>`,
    `<text transform="translate(11 ${middle}) rotate(-90)" text-anchor="middle">${escapeHtml(y.title)}</text>`,
    ...draw(canvas),
    '</svg>',
  ].join('');
}

/** An axis of shares, as percentages, in steps that give about five ticks. */
export function shareAxis(title: string, to = 1, from = 0): Axis {
  const step = [0.01, 0.02, 0.05, 0.1, 0.2, 0.25].find((size) => (to - from) / size <= 5.001) ?? 0.25;
  const first = Math.floor(from / step);
  const last = Math.ceil(to / step - 1e-9);
  const ticks = Array.from({ length: last - first + 1 }, (_, n) => round((first + n) * step));
  return {
    from: ticks[0] ?? from,
    to: Math.max(ticks.at(-1) ?? to, (ticks[0] ?? from) + step),
    ticks: ticks.map((at) => ({ at, text: `${Math.round(100 * at)} %` })),
    title,
  };
}

export function drawLine({ x, y }: Canvas, points: readonly Point[], name: string): string {
  return `<polyline class="${name}" points="${points.map((point) => `${x(point.x)},${y(point.y)}`).join(' ')}"/>`;
}

/** A point with its interval. */
export function drawInterval({ x, y }: Canvas, at: number, value: number, low: number, high: number): string {
  const line = `<line class="interval" x1="${x(at)}" x2="${x(at)}" y1="${y(low)}" y2="${y(high)}"/>`;
  return `${line}<circle class="dot" cx="${x(at)}" cy="${y(value)}" r="3"/>`;
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
