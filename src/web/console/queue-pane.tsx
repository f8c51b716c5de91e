import { useEffect, useRef, useState } from 'preact/hooks';
import type { Ticket } from '../../contract/ticket.ts';
import { useConsole } from './create-console.ts';
import { FindPane } from './find-pane.tsx';
import { Icon } from './icon.tsx';
import { useTexts } from './language.ts';
import { QueueItem } from './queue-item.tsx';
import type { QueueState, QueueView } from './queue-model.ts';
import { useStore } from './store.ts';
import type { TextKey } from './texts.ts';
import { useNow } from './use-now.ts';
import { REASONS } from './words.ts';

interface QueuePaneProps {
  readonly view: QueueView;
  readonly onView: (view: QueueView) => void;
  readonly tickets: readonly Ticket[];
  readonly openId: string | null;
  readonly onClaimNext: () => void;
}

const VIEWS = ['waiting', 'mine', 'others', 'closed'] as const satisfies readonly QueueView[];
const EMPTY: Readonly<Record<Exclude<QueueView, 'find'>, TextKey>> = {
  waiting: 'nobodyWaits',
  mine: 'noneMine',
  others: 'noneOthers',
  closed: 'noneClosed',
};

export function QueuePane({ view, onView, tickets, openId, onClaimNext }: QueuePaneProps) {
  const { t } = useTexts();
  const { queue, session } = useConsole();
  const state = useStore(queue.state);
  const now = useNow(5_000) + state.clockOffsetMs;
  const mine = state.claimed.filter(({ claimedBy }) => claimedBy === session.agent.id);
  const counts = {
    waiting: state.counts.waiting,
    mine: mine.length,
    others: state.claimed.length - mine.length,
    closed: null,
    find: null,
  };
  const hidden = view === 'waiting' ? state.counts.waiting - state.waiting.length : 0;

  return (
    <section class="queue" aria-label={t('queue')}>
      <div class="queue-head">
        <div class="views" role="group" aria-label={t('queue')}>
          {VIEWS.map((name) => (
            <button key={name} type="button" aria-pressed={view === name} onClick={() => onView(name)}>
              {t(name)}
              {counts[name] !== null && counts[name] > 0 && <span class={`count has-${name}`}>{counts[name]}</span>}
              {name === 'mine' && mine.some(({ conversationId }) => state.unread.has(conversationId)) && (
                <span class="unread-dot" role="img" aria-label={t('unread')} />
              )}
            </button>
          ))}
        </div>
        <div class="queue-acts">
          <button type="button" class="button primary" disabled={state.counts.waiting === 0} onClick={onClaimNext}>
            {t('claimNext')} <kbd>N</kbd>
          </button>
          <button
            type="button"
            class="icon-button"
            aria-pressed={view === 'find'}
            aria-label={t('find')}
            title={`${t('find')} (F)`}
            onClick={() => onView('find')}
          >
            <Icon name="search" />
          </button>
        </div>
      </div>
      <NewcomerNotice waiting={state.waiting} isLoaded={state.isLoaded} />
      {view === 'find' ? <FindPane openId={openId} /> : <QueueBody {...{ state, tickets, view, openId, now }} />}
      {hidden > 0 && <p class="soft centre">{t('moreWaiting', { count: hidden })}</p>}
    </section>
  );
}

interface QueueBodyProps {
  readonly state: QueueState;
  readonly tickets: readonly Ticket[];
  readonly view: Exclude<QueueView, 'find'>;
  readonly openId: string | null;
  readonly now: number;
}

function QueueBody({ state, tickets, view, openId, now }: QueueBodyProps) {
  const { t } = useTexts();
  if (!state.isLoaded) return <p class="soft centre">{t('loading')}</p>;
  if (tickets.length === 0) {
    return (
      <div class="empty">
        <p>{t(EMPTY[view])}</p>
        {view === 'waiting' && <p class="soft">{t('nobodyWaitsHint')}</p>}
      </div>
    );
  }
  return (
    <ul class="tickets">
      {tickets.map((ticket) => (
        <QueueItem
          key={ticket.id}
          ticket={ticket}
          isOpen={ticket.id === openId}
          isUnread={view === 'mine' && state.unread.has(ticket.conversationId)}
          holder={view === 'others' ? (state.agents.find(({ id }) => id === ticket.claimedBy)?.name ?? null) : null}
          now={now}
        />
      ))}
    </ul>
  );
}

/** Tells those who do not see the list that it grew. */
function NewcomerNotice({ waiting, isLoaded }: { readonly waiting: readonly Ticket[]; readonly isLoaded: boolean }) {
  const { t, of } = useTexts();
  const known = useRef<ReadonlySet<string> | null>(null);
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (!isLoaded) return;
    const fresh = known.current === null ? [] : waiting.filter(({ id }) => !known.current?.has(id));
    known.current = new Set([...(known.current ?? []), ...waiting.map(({ id }) => id)]);
    const [first] = fresh;
    if (fresh.length > 1) setSaid(t('newWaitingMany', { count: fresh.length }));
    else if (first) setSaid(t('newWaiting', { reason: of(REASONS[first.reason]) }));
  }, [waiting, isLoaded]);
  return (
    <p class="only-heard" role="status">
      {said}
    </p>
  );
}
