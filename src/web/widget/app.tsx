import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Draft } from './composer.tsx';
import type { Chat } from './create-chat.ts';
import { Launcher } from './launcher.tsx';
import { Panel } from './panel.tsx';
import type { Settings } from './settings.ts';
import { sayIn } from './texts.ts';

export function App({ chat, settings }: { readonly chat: Chat; readonly settings: Settings }) {
  const [state, setState] = useState(chat.state);
  // Outlives closing the panel: half a message is not thrown away.
  const [draft, setDraft] = useState<Draft>({ text: '', files: [] });
  const launcher = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(false);
  const scheme = useScheme(settings.theme);

  useLayoutEffect(() => {
    const follow = (): void => setState(chat.state());
    // It may have changed between drawing and listening.
    follow();
    return chat.subscribe(follow);
  }, [chat]);
  useEffect(() => {
    if (wasOpen.current && !state.isOpen) launcher.current?.focus();
    wasOpen.current = state.isOpen;
  }, [state.isOpen]);

  const view = { chat, state, say: sayIn(state.language), settings };
  return (
    <div
      class={`root side-${settings.side} ${state.isOpen ? 'is-open' : ''}`}
      data-scheme={scheme}
      lang={state.language === 'zh' ? 'zh-CN' : 'en'}
    >
      {state.isOpen && <Panel {...view} draft={draft} setDraft={setDraft} />}
      <Launcher {...view} button={launcher} />
    </div>
  );
}

function useScheme(theme: Settings['theme']): 'light' | 'dark' {
  const [isDark, setIsDark] = useState(() => window.matchMedia('(prefers-color-scheme: dark)').matches);
  useEffect(() => {
    const query = window.matchMedia('(prefers-color-scheme: dark)');
    const follow = (): void => setIsDark(query.matches);
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);
  if (theme !== 'auto') return theme;
  return isDark ? 'dark' : 'light';
}
