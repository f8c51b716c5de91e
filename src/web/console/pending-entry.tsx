import { useConsole } from './create-console.ts';
import { HeldFile } from './held-file.tsx';
import { useTexts } from './language.ts';
import type { OutboxItem } from './outbox.ts';
import { PlainText } from './rich-text.tsx';
import { useStore } from './store.ts';
import type { TextKey } from './texts.ts';
import { FILE_GONE } from './uploads.ts';

/** Words that the server does not have yet, or declined. */
export function PendingEntry({ item, isHeld }: { readonly item: OutboxItem; readonly isHeld: boolean }) {
  const { t } = useTexts();
  const { outbox, session, uploads } = useConsole();
  const { progress } = useStore(uploads.state);
  const { act, refusal, clientId } = item;
  if (act.kind !== 'reply' && act.kind !== 'note') return null;
  return (
    <article
      class={`bubble is-pending ${act.kind === 'note' ? 'is-note' : 'is-agent is-me'} ${refusal === null ? '' : 'is-failed'}`}
    >
      <p class="bubble-head">{session.agent.name}</p>
      {act.text !== '' && (
        <div class="bubble-text is-plain">
          <PlainText text={act.text} />
        </div>
      )}
      {act.kind === 'reply' &&
        act.files?.map((file) => (
          <div key={file.id} class="file">
            <HeldFile file={file} />
            {progress.has(file.id) && (
              <progress max={1} value={progress.get(file.id)} aria-label={t('uploading', { name: file.name })} />
            )}
          </div>
        ))}
      <p class="bubble-foot" role={refusal === null ? undefined : 'alert'}>
        {t(stateOf(item, isHeld))}
        {refusal !== null && (
          <>
            {' '}
            <button type="button" class="link" onClick={() => outbox.retry(clientId)}>
              {t('retry')}
            </button>{' '}
            <button type="button" class="link" onClick={() => outbox.discard(clientId)}>
              {t('discard')}
            </button>
          </>
        )}
      </p>
    </article>
  );
}

function stateOf({ refusal, tries }: OutboxItem, isHeld: boolean): TextKey {
  if (refusal !== null) return REFUSALS[refusal] ?? 'notSent';
  if (isHeld) return 'held';
  return tries > 0 ? 'sendingAgain' : 'sending';
}

const REFUSALS: Readonly<Record<string, TextKey>> = {
  OWNERSHIP_MOVED: 'notSentMoved',
  PAYLOAD_TOO_LARGE: 'notSentTooLarge',
  [FILE_GONE]: 'notSentFileGone',
};
