import type { Activity } from 'botbuilder';
import type { Rating } from './card-value.ts';

/** A rating as the website's widget sends it, so that it goes the same road. Lies over the activity that it came in. */
export function ratingEvent({ ticketId, score }: Rating): Partial<Activity> {
  return { type: 'event', name: 'kefu/rate', text: '', value: { ticketId, score } };
}
