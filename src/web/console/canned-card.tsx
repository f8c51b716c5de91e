import { useState } from 'preact/hooks';
import type { CannedReply } from '../../contract/agent.ts';
import { CannedForm } from './canned-form.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { newId, useConsole } from './create-console.ts';
import { useTexts } from './language.ts';
import { useStore } from './store.ts';

export function CannedCard() {
  const { t } = useTexts();
  const { session, canned, api, toasts } = useConsole();
  const { replies } = useStore(canned.state);
  const [edited, setEdited] = useState<CannedReply | null>(null);
  const [removed, setRemoved] = useState<CannedReply | null>(null);
  const isAdmin = session.agent.role === 'admin';

  const remove = (reply: CannedReply): void => {
    setRemoved(null);
    api.send('DELETE', `/canned-replies/${encodeURIComponent(reply.id)}`).then(
      (answer) => {
        canned.refresh();
        if (answer.kind !== 'ok') toasts.say('bad', 'serverAway');
      },
      () => undefined,
    );
  };

  return (
    <section class="card" aria-labelledby="canned-title">
      <h2 id="canned-title">{t('canned')}</h2>
      {!isAdmin && <p class="soft">{t('adminsOnly')}</p>}
      <ul class="rows">
        {replies.map((reply) => (
          <li key={reply.id}>
            <div class="row-words">
              <strong>/{reply.shortcut}</strong>
              <span lang="zh">{reply.zh}</span>
              <span lang="en">{reply.en}</span>
            </div>
            {isAdmin && (
              <div class="row-acts">
                <button type="button" class="button small" onClick={() => setEdited(reply)}>
                  {t('edit')}
                </button>
                <button type="button" class="button small" onClick={() => setRemoved(reply)}>
                  {t('remove')}
                </button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {isAdmin && (
        <button type="button" class="button" onClick={() => setEdited({ id: newId(), shortcut: '', zh: '', en: '' })}>
          {t('newCanned')}
        </button>
      )}
      {edited !== null && <CannedForm reply={edited} onClose={() => setEdited(null)} />}
      {removed !== null && (
        <ConfirmDialog
          title={t('confirmRemove', { shortcut: removed.shortcut })}
          hint={removed.zh}
          verb={t('remove')}
          onConfirm={() => remove(removed)}
          onCancel={() => setRemoved(null)}
        />
      )}
    </section>
  );
}
