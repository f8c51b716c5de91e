import { useEffect, useState } from 'preact/hooks';
import type { LogEntry } from '../../contract/conversation.ts';
import type { Ticket } from '../../contract/ticket.ts';
import type { TurnRecord } from '../../contract/turn.ts';
import { useConsole } from './create-console.ts';
import { Entry } from './entry.tsx';
import { Icon } from './icon.tsx';
import { useTexts } from './language.ts';
import { hrefOf } from './route.ts';
import { useAnswer } from './use-answer.tsx';
import type { ChatDetail, EntryPage } from './wire.ts';
import { channelName } from './words.ts';

const PAGE = 200;

interface ChatPaneProps {
  readonly conversationId: string;
  readonly onSteppedIn: (ticketId: string) => void;
}

/** A conversation that the bot has to itself: to be read as it goes on, and to be taken over. */
export function ChatPane({ conversationId, onSteppedIn }: ChatPaneProps) {
  const { t, of } = useTexts();
  const { api, notices, toasts } = useConsole();
  const path = `/chats/${encodeURIComponent(conversationId)}`;
  const answer = useAnswer<ChatDetail>(path);
  const [earlier, setEarlier] = useState<Pick<EntryPage, 'entries' | 'turns'>>({ entries: [], turns: [] });
  useEffect(
    () =>
      notices.subscribe((notice) => {
        if (notice.kind === 'log' && notice.conversationId === conversationId) answer.load();
      }),
    [notices, conversationId],
  );
  const [isSteppingIn, setSteppingIn] = useState(false);
  const stepIn = (): void => {
    setSteppingIn(true);
    api.send<{ readonly ticket: Ticket }>('POST', `${path}/step-in`, {}).then(
      (taken) => {
        setSteppingIn(false);
        if (taken.kind === 'ok') onSteppedIn(taken.body.ticket.id);
        else toasts.say('bad', taken.kind === 'refused' && taken.status === 409 ? 'steppedInLate' : 'serverAway');
      },
      () => setSteppingIn(false),
    );
  };
  const { body, hasFailed } = answer;
  if (body === null) {
    return (
      <section id="conversation" class="conversation is-empty" aria-label={t('conversation')} tabIndex={-1}>
        {hasFailed ? (
          <div class="empty" role="alert">
            <p>{t('chatGone')}</p>
            <a href={hrefOf({ kind: 'queue' })}>{t('back')}</a>
          </div>
        ) : (
          <p class="soft centre">{t('loading')}</p>
        )}
      </section>
    );
  }
  const { owner } = body.conversation;
  const name = body.customer?.name ?? body.conversation.shopCustomerId ?? t('visitor');
  const entries = [
    ...new Map<number, LogEntry>([...earlier.entries, ...body.entries].map((entry) => [entry.sequence, entry])).values(),
  ];
  const turns = new Map<string, TurnRecord>([...earlier.turns, ...body.turns].map((turn) => [turn.id, turn]));
  const first = entries[0]?.sequence ?? 1;
  const readEarlier = (): void => {
    api.get<Pick<EntryPage, 'entries' | 'turns'>>(`${path}/entries?after=${Math.max(0, first - 1 - PAGE)}`).then(
      (page) => {
        if (page.kind !== 'ok') return;
        setEarlier({ entries: [...page.body.entries, ...earlier.entries], turns: [...page.body.turns, ...earlier.turns] });
      },
      () => undefined,
    );
  };
  return (
    <section id="conversation" class="conversation" tabIndex={-1} aria-label={`${t('conversation')}: ${name}`}>
      <div class="conversation-head">
        <a class="icon-button back" href={hrefOf({ kind: 'queue' })} aria-label={t('back')}>
          <Icon name="back" />
        </a>
        <div class="conversation-title">
          <h2>{name}</h2>
          <p class="soft">
            {of(channelName(body.conversation.channel))} ·{' '}
            {owner.kind === 'bot' ? (
              t('onlyToRead')
            ) : (
              <a href={hrefOf({ kind: 'ticket', ticketId: owner.ticketId })}>{t('openTicket')}</a>
            )}
          </p>
        </div>
        {owner.kind === 'bot' && (
          <div class="ticket-actions">
            <button type="button" class="button primary" disabled={isSteppingIn} onClick={stepIn}>
              {t('stepIn')}
            </button>
          </div>
        )}
      </div>
      <div class="entries" role="log" aria-label={t('conversation')} tabIndex={0}>
        {first > 1 && (
          <button type="button" class="button quiet small centre" onClick={readEarlier}>
            {t('earlier')}
          </button>
        )}
        {entries.map((entry) => (
          <Entry
            key={entry.sequence}
            entry={entry}
            path={path}
            customerName={name}
            turn={entry.turnId === null ? null : (turns.get(entry.turnId) ?? null)}
          />
        ))}
      </div>
    </section>
  );
}
