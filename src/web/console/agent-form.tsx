import { useState } from 'preact/hooks';
import { useConsole } from './create-console.ts';
import { Dialog } from './dialog.tsx';
import { useTexts } from './language.ts';
import type { TextKey } from './texts.ts';

export function AgentForm({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTexts();
  const { api, queue, toasts } = useConsole();
  const [given, setGiven] = useState({ name: '', email: '', role: 'agent', password: '' });
  const [problem, setProblem] = useState<TextKey | null>(null);
  const save = async (): Promise<void> => {
    const answer = await api.send('POST', '/agents', given);
    if (answer.kind === 'ok') {
      queue.refresh();
      toasts.say('good', 'saved');
      onClose();
    } else if (answer.kind === 'refused') setProblem(answer.status === 409 ? 'emailTaken' : 'passwordRule');
    else setProblem('serverAway');
  };
  const change =
    (name: keyof typeof given) =>
    ({ currentTarget }: { readonly currentTarget: { readonly value: string } }): void =>
      setGiven({ ...given, [name]: currentTarget.value });

  return (
    <Dialog title={t('newAgent')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save().catch(() => setProblem('serverAway'));
        }}
      >
        <label class="field">
          <span>{t('name')}</span>
          <input required maxLength={80} value={given.name} onInput={change('name')} autocomplete="off" />
        </label>
        <label class="field">
          <span>{t('email')}</span>
          <input required type="email" value={given.email} onInput={change('email')} autocomplete="off" />
        </label>
        <label class="field">
          <span>{t('role')}</span>
          <select value={given.role} onChange={change('role')}>
            <option value="agent">{t('roleAgent')}</option>
            <option value="admin">{t('roleAdmin')}</option>
          </select>
        </label>
        <label class="field">
          <span>
            {t('password')} <span class="soft">{t('passwordRule')}</span>
          </span>
          <input
            required
            type="password"
            minLength={10}
            maxLength={200}
            value={given.password}
            onInput={change('password')}
            autocomplete="new-password"
          />
        </label>
        <div role="alert">{problem !== null && <p class="problem">{t(problem)}</p>}</div>
        <div class="dialog-buttons">
          <button type="button" class="button" onClick={onClose}>
            {t('cancel')}
          </button>
          <button type="submit" class="button primary">
            {t('save')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
