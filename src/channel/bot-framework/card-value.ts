import { z } from 'zod';

const CardValue = z.object({ kefu: z.object({ say: z.string().min(1).max(10_000) }) });
const Rating = z.object({ ticketId: z.string().min(1).max(200), score: z.int().min(1).max(5) });
const CardRating = z.object({ kefu: z.object({ rate: Rating }) });

/** A customer's grade for the service of one ticket, 1 (bad) to 5 (good). */
export type Rating = Readonly<z.infer<typeof Rating>>;

/** What a card's button sends back: the words that pressing it says. Teams shows them as the customer's own message. */
export function cardValue(say: string): Readonly<Record<string, unknown>> {
  return { kefu: { say }, msteams: { type: 'imBack', value: say } };
}

/** The words of a pressed button, from `activity.value`; null when it is none of ours. */
export function saidByCard(value: unknown): string | null {
  return CardValue.safeParse(value).data?.kefu.say ?? null;
}

/** What a button that rates sends back. It names the ticket, so that an old card never rates a new one. */
export function cardRating(rate: Rating): Readonly<Record<string, unknown>> {
  return { kefu: { rate } };
}

/** The rating of a pressed button, from `activity.value`, or from the text that Slack keeps of it; null when it is none. */
export function ratedByCard(value: unknown): Rating | null {
  return CardRating.safeParse(typeof value === 'string' ? parsed(value) : value).data?.kefu.rate ?? null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
