import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Language } from '../../contract/language.ts';
import { createApi } from './api.ts';
import { Desk } from './desk.tsx';
import { kept } from './kept.ts';
import { firstLanguage, textsOf, TextsContext } from './language.ts';
import { SignIn } from './sign-in.tsx';
import type { Session } from './wire.ts';

type Phase =
  | { readonly kind: 'loading' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'signed-out'; readonly hasEnded: boolean }
  | { readonly kind: 'signed-in'; readonly session: Session };

export function App() {
  const [phase, setPhase] = useState<Phase>({ kind: 'loading' });
  const [language, setLanguage] = useState<Language>(firstLanguage);
  const texts = useMemo(() => textsOf(language), [language]);
  const api = useMemo(
    () => createApi({ onSignedOut: () => setPhase((phase) => ({ kind: 'signed-out', hasEnded: phase.kind === 'signed-in' })) }),
    [],
  );

  const load = async (): Promise<void> => {
    const answer = await api.get<Session>('/session');
    if (answer.kind === 'ok') setPhase({ kind: 'signed-in', session: answer.body });
    else if (answer.kind !== 'signed-out') setPhase({ kind: 'unreachable' });
  };
  const reload = (): void => {
    setPhase({ kind: 'loading' });
    load().catch(() => setPhase({ kind: 'unreachable' }));
  };
  useEffect(reload, []);
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    if (phase.kind !== 'signed-in') document.title = texts.t('product');
  }, [language, phase.kind]);

  const switchLanguage = (): void => {
    const other = language === 'zh' ? 'en' : 'zh';
    kept.write('language', other);
    setLanguage(other);
  };
  const signOut = (): void => {
    api.send('DELETE', '/session').then(
      () => setPhase({ kind: 'signed-out', hasEnded: false }),
      () => undefined,
    );
  };

  return (
    <TextsContext.Provider value={texts}>
      {phase.kind === 'loading' && (
        <p class="centred" role="status">
          {texts.t('loading')}
        </p>
      )}
      {phase.kind === 'unreachable' && (
        <div class="centred" role="alert">
          <p>{texts.t('serverAway')}</p>
          <button type="button" class="button" onClick={reload}>
            {texts.t('retry')}
          </button>
        </div>
      )}
      {phase.kind === 'signed-out' && (
        <SignIn api={api} hasEnded={phase.hasEnded} onSignedIn={reload} onSwitchLanguage={switchLanguage} />
      )}
      {phase.kind === 'signed-in' && (
        <Desk
          key={phase.session.agent.id}
          api={api}
          session={phase.session}
          onSwitchLanguage={switchLanguage}
          onSignOut={signOut}
        />
      )}
    </TextsContext.Provider>
  );
}
