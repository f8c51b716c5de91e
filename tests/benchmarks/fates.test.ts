import { describe, expect, it } from 'vitest';
import { fates, type Heard } from '../../benchmarks/latency/fates.ts';

const never = Number.POSITIVE_INFINITY;
const alone: Heard = { waits: [], repliedUpTo: 4 };
const waiting: Heard = { waits: [{ from: 6, until: never }], repliedUpTo: 4 };
const back: Heard = { waits: [{ from: 6, until: 11 }], repliedUpTo: 10 };

describe('a message to which no reply refers', () => {
  it.each<[string, number | null, Heard, ReturnType<typeof fates>]>([
    ['was taken along by the turn of a later one', 3, alone, { leftToPerson: 0, unanswered: 0 }],
    ['is missed', 5, alone, { leftToPerson: 0, unanswered: 1 }],
    ['is missed when not even it came back', null, waiting, { leftToPerson: 0, unanswered: 1 }],
    ['is missed when it was written before the handover', 5, waiting, { leftToPerson: 0, unanswered: 1 }],
    ['is left to the person when it was written after it', 7, waiting, { leftToPerson: 1, unanswered: 0 }],
    ['is so too when the bot was sure of a later one', 7, { ...waiting, repliedUpTo: 9 }, { leftToPerson: 1, unanswered: 0 }],
    ['is so too when the customer left the queue later', 7, back, { leftToPerson: 1, unanswered: 0 }],
    ['is missed when the customer has left the queue', 13, back, { leftToPerson: 0, unanswered: 1 }],
  ])('%s', (_case, sequence, customer, expected) => {
    expect(fates([{ sequence, customer }])).toEqual(expected);
  });
});
