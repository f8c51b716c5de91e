import type { Language, LocalisedText } from '../../contract/language.ts';
import { drawProduct, drawStreet } from './demo-art.ts';
import { PRODUCTS, QUESTIONS, STORES, WORDS, type Product, type Store } from './demo-words.ts';

const LANGUAGES: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-CN' };
let language: Language = /^zh/i.test(kept('language') ?? navigator.language) ? 'zh' : 'en';

const customers = byId('customer', HTMLSelectElement);
const languageButton = byId('language', HTMLButtonElement);

languageButton.addEventListener('click', () => {
  language = language === 'zh' ? 'en' : 'zh';
  keep('language', language);
  show();
  window.kefu?.setLanguage(language);
});
customers.addEventListener('change', () => {
  keep('customer', customers.value);
  signIn(customers.value).catch(failed);
});
for (const button of document.querySelectorAll<HTMLElement>('[data-ask]')) {
  button.addEventListener('click', () => ask(word(button.dataset['ask'])));
}

customers.value = kept('customer') ?? '';
document.querySelector('[data-art="street"]')?.append(drawStreet());
show();
whenChatIsThere(() => {
  window.kefu?.setLanguage(language);
  if (customers.value !== '') signIn(customers.value).catch(failed);
});

/** A real shop signs the identity of the customer who is signed in on its own server; the demo lets you pick one. */
async function signIn(customerId: string): Promise<void> {
  if (customerId === '') {
    window.kefu?.identify(null);
    return;
  }
  const response = await fetch(`/demo/identity/${encodeURIComponent(customerId)}`).catch(() => null);
  if (!response?.ok) {
    customers.value = '';
    return;
  }
  const answer: unknown = await response.json();
  const identity = typeof answer === 'object' && answer !== null && 'identity' in answer ? answer.identity : null;
  if (typeof identity === 'string') window.kefu?.identify(identity);
}

function failed(): void {
  customers.value = '';
}

function ask(text: string): void {
  whenChatIsThere(() => window.kefu?.ask(text));
}

function whenChatIsThere(work: () => void): void {
  if (window.kefu) work();
  else window.addEventListener('kefu-ready', work, { once: true });
}

function show(): void {
  document.documentElement.lang = LANGUAGES[language];
  document.title = `${word('shop')} · ${word('shop', language === 'zh' ? 'en' : 'zh')}`;
  for (const element of document.querySelectorAll<HTMLElement>('[data-text]'))
    element.textContent = word(element.dataset['text']);
  for (const element of document.querySelectorAll<HTMLElement>('[data-label]')) {
    element.setAttribute('aria-label', word(element.dataset['label']));
  }
  for (const link of document.querySelectorAll<HTMLElement>('[data-help]')) link.setAttribute('href', `/help/${language}`);
  languageButton.textContent = language === 'zh' ? 'EN' : '中文';
  languageButton.lang = language === 'zh' ? 'en' : 'zh-CN';
  languageButton.setAttribute('aria-label', language === 'zh' ? 'EN: switch to English' : '中文：切换到中文');
  byId('chips', HTMLElement).replaceChildren(...QUESTIONS.map(chip));
  byId('product-list', HTMLElement).replaceChildren(...PRODUCTS.map(product));
  byId('store-list', HTMLElement).replaceChildren(...STORES.map(store));
}

function chip(question: LocalisedText): HTMLElement {
  const button = make('button', 'chip', question[language]);
  button.setAttribute('type', 'button');
  button.addEventListener('click', () => ask(question[language]));
  return button;
}

function product({ art, name, facts, price, ask: question }: Product): HTMLElement {
  const card = make('article', 'product');
  const picture = make('div', `picture picture-${art}`);
  picture.append(drawProduct(art));
  const button = make('button', 'product-ask', word('askProduct'));
  button.setAttribute('type', 'button');
  button.setAttribute('aria-label', word('askAbout').replace('{name}', name[language]));
  button.addEventListener('click', () => ask(question[language]));
  const last = make('div', 'product-last');
  last.append(make('p', 'price', `¥${price}`), button);
  card.append(picture, make('h3', '', name[language]), make('p', 'facts', facts[language]), last);
  return card;
}

function store({ city, street }: Store): HTMLElement {
  const item = make('li', 'store');
  item.append(
    make('p', 'store-city', city[language]),
    make('p', '', street[language]),
    make('p', 'store-hours', word('storesOpen')),
  );
  return item;
}

function word(key = '', of: Language = language): string {
  return WORDS[key]?.[of] ?? '';
}

function byId<T extends HTMLElement>(id: string, kind: new () => T): T {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`index.html has no such #${id}`);
  return element;
}

function make(tag: string, className: string, text?: string): HTMLElement {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function kept(name: string): string | null {
  try {
    return localStorage.getItem(`lantern-lane.${name}`);
  } catch {
    return null;
  }
}

function keep(name: string, value: string): void {
  try {
    localStorage.setItem(`lantern-lane.${name}`, value);
  } catch {
    // A browser that keeps nothing shows the page all the same.
  }
}
