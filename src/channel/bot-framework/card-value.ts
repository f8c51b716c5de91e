import { z } from 'zod';

const CardValue = z.object({ kefu: z.object({ say: z.string().min(1).max(10_000) }) });

/** What a card's button sends back: the words that pressing it says. Teams shows them as the customer's own message. */
export function cardValue(say: string): Readonly<Record<string, unknown>> {
  return { kefu: { say }, msteams: { type: 'imBack', value: say } };
}

/** The words of a pressed button, from `activity.value`; null when it is none of ours. */
export function saidByCard(value: unknown): string | null {
  return CardValue.safeParse(value).data?.kefu.say ?? null;
}
