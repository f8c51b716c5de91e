import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Language, LocalisedText } from '../../contract/language.ts';
import { kept } from './kept.ts';
import { TEXTS, type TextKey } from './texts.ts';

export interface Texts {
  readonly language: Language;
  readonly t: (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;
  readonly of: (text: LocalisedText) => string;
}

export function textsOf(language: Language): Texts {
  return {
    language,
    t: (key, values = {}) => TEXTS[key][language].replace(/\{(\w+)\}/g, (gap, name: string) => String(values[name] ?? gap)),
    of: (text) => text[language],
  };
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
