import { useConsole } from './create-console.ts';
import { useTexts } from './language.ts';
import type { OutboxItem } from './outbox.ts';
import { PlainText } from './rich-text.tsx';
import type { TextKey } from './texts.ts';

/** Words that the server does not have yet, or declined. */
export function PendingEntry({ item, isHeld }: { readonly item: OutboxItem; readonly isHeld: boolean }) {
  const { t } = useTexts();
  const { outbox, session } = useConsole();
  const { act, refusal, clientId } = item;
  if (act.kind !== 'reply' && act.kind !== 'note') return null;
  return (
    <article
      class={`bubble is-pending ${act.kind === 'note' ? 'is-note' : 'is-agent is-me'} ${refusal === null ? '' : 'is-failed'}`}
    >
      <p class="bubble-head">{session.agent.name}</p>
      <div class="bubble-text is-plain">
        <PlainText text={act.text} />
      </div>
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
  if (refusal !== null) return refusal === 'OWNERSHIP_MOVED' ? 'notSentMoved' : 'notSent';
  if (isHeld) return 'held';
  return tries > 0 ? 'sendingAgain' : 'sending';
}
