import type { LocalisedText } from '../../contract/language.ts';

/** Words of the card about the churn line. `{name}` is replaced. */
export const CHURN_TEXTS = {
  title: { en: 'The line for customers at risk', zh: '流失风险转接线' },
  meaning: {
    en: 'A customer whose probability of leaving reaches {line} is handed to a person when something in the conversation gives a reason. It is drawn where a person earns their cost: cost ÷ (save rate × value).',
    zh: '客户流失概率达到 {line}，且对话中出现流失信号时，转接人工。转接线取人工成本与收益相抵处：成本 ÷（挽回率 × 客户价值）。',
  },
  segmentLines: { en: 'Lines of segments', zh: '分组的转接线' },
  nothing: {
    en: 'No conversation was scored in the last {days} days, so there is nothing to simulate yet.',
    zh: '最近 {days} 天没有评分过的会话，暂时无法模拟。',
  },
  simulate: { en: 'What if the line were elsewhere?', zh: '如果转接线在别处？' },
  simulated: { en: 'Line to try', zh: '试用的转接线' },
  basis: {
    en: 'Counted from {count} scored conversations in {days} days. A conversation counts once, where something was said that may hand it over; lines of segments move in proportion. Customers who are held out count as if they were not. Nothing changes until intents/shop.yaml does.',
    zh: '根据 {days} 天内的 {count} 个评分会话计算。每个会话最多计一次，仅限出现转接理由的会话；各分组的转接线按比例移动；对照组客户按未对照计算。修改 intents/shop.yaml 后才会生效。',
  },
  now: { en: 'Now', zh: '当前' },
  tried: { en: 'Tried', zh: '试用' },
  line: { en: 'Line', zh: '转接线' },
  escalations: { en: 'Handed over', zh: '转接数' },
  few: { en: 'So few conversations tell little yet.', zh: '会话还太少，仅供参考。' },
  often: { en: 'How often', zh: '频率' },
  aDay: { en: '{count} a day', zh: '每天 {count} 次' },
  inDays: { en: 'one in {days} days', zh: '每 {days} 天 1 次' },
  never: { en: 'never', zh: '无' },
  saving: { en: 'Expected saving', zh: '预计节省' },
  trial: { en: 'Do handovers keep customers?', zh: '转接能留住客户吗？' },
  noTrial: {
    en: 'No customer is held out. Set holdOut under churn in intents/shop.yaml to find out whether handovers earn their cost.',
    zh: '没有设置对照组。在 intents/shop.yaml 的 churn 下设置 holdOut，即可检验转接是否值得。',
  },
  treated: { en: 'Handed over', zh: '已转接' },
  heldOut: { en: 'Held out', zh: '对照组' },
  customers: { en: '{count} customers, {known} with a known outcome', zh: '{count} 位客户，其中 {known} 位已知结果' },
  retention: { en: 'stayed: {value} ({low} to {high})', zh: '留存：{value}（{low} 至 {high}）' },
  difference: { en: 'Difference: {value} points ({low} to {high}).', zh: '差值：{value} 个百分点（{low} 至 {high}）。' },
  proven: { en: 'Handovers keep more customers than chance explains.', zh: '转接留住的客户多于偶然。' },
  unproven: { en: 'Chance alone could explain the difference.', zh: '差值可能只是偶然。' },
  harmful: { en: 'Fewer of those who were handed over stayed. Look into why.', zh: '转接的客户留存更低，请查明原因。' },
  alarms: { en: 'The model no longer fits your customers', zh: '模型已不符合现在的客户' },
  alarmScore: {
    en: 'Scores are spread otherwise than among the customers that the model learned from, for four weeks now.',
    zh: '近四周评分的分布与训练时的客户明显不同。',
  },
  alarmColumn: {
    en: '“{name}” is spread otherwise than among the customers that the model learned from, for four weeks now.',
    zh: '近四周“{name}”的分布与训练时的客户明显不同。',
  },
  alarmOutcomes: {
    en: '{observed} customers left where {expected} were expected in the last 30 days, and it was alike in the 30 days before.',
    zh: '最近 30 天预计流失 {expected} 位客户，实际流失 {observed} 位；之前 30 天也是如此。',
  },
  alarmRemedy: {
    en: 'Export today’s customers and run kefu train churn.',
    zh: '请导出现在的客户数据，运行 kefu train churn 重新训练。',
  },
  outcomes: { en: 'Do as many leave as the scores say?', zh: '流失人数与评分一致吗？' },
  noOutcomes: {
    en: 'Too few outcomes in these days: they are told from 100 customers and 20 leavers on.',
    zh: '这段时间的结果太少：至少需要 100 位客户和 20 位流失客户。',
  },
  outcomesAre: {
    en: 'Of {customers} customers whom nobody talked to, {observed} left; the scores expected {expected}.',
    zh: '在没有人工接待过的 {customers} 位客户中，流失 {observed} 位，评分预计 {expected} 位。',
  },
  notExpected: { en: 'Chance hardly explains the difference.', zh: '差值难以用偶然解释。' },
  drift: { en: 'Are customers still those the model learned from?', zh: '客户与训练时相比有变化吗？' },
  noDrift: { en: 'This can be told once a model of your own scores customers.', zh: '使用自己训练的模型评分后才能判断。' },
  score: { en: 'Score', zh: '评分' },
  moved: { en: 'changed', zh: '有变化' },
  unmoved: { en: 'as before', zh: '无明显变化' },
  groups: { en: 'Does the score hold for each segment?', zh: '各分组的评分准吗？' },
  noGroups: {
    en: 'No outcomes yet: send them with POST /api/churn/outcomes or kefu churn outcomes.',
    zh: '还没有结果数据：请用 POST /api/churn/outcomes 或 kefu churn outcomes 导入。',
  },
  everybodyElse: { en: 'Everybody else', zh: '其他客户' },
  group: {
    en: 'predicted {predicted}, left {left} ({low} to {high})',
    zh: '预测 {predicted}，实际流失 {left}（{low} 至 {high}）',
  },
  isOff: { en: 'misjudged', zh: '判断有偏差' },
  notScored: {
    en: 'The shop’s own model needs {facts} and did not get it: this starts from the share of all customers who leave.',
    zh: '店铺自己的模型缺少 {facts}，因此以全体客户的流失比例为起点。',
  },
  tooFew: { en: 'too few to tell', zh: '样本太少' },
} as const satisfies Readonly<Record<string, LocalisedText>>;
