import type { IntentCatalogue } from '../understanding/understander.ts';
import { TEXTS } from './texts.ts';

/** The intent whose button the customer pressed: the message is its title, letter for letter. Null otherwise. */
export function pressedIntent(text: string, catalogue: IntentCatalogue): string | null {
  const said = text.trim();
  const isHuman = Object.values(TEXTS.humanButton).some((title) => title === said);
  if (isHuman) return [...catalogue.intents.values()].find(({ handoff }) => handoff?.reason === 'asked-for-human')?.id ?? null;
  return [...catalogue.intents.values()].find(({ title }) => title.en === said || title.zh === said)?.id ?? null;
}
