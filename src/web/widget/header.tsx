import { LanternIcon, LineIcon } from './icons.tsx';
import { attendantOf, type Attendant } from './thread.ts';
import type { Say } from './texts.ts';
import type { View } from './view.ts';

export function Header({ chat, state, say, settings }: View) {
  const attendant = attendantOf(state.thread);
  const other = state.language === 'zh' ? 'en' : 'zh';
  return (
    <div class="header">
      <span class={`avatar avatar-${attendant.kind}`} aria-hidden="true">
        {attendant.kind === 'agent' ? initialOf(attendant.name) : <LanternIcon />}
      </span>
      <div class="heading-group">
        <h2 id="title">{settings.shopName?.[state.language] ?? say('ourShop')}</h2>
        <p class="status" role="status">
          {statusText(attendant, say)}
        </p>
      </div>
      <button
        type="button"
        class="header-button language"
        lang={other === 'zh' ? 'zh-CN' : 'en'}
        aria-label={say('switchLanguage')}
        onClick={() => chat.setLanguage(other)}
      >
        {say('otherLanguage')}
      </button>
      <button type="button" class="header-button" aria-label={say('closeChat')} onClick={chat.close}>
        <LineIcon name="close" />
      </button>
    </div>
  );
}

export function initialOf(name: string): string {
  return Array.from(name.trim())[0]?.toUpperCase() ?? '·';
}

function statusText(attendant: Attendant, say: Say): string {
  switch (attendant.kind) {
    case 'bot':
      return say('assistant');
    case 'queue':
      return say('inQueue');
    case 'agent':
      return say('withAgent', { name: attendant.name });
    default:
      return attendant satisfies never;
  }
}
