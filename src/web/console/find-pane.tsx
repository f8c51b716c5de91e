import { useEffect, useRef } from 'preact/hooks';
import { useConsole } from './create-console.ts';
import { excerpt } from './excerpt.ts';
import { time } from './format.ts';
import { useTexts } from './language.ts';
import { hrefOf, routeOf } from './route.ts';
import { useStore } from './store.ts';
import type { FoundChat } from '../../contract/found-chats.ts';
import { channelName } from './words.ts';

/** Every conversation, whoever has or had it: the latest, or those with these words. */
export function FindPane({ openId }: { readonly openId: string | null }) {
  const { t } = useTexts();
  const { find } = useConsole();
  const { text, words, chats, next, phase } = useStore(find.state);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    find.search(find.state.get().text);
    // What is typed next is meant for it; a browser heeds `autofocus` once a page.
    field.current?.focus();
  }, [find]);
  return (
    <div class="find">
      <form class="find-form" role="search" onSubmit={(event) => event.preventDefault()}>
        <input
          type="search"
          ref={field}
          value={text}
          maxLength={200}
          placeholder={t('findHint')}
          aria-label={t('findHint')}
          onInput={({ currentTarget }) => find.search(currentTarget.value)}
        />
      </form>
      <ul class="tickets">
        {chats.map((chat) => (
          <FoundItem
            key={chat.conversationId}
            chat={chat}
            words={words}
            isOpen={openId !== null && [chat.conversationId, chat.ticketId].includes(openId)}
          />
        ))}
        <li class="find-end">
          <p class="soft" role="status">
            {phase === 'searching' && t('finding')}
            {phase === 'failed' && t('serverAway')}
            {phase === 'idle' && chats.length === 0 && t('noneFound')}
          </p>
          {phase !== 'searching' && (next !== null || phase === 'failed') && (
            <button type="button" class="button quiet small" onClick={find.more}>
              {t(phase === 'failed' ? 'retry' : 'findOlder')}
            </button>
          )}
        </li>
      </ul>
    </div>
  );
}

interface FoundItemProps {
  readonly chat: FoundChat;
  readonly words: readonly string[];
  readonly isOpen: boolean;
}

function FoundItem({ chat, words, isOpen }: FoundItemProps) {
  const { t, of, language } = useTexts();
  const { channel, shopCustomerId, ticketId, owner, message } = chat;
  return (
    <li>
      <a class="ticket" href={hrefOf(routeOf(chat))} aria-current={isOpen ? 'true' : undefined}>
        <span class="ticket-line">
          <span class="reason">{shopCustomerId ?? t('visitor')}</span>
          <span class="age">{time(message.at, language, Date.now())}</span>
        </span>
        <span class="ticket-summary">
          {message.author !== 'customer' && <em>{t(message.author === 'bot' ? 'bot' : 'agentSaid')}: </em>}
          {excerpt(message.text, words).map(({ text, isHit }, n) => (isHit ? <mark key={n}>{text}</mark> : text))}
        </span>
        <span class="ticket-line small">
          <span class="tag">{chat.language === 'zh' ? '中' : 'EN'}</span>
          <span class="soft">{of(channelName(channel))}</span>
          <span class="soft">
            {t(owner === 'bot' ? (ticketId === null ? 'byBot' : 'byBotAgain') : owner === 'queue' ? 'waiting' : 'byAgent')}
          </span>
        </span>
      </a>
    </li>
  );
}
