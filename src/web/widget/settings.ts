import type { Language } from '../../contract/language.ts';

/** What the shop wrote into its script tag. */
export interface Settings {
  /** Address of Kefu, without a slash at the end: where the script came from. */
  readonly base: string;
  readonly language: Language | 'auto';
  readonly color: string;
  readonly theme: 'light' | 'dark' | 'auto';
  readonly shopName: Readonly<Record<Language, string>> | null;
  /** Begins a new chat on each visit and keeps nothing in the browser. */
  readonly isFresh: boolean;
  readonly side: 'left' | 'right';
  readonly uploadMaxBytes: number;
}

const DEFAULT_COLOR = '#0f766e';
/** The server's own default (KEFU_UPLOAD_MAX_BYTES). */
const UPLOAD_MAX_BYTES = 5_242_880;

export function readSettings(script: HTMLScriptElement): Settings {
  const { lang, color, theme, shop, shopZh, fresh, side, uploadMaxBytes } = script.dataset;
  const source = new URL('.', script.src).href;
  return {
    base: source.replace(/\/$/, ''),
    language: lang === 'zh' || lang === 'en' ? lang : 'auto',
    color: /^#[\da-f]{6}$/i.test(color ?? '') ? (color ?? DEFAULT_COLOR) : DEFAULT_COLOR,
    theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
    shopName: shop ? { en: shop, zh: shopZh ?? shop } : null,
    isFresh: fresh === 'true',
    side: side === 'left' ? 'left' : 'right',
    uploadMaxBytes: Number(uploadMaxBytes) || UPLOAD_MAX_BYTES,
  };
}

/** The page's language, or else the browser's. */
export function pageLanguage(document: Document, navigator: Navigator): Language {
  const tag = document.documentElement.lang || navigator.language || 'en';
  return /^zh/i.test(tag) ? 'zh' : 'en';
}
