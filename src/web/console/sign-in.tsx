import { useEffect, useRef, useState } from 'preact/hooks';
import type { Agent } from '../../contract/agent.ts';
import type { Answer, Api } from './api.ts';
import { useTexts } from './language.ts';
import { Lantern } from './lantern.tsx';
import type { TextKey } from './texts.ts';

interface SignInProps {
  readonly api: Api;
  readonly hasEnded: boolean;
  readonly onSignedIn: () => void;
  readonly onSwitchLanguage: () => void;
}

export function SignIn({ api, hasEnded, onSignedIn, onSwitchLanguage }: SignInProps) {
  const { t } = useTexts();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<TextKey | null>(hasEnded ? 'sessionEnded' : null);
  const email = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  useEffect(() => email.current?.focus(), []);

  const submit = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    const answer = await api.send<{ readonly agent: Agent }>('POST', '/session', {
      email: email.current?.value.trim() ?? '',
      password: password.current?.value ?? '',
    });
    setBusy(false);
    if (answer.kind === 'ok') onSignedIn();
    else {
      setProblem(problemOf(answer));
      password.current?.select();
    }
  };

  return (
    <main class="sign-in">
      <form
        class="sign-in-card"
        onSubmit={(event) => {
          event.preventDefault();
          submit().catch(() => setProblem('serverAway'));
        }}
      >
        <Lantern />
        <h1>{t('product')}</h1>
        <p class="soft">{t('signInHint')}</p>
        <div role="alert">{problem !== null && <p class="problem">{t(problem)}</p>}</div>
        <label class="field">
          <span>{t('email')}</span>
          <input ref={email} name="email" type="email" autocomplete="username" required />
        </label>
        <label class="field">
          <span>{t('password')}</span>
          <input ref={password} name="password" type="password" autocomplete="current-password" required />
        </label>
        <button type="submit" class="button primary wide" disabled={isBusy}>
          {isBusy ? t('signingIn') : t('signIn')}
        </button>
        <button type="button" class="button quiet" onClick={onSwitchLanguage}>
          {t('otherLanguage')}
        </button>
      </form>
    </main>
  );
}

function problemOf(answer: Answer<unknown>): TextKey {
  if (answer.kind !== 'refused') return 'serverAway';
  if (answer.status === 429) return 'tooManySignIns';
  return answer.status >= 500 ? 'serverAway' : 'wrongPassword';
}
