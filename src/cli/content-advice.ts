import type { Article } from '../contract/content.ts';
import type { Language } from '../contract/language.ts';
import { endOfDay } from '../retrieval/end-of-day.ts';
import { examplesOf } from '../understanding/load-intents.ts';
import type { IntentCatalogue } from '../understanding/understander.ts';

/** A florist's shop of 16 intents with 30 foreign messages turned away half of what is foreign, and with 12 examples turned away a fifth of real questions; with 24 it was a twelfth. Between these and the demo shop's nothing was measured. */
const LEAST_FOREIGN = 300;
const LEAST_EXAMPLES = 20;
const NAMED = 5;
const LANGUAGES: readonly Language[] = ['en', 'zh'];
/** Names and numbers of the shop that Kefu comes with. */
const DEMO = /lantern ?lane|灯笼巷|小灯笼|\bLL26\d{8}\b/iu;

/** What in content that can be served is likely to disappoint customers, each with what to do. Nothing of it stops a start. */
export function contentAdvice(
  { intents, outOfScope, shop }: IntentCatalogue,
  articles: readonly Article[],
  now: number,
): readonly string[] {
  const all = [...intents.values()];
  const advice: string[] = [];
  if (outOfScope.length < LEAST_FOREIGN) {
    advice.push(
      `out_of_scope.yaml holds ${outOfScope.length} messages: with fewer than ${LEAST_FOREIGN} the bot answers what it should turn away. Those of the demo shop suit any shop`,
    );
  }
  const few = all.filter(({ examples }) => LANGUAGES.some((language) => examples[language].length < LEAST_EXAMPLES));
  if (few.length > 0) {
    advice.push(
      `${names(few)} have fewer than ${LEAST_EXAMPLES} examples in a language: real questions are turned away. Write more`,
    );
  }
  if (!all.some(({ handoff }) => handoff?.when === 'always' && handoff.reason === 'asked-for-human')) {
    advice.push('no intent calls a person: customers cannot ask for one. Keep human_agent.yaml (docs/FLOWS.md)');
  }
  const missing = ['greeting', 'thanks', 'goodbye', 'affirm', 'deny'].filter((id) => !intents.has(id));
  if (missing.length > 0) {
    advice.push(`${missing.join(', ')}: no such intent, so that small talk is taken for a question. Keep the demo shop's`);
  }
  for (const language of LANGUAGES) {
    const live = new Set(
      articles
        .filter(
          ({ locale, validUntil }) =>
            locale === language && (validUntil === undefined || now < endOfDay(validUntil, shop.timeZone)),
        )
        .map(({ id }) => id),
    );
    const gone = all.filter(({ article }) => article !== undefined && !live.has(article));
    if (gone.length > 0) {
      advice.push(
        `${names(gone)}: the article has no ${language} version that is valid today, so that another article may answer. Write or renew it`,
      );
    }
  }
  if (!DEMO.test(`${shop.name.en} ${shop.name.zh}`)) {
    const left = [
      ...all.filter((intent) => DEMO.test(JSON.stringify({ ...intent, examples: [] }))).map(({ id }) => `${id}.yaml`),
      ...articles.filter((article) => DEMO.test(JSON.stringify(article))).map(({ id, locale }) => `${locale}/${id}.md`),
      ...all.filter((intent) => examplesOf(intent).some(({ text }) => DEMO.test(text))).map(({ id }) => `examples of ${id}.yaml`),
    ];
    if (left.length > 0) advice.push(`the demo shop is still named in ${names(left.map((id) => ({ id })))}`);
  }
  return advice;
}

function names(of: readonly { readonly id: string }[]): string {
  const more = of.length > NAMED ? ` and ${of.length - NAMED} more` : '';
  return (
    of
      .slice(0, NAMED)
      .map(({ id }) => id)
      .join(', ') + more
  );
}
