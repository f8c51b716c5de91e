import { useConsole } from './create-console.ts';
import { percent } from './format.ts';
import { useTexts } from './language.ts';
import { plainOf } from './rich-text.tsx';
import { useStore } from './store.ts';
import type { SuggestedReply } from './wire.ts';

interface SuggestionsCardProps {
  readonly ticketId: string;
  readonly suggestions: readonly SuggestedReply[];
}

/** Passages that may answer the customer's last message, one click from the composer; canned replies below. */
export function SuggestionsCard({ ticketId, suggestions }: SuggestionsCardProps) {
  const { t } = useTexts();
  const { drafts, canned, ticket } = useConsole();
  const { replies } = useStore(canned.state);
  const language = useStore(ticket.state).detail?.ticket.language ?? 'en';
  return (
    <section class="card">
      <h3>{t('suggestions')}</h3>
      {suggestions.length === 0 && <p class="soft">{t('noSuggestions')}</p>}
      <ul class="suggestions">
        {suggestions.map(({ articleId, title, text, score }) => (
          <li key={articleId + text}>
            <button type="button" onClick={() => drafts.insert(ticketId, plainOf(text))}>
              <span class="suggestion-head">
                <strong>{title}</strong> <span class="soft">{percent(score)}</span>
              </span>
              <span class="suggestion-text">{plainOf(text)}</span>
            </button>
          </li>
        ))}
      </ul>
      {replies.length > 0 && (
        <details class="canned">
          <summary>
            {t('canned')} ({replies.length})
          </summary>
          <ul class="suggestions">
            {replies.map((reply) => (
              <li key={reply.id}>
                <button type="button" onClick={() => drafts.insert(ticketId, reply[language])}>
                  <strong>/{reply.shortcut}</strong>
                  <span class="suggestion-text">{reply[language]}</span>
                </button>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
