import type { LocalisedText } from '../contract/language.ts';
import type { ShopCustomer } from '../contract/customer.ts';
import type { ChurnFacts } from './churn-scorer.ts';

/** What a shop can do better, and how "so many fewer" of it is said. */
const COUNTS = [
  {
    field: 'lateParcels90Days',
    say: (n: number): LocalisedText => ({
      en: `${fewer(n)} late parcel${n === 1 ? '' : 's'} would bring it under the line`,
      zh: `少${n}个迟到包裹就会低于转接线`,
    }),
  },
  {
    field: 'complaints30Days',
    say: (n: number): LocalisedText => ({
      en: `${fewer(n)} complaint${n === 1 ? '' : 's'} in 30 days would bring it under the line`,
      zh: `30天内少${n}次投诉就会低于转接线`,
    }),
  },
  {
    field: 'contacts30Days',
    say: (n: number): LocalisedText => ({
      en: `${fewer(n)} contact${n === 1 ? '' : 's'} in 30 days would bring it under the line`,
      zh: `30天内少${n}次联系客服就会低于转接线`,
    }),
  },
] as const satisfies readonly { readonly field: keyof ShopCustomer; say(n: number): LocalisedText }[];

/** Nobody reads "eleven fewer" as a hint. */
const MOST = 6;

/**
 * The least change of one fact of the shop's record that would bring the customer under the line, in words; null when none would, or he
 * is under it. `logitOf` is the score with other facts. It says what the model would say, not what would have caused it.
 */
export function findHint(facts: ChurnFacts, lineLogit: number, logitOf: (facts: ChurnFacts) => number): LocalisedText | null {
  const { customer } = facts;
  if (customer === null || logitOf(facts) < lineLogit) return null;
  for (let n = 1; n <= MOST; n += 1) {
    const found = COUNTS.flatMap(({ field, say }) => {
      const value = customer[field];
      if (value === null || value < n) return [];
      const logit = logitOf({ ...facts, customer: { ...customer, [field]: value - n } });
      return logit < lineLogit ? [{ logit, text: say(n) }] : [];
    }).sort((a, b) => a.logit - b.logit)[0];
    if (found) return found.text;
  }
  return null;
}

const WORDS = ['', 'one', 'two', 'three', 'four', 'five', 'six'];

function fewer(n: number): string {
  return `${WORDS[n] ?? n} fewer`;
}
