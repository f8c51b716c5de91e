import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { CannedReply } from '../../contract/agent.ts';
import type { Ticket } from '../../contract/ticket.ts';
import type { FileProblem } from '../check-files.ts';
import { CannedMenu, optionId } from './canned-menu.tsx';
import { matching } from './canned-model.ts';
import { AttachButton, ComposerFiles } from './composer-files.tsx';
import { useConsole } from './create-console.ts';
import type { DraftMode } from './drafts.ts';
import { Icon } from './icon.tsx';
import { useTexts } from './language.ts';
import { useStore } from './store.ts';

const LONGEST = 10_000;
const TYPING_EVERY_MS = 3_000;
const TALLEST_PX = 220;

interface ComposerProps {
  readonly ticket: Ticket;
  readonly onClaim: (ticketId: string) => void;
}

export function Composer({ ticket, onClaim }: ComposerProps) {
  const { t } = useTexts();
  const { session, outbox, drafts, heldFiles, canned, api } = useConsole();
  const { texts, focusAsked } = useStore(drafts.state);
  const { replies } = useStore(canned.state);
  const files = useStore(heldFiles.state).files.get(ticket.id) ?? [];
  const [fileProblem, setFileProblem] = useState<FileProblem | null>(null);
  const queued = useStore(outbox.state).items.filter(({ ticketId }) => ticketId === ticket.id);
  // A claim on its way counts: the outbox sends the reply after it.
  const isMine =
    (ticket.status === 'claimed' && ticket.claimedBy === session.agent.id) || queued.some(({ act }) => act.kind === 'claim');
  const isLeaving = queued.some(({ act }) => act.kind === 'close' || act.kind === 'return' || act.kind === 'transfer');
  const mayReply = isMine && !isLeaving && ticket.status !== 'closed';

  const [mode, setMode] = useState<DraftMode>('reply');
  const text = texts.get(`${ticket.id}.${mode}`) ?? '';
  const typed = mode === 'reply' ? (/^\/([\p{L}\p{N}_-]*)$/u.exec(text)?.[1] ?? null) : null;
  const options = typed === null ? [] : matching(replies, typed);
  const [chosen, setChosen] = useState(0);
  const area = useRef<HTMLTextAreaElement>(null);
  const toldAt = useRef(0);

  useEffect(() => setChosen(0), [typed]);
  const asked = useRef(focusAsked);
  useEffect(() => {
    if (focusAsked === asked.current) return;
    asked.current = focusAsked;
    setMode('reply');
    area.current?.focus();
  }, [focusAsked]);
  const isFirst = useRef(true);
  useLayoutEffect(() => {
    if (!isFirst.current) area.current?.focus();
    isFirst.current = false;
  }, [mode]);
  useLayoutEffect(() => {
    if (!area.current) return;
    area.current.style.height = 'auto';
    area.current.style.height = `${Math.min(TALLEST_PX, area.current.scrollHeight + 2)}px`;
  }, [text, mode]);

  const excess = text.trim().length - LONGEST;
  const maySend = (text.trim() !== '' || (mode === 'reply' && files.length > 0)) && excess <= 0;
  const addFiles = (added: readonly File[]): void => {
    setFileProblem(heldFiles.add(ticket.id, added));
    area.current?.focus();
  };
  const send = (): void => {
    if (!maySend) return;
    if (mode === 'note') outbox.put(ticket.id, { kind: 'note', text: text.trim() });
    else
      outbox.put(ticket.id, {
        kind: 'reply',
        text: text.trim(),
        ...(files.length > 0 ? { files: heldFiles.take(ticket.id) } : {}),
      });
    setFileProblem(null);
    drafts.write(ticket.id, mode, '');
    area.current?.focus();
  };
  const use = (reply: CannedReply): void => {
    drafts.write(ticket.id, 'reply', reply[ticket.language]);
    area.current?.focus();
  };
  const onKey = (event: KeyboardEvent): void => {
    // Enter also ends a word of an input method: that Enter is not ours. Safari says so only by the code 229.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    if (event.isComposing || event.keyCode === 229) return;
    if (options.length > 0) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step !== undefined) {
        event.preventDefault();
        setChosen((chosen + step + options.length) % options.length);
        return;
      }
      const option = options[chosen];
      if (option && (event.key === 'Enter' || event.key === 'Tab')) {
        event.preventDefault();
        use(option);
        return;
      }
    }
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      send();
    }
  };
  const tellTyping = (): void => {
    if (mode !== 'reply' || Date.now() < toldAt.current + TYPING_EVERY_MS) return;
    toldAt.current = Date.now();
    api.send('POST', `/tickets/${encodeURIComponent(ticket.id)}/typing`, {}).catch(() => undefined);
  };

  if (ticket.status === 'closed') return <p class="composer-closed soft">{t('closedCannotWrite')}</p>;
  if (mode === 'reply' && !mayReply) {
    return (
      <div class="composer-gate">
        <span class="soft">{t(ticket.status === 'waiting' ? 'replyBefore' : 'replyHeld')}</span>
        {ticket.status === 'waiting' && queued.length === 0 && (
          <button type="button" class="button primary" onClick={() => onClaim(ticket.id)}>
            {t('claim')}
          </button>
        )}
        <button type="button" class="button" onClick={() => setMode('note')}>
          <Icon name="note" />
          {t('addNote')}
        </button>
      </div>
    );
  }
  return (
    <form
      class={`composer is-${mode}`}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {typed !== null && <CannedMenu options={options} chosen={chosen} language={ticket.language} onUse={use} />}
      <div class="composer-modes" role="group" aria-label={t('send')}>
        <button type="button" aria-pressed={mode === 'reply'} onClick={() => setMode('reply')}>
          {t('reply')}
        </button>
        <button type="button" aria-pressed={mode === 'note'} onClick={() => setMode('note')}>
          <Icon name="note" /> {t('note')}
        </button>
        <span class="soft composer-hint">{t('composerHint')}</span>
      </div>
      {mode === 'reply' && <ComposerFiles ticketId={ticket.id} problem={fileProblem} onAdd={addFiles} />}
      <div class="composer-row">
        {mode === 'reply' && <AttachButton onAdd={addFiles} />}
        <textarea
          ref={area}
          rows={1}
          value={text}
          aria-label={t(mode === 'reply' ? 'reply' : 'note')}
          aria-controls={typed === null ? undefined : 'canned-menu'}
          aria-activedescendant={options[chosen] ? optionId(options[chosen].id) : undefined}
          placeholder={t(mode === 'reply' ? 'replyPlaceholder' : 'notePlaceholder')}
          onInput={({ currentTarget }) => {
            drafts.write(ticket.id, mode, currentTarget.value);
            tellTyping();
          }}
          onKeyDown={onKey}
          onPaste={(event) => {
            const pasted = [...(event.clipboardData?.files ?? [])];
            if (mode !== 'reply' || pasted.length === 0) return;
            event.preventDefault();
            addFiles(pasted);
          }}
        />
        <button type="submit" class="button primary" disabled={!maySend}>
          <Icon name="send" />
          <span>{t(mode === 'reply' ? 'send' : 'addNote')}</span>
        </button>
      </div>
      {excess > 0 && (
        <p class="problem" role="alert">
          {t('tooLong', { count: excess })}
        </p>
      )}
    </form>
  );
}
