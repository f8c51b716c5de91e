import { useState } from 'preact/hooks';
import type { CannedReply } from '../../contract/agent.ts';
import { useConsole } from './create-console.ts';
import { Dialog } from './dialog.tsx';
import { useTexts } from './language.ts';
import type { TextKey } from './texts.ts';

export function CannedForm({ reply, onClose }: { readonly reply: CannedReply; readonly onClose: () => void }) {
  const { t } = useTexts();
  const { api, canned, toasts } = useConsole();
  const [given, setGiven] = useState({ shortcut: reply.shortcut, zh: reply.zh, en: reply.en });
  const [problem, setProblem] = useState<TextKey | null>(null);
  const save = async (): Promise<void> => {
    const answer = await api.send('PUT', `/canned-replies/${encodeURIComponent(reply.id)}`, given);
    if (answer.kind === 'ok') {
      canned.refresh();
      toasts.say('good', 'saved');
      onClose();
    } else if (answer.kind === 'refused') setProblem(answer.status === 409 ? 'emailTaken' : 'shortcutRule');
    else setProblem('serverAway');
  };
  return (
    <Dialog title={t(reply.shortcut === '' ? 'newCanned' : 'edit')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save().catch(() => setProblem('serverAway'));
        }}
      >
        <label class="field">
          <span>
            {t('shortcut')} <span class="soft">{t('shortcutRule')}</span>
          </span>
          <input
            required
            maxLength={30}
            value={given.shortcut}
            onInput={({ currentTarget }) => setGiven({ ...given, shortcut: currentTarget.value })}
          />
        </label>
        {(['zh', 'en'] as const).map((language) => (
          <label key={language} class="field">
            <span>{t(language === 'zh' ? 'chinese' : 'english')}</span>
            <textarea
              required
              rows={3}
              maxLength={2_000}
              lang={language}
              value={given[language]}
              onInput={({ currentTarget }) => setGiven({ ...given, [language]: currentTarget.value })}
            />
          </label>
        ))}
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
