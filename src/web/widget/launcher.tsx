import type { RefObject } from 'preact';
import { LanternIcon, LineIcon } from './icons.tsx';
import { unreadOf } from './thread.ts';
import type { View } from './view.ts';

const MOST_SHOWN = 99;

export function Launcher({ chat, state, say, button }: View & { readonly button: RefObject<HTMLButtonElement | null> }) {
  const unread = state.isOpen ? 0 : unreadOf(state.thread, state.readUpTo);
  const label = unread > 0 ? say('openChatUnread', { count: unread }) : say('openChat');
  return (
    <button
      ref={button}
      type="button"
      class="launcher"
      aria-label={state.isOpen ? say('closeChat') : label}
      aria-expanded={state.isOpen}
      onClick={() => (state.isOpen ? chat.close() : chat.open())}
    >
      {state.isOpen ? <LineIcon name="down" /> : <LanternIcon />}
      {unread > 0 && (
        <span class="badge" aria-hidden="true">
          {unread > MOST_SHOWN ? `${MOST_SHOWN}+` : unread}
        </span>
      )}
    </button>
  );
}
