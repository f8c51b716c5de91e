import type { LocalisedText } from '../../contract/language.ts';
import type { ScoreName } from './report-data.ts';

/** What the report says, beside its numbers. */
export const TEXTS = {
  title: { en: 'Churn model', zh: '客户流失模型' },
  table: { en: 'Table', zh: '数据表' },
  customers: { en: 'Rows, of which left', zh: '行数，其中流失' },
  parts: { en: 'Learned from / tested on', zh: '训练 / 测试' },
  byGroup: { en: 'rows of one customer together, drawn by lot', zh: '同一客户的行不拆开，随机抽取' },
  byTime: { en: 'learned from the older, tested on the newest rows', zh: '用较早的行训练，用最新的行测试' },
  leftOut: { en: 'rows in neither part', zh: '行两部分都未使用' },
  warnings: { en: 'What to know about the table', zh: '关于数据表的提示' },
  scores: { en: 'How good it is', zh: '模型效果' },
  scoresNote: {
    en: 'Measured on customers whom the model has not seen. In brackets: the range in which the true value lies with 95 % confidence.',
    zh: '在模型没有见过的客户上测得。括号内是95%置信区间。',
  },
  roc: { en: 'Telling leavers from stayers', zh: '区分流失与留存（ROC）' },
  rocNote: {
    en: 'The further the curve bends to the upper left, the better. The dashed line is chance.',
    zh: '曲线越靠近左上角越好。虚线表示随机猜测。',
  },
  calibration: { en: 'Does 30 % mean 30 %?', zh: '30%是否真的是30%（校准）' },
  calibrationNote: {
    en: 'Each point is a tenth of the customers, with its 95 % interval. Points on the dashed line: predictions can be taken at their word.',
    zh: '每个点是十分之一的客户，竖线是95%区间。点在虚线上，说明预测概率可以直接使用。',
  },
  gains: { en: 'Whom you reach', zh: '能覆盖多少流失客户（提升）' },
  gainsNote: {
    en: 'If you call the customers with the highest scores first, this share of all leavers is among them.',
    zh: '按分数从高到低联系客户时，能覆盖的流失客户比例。',
  },
  histogram: { en: 'Scores', zh: '分数分布' },
  histogramNote: { en: 'Orange: customers who left. Blue: customers who stayed.', zh: '橙色：流失客户。蓝色：留存客户。' },
  effects: { en: 'What moves the prediction', zh: '哪些因素影响预测' },
  effectsNote: {
    en: 'The mean prediction if only this fact were another one; band and lines are 95 % intervals. It shows what goes together with leaving in your table, not what causes it.',
    zh: '仅改变该项时的平均预测概率；色带和竖线是95%区间。图中是数据里的关联，不一定是因果。',
  },
  against: {
    en: 'Against expectation: look at how this column is made before you rely on it.',
    zh: '与预期方向相反：使用前请检查该列是怎样产生的。',
  },
  asExpected: { en: 'Direction as expected.', zh: '方向符合预期。' },
  unclear: { en: 'No clear direction.', zh: '方向不明显。' },
  groups: { en: 'Are groups treated alike?', zh: '各群体是否被同等对待' },
  groupsNote: {
    en: 'If the fifth of the customers with the highest scores gets an offer. "Reached": of those who left, the share that would have got it. Where predicted and observed differ by more than the interval, look at the table before you use the score for this group. Groups under 100 customers or 20 leavers are not shown.',
    zh: '假设向分数最高的五分之一客户提供优惠。“覆盖”：流失客户中会得到优惠的比例。预测与实际相差超过区间时，请先检查数据再对该群体使用分数。少于100名客户或20名流失客户的群体不显示。',
  },
  group: { en: 'Group', zh: '群体' },
  count: { en: 'Customers', zh: '客户数' },
  observed: { en: 'Left', zh: '实际流失' },
  predicted: { en: 'Predicted', zh: '预测' },
  selected: { en: 'Gets the offer', zh: '得到优惠' },
  reached: { en: 'Reached', zh: '覆盖' },
  tooSmall: { en: 'too small to show', zh: '数量太少，不显示' },
} as const satisfies Record<string, LocalisedText>;

export const SCORE_TEXTS: Readonly<Record<ScoreName, { readonly name: LocalisedText; readonly means: LocalisedText }>> = {
  auc: {
    name: { en: 'Area under the curve', zh: 'AUC' },
    means: {
      en: 'How often a leaver scores above a stayer. 0.5 is chance, 1 is perfect.',
      zh: '流失客户分数高于留存客户的概率。0.5为随机，1为完美。',
    },
  },
  logLoss: {
    name: { en: 'Log loss', zh: '对数损失' },
    means: {
      en: 'Error of the probabilities; lower is better. Models are compared by it.',
      zh: '概率的误差，越低越好。新旧模型按此比较。',
    },
  },
  brier: {
    name: { en: 'Brier score', zh: 'Brier 分数' },
    means: { en: 'Mean squared error of the probabilities; lower is better.', zh: '概率的均方误差，越低越好。' },
  },
  calibrationError: {
    name: { en: 'Calibration error', zh: '校准误差' },
    means: {
      en: 'How far predicted and observed shares are apart; below 0.03 is good.',
      zh: '预测比例与实际比例的平均差距，低于0.03为好。',
    },
  },
  calibrationSlope: {
    name: { en: 'Calibration slope', zh: '校准斜率' },
    means: {
      en: '1 is right; below 1 the scores are too sure of themselves.',
      zh: '1为合适；小于1说明分数过于自信。',
    },
  },
  lift10: {
    name: { en: 'Lift in the top tenth', zh: '前10%提升度' },
    means: {
      en: 'How many times more leavers than average are among the tenth with the highest scores.',
      zh: '分数最高的10%客户中，流失率是平均的多少倍。',
    },
  },
};
