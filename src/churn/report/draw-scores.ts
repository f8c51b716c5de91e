import type { Language, LocalisedText } from '../../contract/language.ts';
import { calibrationBins, gainsCurve, rocCurve, scoreHistogram } from './curves.ts';
import { drawChart, drawInterval, drawLine, shareAxis } from './draw-chart.ts';

const T = {
  stayers: { en: 'of those who stayed, above the line', zh: '留存客户中超过阈值的比例' },
  leavers: { en: 'of those who left, above the line', zh: '流失客户中超过阈值的比例' },
  roc: { en: 'ROC curve of the tested customers', zh: '测试客户的 ROC 曲线' },
  predicted: { en: 'predicted probability', zh: '预测的流失概率' },
  observed: { en: 'share that left', zh: '实际流失比例' },
  calibration: {
    en: 'Predicted probability and observed share, in groups of equal size',
    zh: '预测概率与实际流失比例（等分组）',
  },
  taken: { en: 'customers taken, highest score first', zh: '按分数从高到低选取的客户' },
  found: { en: 'of all leavers among them', zh: '其中包含的流失客户' },
  gains: { en: 'Share of leavers found by share of customers taken', zh: '选取客户比例与覆盖的流失客户比例' },
  ofClass: { en: 'share of each class', zh: '各类客户中的比例' },
  histogram: { en: 'Scores of those who left and those who stayed', zh: '流失客户与留存客户的分数分布' },
} as const satisfies Record<string, LocalisedText>;

export function drawRoc(p: Float64Array, y: Uint8Array, language: Language): string {
  return drawChart(T.roc[language], shareAxis(T.stayers[language]), shareAxis(T.leavers[language]), (canvas) => [
    drawLine(canvas, DIAGONAL, 'chance'),
    drawLine(canvas, rocCurve(p, y), 'model'),
  ]);
}

export function drawCalibration(p: Float64Array, y: Uint8Array, language: Language): string {
  const bins = calibrationBins(p, y);
  const most = Math.max(...bins.map(({ predicted, left }) => Math.max(predicted, left.high)));
  const [x, axis] = [shareAxis(T.predicted[language], most), shareAxis(T.observed[language], most)];
  return drawChart(T.calibration[language], x, axis, (canvas) => [
    drawLine(
      canvas,
      [
        { x: 0, y: 0 },
        { x: x.to, y: x.to },
      ],
      'chance',
    ),
    ...bins.map(({ predicted, left }) => drawInterval(canvas, predicted, left.value, left.low, left.high)),
  ]);
}

export function drawGains(p: Float64Array, y: Uint8Array, language: Language): string {
  return drawChart(T.gains[language], shareAxis(T.taken[language]), shareAxis(T.found[language]), (canvas) => [
    drawLine(canvas, DIAGONAL, 'chance'),
    drawLine(canvas, gainsCurve(p, y), 'model'),
  ]);
}

export function drawHistogram(p: Float64Array, y: Uint8Array, language: Language): string {
  const bins = scoreHistogram(p, y);
  const most = Math.max(...bins.map(({ left, stayed }) => Math.max(left, stayed)));
  return drawChart(T.histogram[language], shareAxis(T.predicted[language]), shareAxis(T.ofClass[language], most), (canvas) => {
    const bar = (n: number, value: number, name: string, half: number): string => {
      const [from, to] = [canvas.x((n + half / 2) / bins.length), canvas.x((n + (half + 1) / 2) / bins.length)];
      const top = canvas.y(value);
      return `<rect class="${name}" x="${from}" y="${top}" width="${to - from - 0.5}" height="${canvas.y(0) - top}"/>`;
    };
    return bins.flatMap(({ left, stayed }, n) => [bar(n, stayed, 'stayed', 0), bar(n, left, 'left', 1)]);
  });
}

const DIAGONAL = [
  { x: 0, y: 0 },
  { x: 1, y: 1 },
] as const;
