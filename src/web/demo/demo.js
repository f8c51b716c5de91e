import { drawProduct, drawStreet } from './demo-art.js';
import { PRODUCTS, QUESTIONS, STORES, WORDS } from './demo-words.js';

const LANGUAGES = { en: 'en', zh: 'zh-CN' };
let language = /^zh/i.test(kept('language') ?? navigator.language) ? 'zh' : 'en';

const customers = document.getElementById('customer');
const languageButton = document.getElementById('language');

languageButton.addEventListener('click', () => {
  language = language === 'zh' ? 'en' : 'zh';
  keep('language', language);
  show();
  window.kefu?.setLanguage(language);
});
customers.addEventListener('change', () => {
  keep('customer', customers.value);
  signIn(customers.value);
});
for (const button of document.querySelectorAll('[data-ask]')) {
  button.addEventListener('click', () => ask(WORDS[button.dataset.ask][language]));
}

customers.value = kept('customer') ?? '';
document.querySelector('[data-art="street"]').append(drawStreet());
show();
whenChatIsThere(() => {
  window.kefu.setLanguage(language);
  if (customers.value !== '') signIn(customers.value);
});

/** A real shop signs the identity of the customer who is signed in on its own server; the demo lets you pick one. */
async function signIn(customerId) {
  if (customerId === '') {
    window.kefu?.identify(null);
    return;
  }
  const response = await fetch(`/demo/identity/${encodeURIComponent(customerId)}`).catch(() => null);
  if (!response?.ok) {
    customers.value = '';
    return;
  }
  const { identity } = await response.json();
  window.kefu?.identify(identity);
}

function ask(text) {
  whenChatIsThere(() => window.kefu.ask(text));
}

function whenChatIsThere(work) {
  if (window.kefu) work();
  else window.addEventListener('kefu-ready', work, { once: true });
}

function show() {
  document.documentElement.lang = LANGUAGES[language];
  document.title = `${WORDS.shop[language]} · ${WORDS.shop[language === 'zh' ? 'en' : 'zh']}`;
  for (const element of document.querySelectorAll('[data-text]')) element.textContent = WORDS[element.dataset.text][language];
  for (const element of document.querySelectorAll('[data-label]')) {
    element.setAttribute('aria-label', WORDS[element.dataset.label][language]);
  }
  for (const link of document.querySelectorAll('[data-help]')) link.setAttribute('href', `/help/${language}`);
  languageButton.textContent = language === 'zh' ? 'EN' : '中文';
  languageButton.lang = language === 'zh' ? 'en' : 'zh-CN';
  languageButton.setAttribute('aria-label', language === 'zh' ? 'EN: switch to English' : '中文：切换到中文');
  document.getElementById('chips').replaceChildren(...QUESTIONS.map(chip));
  document.getElementById('product-list').replaceChildren(...PRODUCTS.map(product));
  document.getElementById('store-list').replaceChildren(...STORES.map(store));
}

function chip(question) {
  const button = make('button', 'chip', question[language]);
  button.type = 'button';
  button.addEventListener('click', () => ask(question[language]));
  return button;
}

function product({ art, name, facts, price, ask: question }) {
  const card = make('article', 'product');
  const picture = make('div', `picture picture-${art}`);
  picture.append(drawProduct(art));
  const button = make('button', 'product-ask', WORDS.askProduct[language]);
  button.type = 'button';
  button.setAttribute('aria-label', WORDS.askAbout[language].replace('{name}', name[language]));
  button.addEventListener('click', () => ask(question[language]));
  const last = make('div', 'product-last');
  last.append(make('p', 'price', `¥${price}`), button);
  card.append(picture, make('h3', '', name[language]), make('p', 'facts', facts[language]), last);
  return card;
}

function store({ city, street }) {
  const item = make('li', 'store');
  item.append(
    make('p', 'store-city', city[language]),
    make('p', '', street[language]),
    make('p', 'store-hours', WORDS.storesOpen[language]),
  );
  return item;
}

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function kept(name) {
  try {
    return localStorage.getItem(`lantern-lane.${name}`);
  } catch {
    return null;
  }
}

function keep(name, value) {
  try {
    localStorage.setItem(`lantern-lane.${name}`, value);
  } catch {
    // A browser that keeps nothing shows the page all the same.
  }
}
