import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Language, LocalisedText } from '../../contract/language.ts';
import { kept } from './kept.ts';
import { TEXTS, type TextKey } from './texts.ts';

export interface Texts {
  readonly language: Language;
  /** `{name}` in the text becomes the value of that name. */
  readonly t: (key: TextKey, values?: Values) => string;
  readonly of: (text: LocalisedText, values?: Values) => string;
}

type Values = Readonly<Record<string, string | number>>;

export function textsOf(language: Language): Texts {
  const of: Texts['of'] = (text, values = {}) =>
    text[language].replace(/\{(\w+)\}/g, (gap, name: string) => String(values[name] ?? gap));
  return { language, of, t: (key, values) => of(TEXTS[key], values) };
}

export const TextsContext = createContext<Texts>(textsOf('en'));

export function useTexts(): Texts {
  return useContext(TextsContext);
}

export function firstLanguage(): Language {
  const chosen = kept.read('language');
  if (chosen === 'zh' || chosen === 'en') return chosen;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}
