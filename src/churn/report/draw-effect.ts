import type { Language, LocalisedText } from '../../contract/language.ts';
import { drawChart, drawInterval, drawLine, shareAxis, type Axis, type Tick } from './draw-chart.ts';
import { short } from './html.ts';
import type { EffectPoint, PartialEffect } from './partial-effects.ts';

const UNKNOWN: LocalisedText = { en: 'unknown', zh: '未知' };
const MEAN: LocalisedText = { en: 'mean prediction', zh: '平均预测概率' };
/** Two values, as of yes and no, have nothing between them. */
const FEWEST_FOR_A_LINE = 3;
/** More letters do not fit under a category's point. */
const LONGEST_LABEL = 9;

/** The effect of a column as a line over its values, or as points over its categories, with 95 % intervals; `title` names the column. */
export function drawEffect({ kind, points }: PartialEffect, title: string, language: Language): string {
  const highest = Math.max(...points.map(({ mean }) => mean.high));
  const y = shareAxis(MEAN[language], highest);
  const label = `${title}: ${points.map((point) => `${nameOf(point, language)} ${(100 * point.mean.value).toFixed(1)} %`).join(', ')}`;
  const numbers = points.flatMap(({ value, mean }) => (typeof value === 'number' ? [{ value, mean }] : []));
  if (kind === 'category' || numbers.length < FEWEST_FOR_A_LINE) {
    const x = namesAxis(points, language);
    return drawChart(label, x, y, (canvas) =>
      points.map(({ mean }, n) => drawInterval(canvas, n, mean.value, mean.low, mean.high)),
    );
  }
  const [from, to] = [numbers[0]?.value ?? 0, numbers.at(-1)?.value ?? 1];
  const unknown = points.find(({ value }) => value === null);
  const aside = to + (to - from) / 7;
  const x: Axis = {
    from,
    to: unknown === undefined ? to : aside + (to - from) / 14,
    ticks: [
      { at: from, text: short(from) },
      { at: (from + to) / 2, text: short((from + to) / 2) },
      { at: to, text: short(to) },
      ...(unknown === undefined ? [] : [{ at: aside, text: '?' }]),
    ],
    title: unknown === undefined ? '' : `?: ${UNKNOWN[language]}`,
  };
  return drawChart(label, x, y, (canvas) => {
    const upper = numbers.map(({ value, mean }) => `${canvas.x(value)},${canvas.y(mean.high)}`);
    const lower = numbers.map(({ value, mean }) => `${canvas.x(value)},${canvas.y(mean.low)}`).reverse();
    return [
      `<polygon class="band" points="${[...upper, ...lower].join(' ')}"/>`,
      drawLine(
        canvas,
        numbers.map(({ value, mean }) => ({ x: value, y: mean.value })),
        'model',
      ),
      ...(unknown === undefined ? [] : [drawInterval(canvas, aside, unknown.mean.value, unknown.mean.low, unknown.mean.high)]),
    ];
  });
}

/** The name of a point for people, as a heading of a table or a label. */
export function nameOf({ value }: EffectPoint, language: Language): string {
  if (value === null) return UNKNOWN[language];
  return typeof value === 'number' ? short(value) : value;
}

function namesAxis(points: readonly EffectPoint[], language: Language): Axis {
  const ticks = points.map((point, at): Tick => {
    const name = nameOf(point, language);
    const most = Math.max(3, Math.floor((LONGEST_LABEL * 5) / points.length));
    return { at, text: name.length > most ? `${name.slice(0, most - 1)}…` : name };
  });
  return { from: -0.5, to: points.length - 0.5, ticks, title: '' };
}
