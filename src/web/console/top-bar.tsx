import { useConsole } from './create-console.ts';
import { Icon } from './icon.tsx';
import { Lantern } from './lantern.tsx';
import { useTexts } from './language.ts';
import { hrefOf } from './route.ts';
import { useStore } from './store.ts';

interface TopBarProps {
  readonly isManaging: boolean;
  readonly onHelp: () => void;
  readonly onSwitchLanguage: () => void;
  readonly onSignOut: () => void;
}

export function TopBar({ isManaging, onHelp, onSwitchLanguage, onSignOut }: TopBarProps) {
  const { t, of } = useTexts();
  const { session, presence, alerts, outbox } = useConsole();
  const { isAvailable } = useStore(presence.state);
  const { hasSound } = useStore(alerts.state);
  const status = t(isAvailable ? 'available' : 'away');

  const signOut = (): void => {
    if (outbox.state.get().items.length === 0 || window.confirm(t('signOutUnsent'))) onSignOut();
  };

  return (
    <header class="top-bar">
      <a class="brand" href={hrefOf({ kind: 'queue' })} aria-label={of(session.shop.name)}>
        <Lantern />
        <span class="brand-name">{of(session.shop.name)}</span>
      </a>
      <nav class="top-nav" aria-label={t('product')}>
        <a href={hrefOf({ kind: 'queue' })} aria-current={isManaging ? undefined : 'page'}>
          {t('desk')}
        </a>
        <a href={hrefOf({ kind: 'manage' })} aria-current={isManaging ? 'page' : undefined}>
          {t('manage')}
        </a>
      </nav>
      <div class="top-tools">
        <button
          type="button"
          class={`presence ${isAvailable ? 'is-available' : 'is-away'}`}
          aria-pressed={isAvailable}
          aria-label={t('presence', { status })}
          title={t('presenceHint')}
          onClick={presence.toggle}
        >
          <span class="dot" aria-hidden="true" />
          <span class="presence-status">{status}</span>
        </button>
        <button
          type="button"
          class="icon-button"
          aria-pressed={hasSound}
          aria-label={t(hasSound ? 'soundOn' : 'soundOff')}
          title={t(hasSound ? 'soundOn' : 'soundOff')}
          onClick={alerts.toggleSound}
        >
          <Icon name={hasSound ? 'bell' : 'bellOff'} />
        </button>
        <button type="button" class="icon-button wide-only" aria-label={t('help')} title={`${t('help')} (?)`} onClick={onHelp}>
          <Icon name="keyboard" />
        </button>
        <button
          type="button"
          class="button quiet small"
          onClick={onSwitchLanguage}
          lang={t('otherLanguage') === '中文' ? 'zh' : 'en'}
        >
          {t('otherLanguage')}
        </button>
        <span class="me wide-only" title={session.agent.email}>
          {session.agent.name}
        </span>
        <button type="button" class="button quiet small sign-out" aria-label={t('signOut')} onClick={signOut}>
          <Icon name="leave" />
          <span>{t('signOut')}</span>
        </button>
      </div>
    </header>
  );
}
