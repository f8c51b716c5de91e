import { render } from 'preact';
import type { Language } from '../../contract/language.ts';
import { App } from './app.tsx';
import composerStyle from './composer.css';
import panelStyle from './panel.css';
import threadStyle from './thread.css';
import { browserClock } from './clock.ts';
import { paletteOf } from './color.ts';
import { createChat, type Chat } from './create-chat.ts';
import { pageLanguage, readSettings, type Settings } from './settings.ts';
import { createVisitStore } from './visit-store.ts';

/** What a shop's page may do with the chat. The event `kefu-ready` on window says that it is there. */
export interface KefuApi {
  open(): void;
  close(): void;
  /** Opens the chat and asks this in the customer's name: for buttons of the page. */
  ask(text: string): void;
  /** A JWT that the shop's server signed for its customer; null when nobody is signed in. */
  identify(identity: string | null): void;
  setLanguage(language: Language): void;
}

declare global {
  interface Window {
    kefu?: KefuApi;
  }
}

const TAG = 'kefu-chat';
/** Grounds that links stand on: `--tint` of the style sheet. */
const GROUNDS = { light: '#f1f2f5', dark: '#262b36' };

/** `currentScript` is gone once the first callback runs. */
const script = document.currentScript;

if (script instanceof HTMLScriptElement && !window.kefu) {
  const settings = readSettings(script);
  if (document.body) begin(settings);
  else document.addEventListener('DOMContentLoaded', () => begin(settings));
}

function begin(settings: Settings): void {
  const store = createVisitStore(window, settings.isFresh);
  const preset = settings.language === 'auto' ? pageLanguage(document, navigator) : settings.language;
  const chat = createChat({
    base: settings.base,
    fetch: (...request) => fetch(...request),
    openSocket: (url) => new WebSocket(url),
    store,
    clock: browserClock,
    random: Math.random,
    newId,
    language: store.language() ?? preset,
    isVisible: () => document.visibilityState === 'visible',
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') chat.wake();
  });
  window.addEventListener('online', chat.wake);

  defineElement(chat, settings);
  document.body.append(document.createElement(TAG));
  chat.resume();

  window.kefu = {
    open: chat.open,
    close: chat.close,
    ask(text) {
      chat.open();
      chat.send(text);
    },
    identify: chat.identify,
    setLanguage: chat.setLanguage,
  };
  window.dispatchEvent(new Event('kefu-ready'));
}

function defineElement(chat: Chat, settings: Settings): void {
  customElements.define(
    TAG,
    class extends HTMLElement {
      connectedCallback(): void {
        if (this.shadowRoot) return;
        const shadow = this.attachShadow({ mode: 'open' });
        // Unlike a style element, this is no inline style to a page's content security policy.
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(panelStyle + threadStyle + composerStyle);
        shadow.adoptedStyleSheets = [sheet];
        const { accent, onAccent, linkOnLight, linkOnDark } = paletteOf(settings.color, GROUNDS);
        this.style.setProperty('--accent', accent);
        this.style.setProperty('--on-accent', onAccent);
        this.style.setProperty('--link-on-light', linkOnLight);
        this.style.setProperty('--link-on-dark', linkOnDark);
        render(<App chat={chat} settings={settings} />, shadow);
      }
    },
  );
}

/** `randomUUID` is only there on https pages; a shop's test page may be none. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
