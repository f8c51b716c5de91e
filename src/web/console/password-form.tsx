import { useState } from 'preact/hooks';
import type { Agent } from '../../contract/agent.ts';
import { useConsole } from './create-console.ts';
import { Dialog } from './dialog.tsx';
import { useTexts } from './language.ts';
import type { TextKey } from './texts.ts';

export function PasswordForm({ agent, onClose }: { readonly agent: Agent; readonly onClose: () => void }) {
  const { t } = useTexts();
  const { api, toasts } = useConsole();
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<TextKey | null>(null);
  const save = async (): Promise<void> => {
    const answer = await api.send('POST', `/agents/${encodeURIComponent(agent.id)}/password`, { password });
    if (answer.kind === 'ok') {
      toasts.say('good', 'saved');
      onClose();
    } else setProblem(answer.kind === 'refused' ? 'passwordRule' : 'serverAway');
  };
  return (
    <Dialog title={`${t('changePassword')}: ${agent.name}`} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save().catch(() => setProblem('serverAway'));
        }}
      >
        <label class="field">
          <span>
            {t('password')} <span class="soft">{t('passwordRule')}</span>
          </span>
          <input
            required
            autofocus
            type="password"
            minLength={10}
            maxLength={200}
            value={password}
            onInput={({ currentTarget }) => setPassword(currentTarget.value)}
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
