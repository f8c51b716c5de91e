import { useState } from 'preact/hooks';
import { StarIcon } from './icons.tsx';
import type { View } from './view.ts';

const SCORES = [1, 2, 3, 4, 5] as const;
const LONGEST_COMMENT = 1_000;

export function Rating({ chat, say, ticketId }: View & { readonly ticketId: string }) {
  const [score, setScore] = useState(0);
  const [comment, setComment] = useState('');
  const [isSending, setIsSending] = useState(false);

  async function send(): Promise<void> {
    setIsSending(true);
    // When it worked, the server's own event takes the form away.
    if (!(await chat.rate(ticketId, score, comment))) setIsSending(false);
  }

  return (
    <form
      class="rating"
      onSubmit={(event) => {
        event.preventDefault();
        send().catch(() => setIsSending(false));
      }}
    >
      <fieldset class="stars">
        <legend>{say('rateTitle')}</legend>
        {SCORES.map((stars) => (
          <label key={stars} class={stars <= score ? 'star is-lit' : 'star'}>
            <input type="radio" name="score" value={stars} checked={stars === score} onChange={() => setScore(stars)} />
            <StarIcon />
            <span class="hidden">{say('stars', { count: stars })}</span>
          </label>
        ))}
      </fieldset>
      {score > 0 && (
        <>
          <textarea
            class="comment"
            rows={2}
            maxLength={LONGEST_COMMENT}
            aria-label={say('rateComment')}
            placeholder={say('rateComment')}
            value={comment}
            onInput={(event) => setComment(event.currentTarget.value)}
          />
          <button type="submit" class="primary" disabled={isSending}>
            {say('rateSend')}
          </button>
        </>
      )}
    </form>
  );
}
