import { useState } from 'preact/hooks';
import type { Ticket } from '../../contract/ticket.ts';
import { Icon } from './icon.tsx';
import { useTexts } from './language.ts';
import { PlainText } from './rich-text.tsx';
import { ENTITIES } from './words.ts';

/** What the conversation is about, and what was mentioned in it. */
export function SummaryCard({ ticket }: { readonly ticket: Ticket }) {
  const { t, of } = useTexts();
  const distinct = [...new Map(ticket.entities.map((entity) => [`${entity.kind} ${entity.value}`, entity])).values()];
  return (
    <section class="card">
      <h3>{t('summary')}</h3>
      <p lang={ticket.language}>
        <PlainText text={ticket.summary} />
      </p>
      {distinct.length > 0 && (
        <ul class="entities" aria-label={t('mentioned')}>
          {distinct.map(({ kind, value }) => (
            <li key={`${kind} ${value}`}>
              <span class="soft">{of(ENTITIES[kind])}</span> <CopyButton value={value} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const SAID_MS = 1_500;

function CopyButton({ value }: { readonly value: string }) {
  const { t } = useTexts();
  const [isCopied, setCopied] = useState(false);
  const copy = (): void => {
    // Missing on plain http pages; the value can still be selected.
    navigator.clipboard?.writeText(value).then(
      () => {
        setCopied(true);
        setTimeout(() => setCopied(false), SAID_MS);
      },
      () => undefined,
    );
  };
  return (
    <button type="button" class="copy" title={t('copy', { value })} onClick={copy}>
      {value} <Icon name={isCopied ? 'check' : 'copy'} />
      <span class="only-heard" role="status">
        {isCopied ? t('copied') : ''}
      </span>
    </button>
  );
}
