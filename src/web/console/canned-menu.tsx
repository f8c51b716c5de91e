import type { CannedReply } from '../../contract/agent.ts';
import type { Language } from '../../contract/language.ts';
import { useTexts } from './language.ts';

interface CannedMenuProps {
  readonly options: readonly CannedReply[];
  readonly chosen: number;
  /** The customer's: what will be sent. */
  readonly language: Language;
  readonly onUse: (reply: CannedReply) => void;
}

/** What `/` offers; the composer keeps the focus and moves the choice. */
export function CannedMenu({ options, chosen, language, onUse }: CannedMenuProps) {
  const { t } = useTexts();
  if (options.length === 0) return <p class="canned-menu soft">{t('noCanned')}</p>;
  return (
    <ul id="canned-menu" class="canned-menu" role="listbox" aria-label={t('canned')}>
      {options.map((reply, n) => (
        <li
          key={reply.id}
          id={optionId(reply.id)}
          role="option"
          aria-selected={n === chosen}
          ref={(element) => {
            if (n === chosen) element?.scrollIntoView({ block: 'nearest' });
          }}
          onMouseDown={(event) => {
            event.preventDefault();
            onUse(reply);
          }}
        >
          <strong>/{reply.shortcut}</strong> <span>{reply[language]}</span>
        </li>
      ))}
    </ul>
  );
}

export function optionId(replyId: string): string {
  return `canned-${replyId}`;
}
