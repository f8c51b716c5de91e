import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitFusion, weigh, type LabelledEvidence } from '../../src/retrieval/fuse.ts';
import type { Evidence } from '../../src/retrieval/gather-evidence.ts';

const evidence = (topic: number, strength: number): Evidence => ({
  topic,
  question: strength,
  passage: strength,
  words: strength,
  coverage: strength,
  isNear: true,
});

/** Strong evidence is right nine times of ten, weak evidence once. */
const ROWS: readonly LabelledEvidence[] = Array.from({ length: 200 }, (_, n) => {
  const strength = n % 2 === 0 ? 0.8 : 0.2;
  const isRight = strength > 0.5 ? n % 20 !== 0 : n % 20 === 1;
  return { evidence: [evidence(1, strength), evidence(2, strength / 2)], right: isRight ? 1 : null };
});

describe('fusion', () => {
  const model = fitFusion(ROWS);

  it('gives probabilities that come true', () => {
    const [strong] = weigh(ROWS[0]!.evidence, 'vectors', model);
    const [weak] = weigh(ROWS[1]!.evidence, 'vectors', model);

    expect(strong!.probability).toBeCloseTo(0.9, 1);
    expect(weak!.probability).toBeCloseTo(0.1, 1);
  });

  it('trusts an article less that has a rival', () => {
    const alone = weigh([evidence(1, 0.5)], 'vectors', model)[0]!;
    const rivalled = weigh([evidence(1, 0.5), evidence(2, 0.49)], 'vectors', model)[0]!;

    expect(rivalled.evidence.topic).toBe(1);
    expect(rivalled.probability).toBeLessThan(alone.probability);
  });

  it('ranks by evidence and settles ties by name', () => {
    // Steps that the sum of the evidence does not round away, few enough that ties come up.
    const strength = fc.integer({ min: -100, max: 200 }).map((step) => step / 100);
    fc.assert(
      fc.property(
        fc.array(strength, { maxLength: 20 }),
        fc.constantFrom('vectors' as const, 'words' as const),
        (strengths, road) => {
          const weighed = weigh(
            strengths.map((one, topic) => evidence(topic, one)),
            road,
            model,
          );

          expect(weighed.map(({ evidence: { topic } }) => topic)).toEqual(
            strengths.map((_, topic) => topic).sort((a, b) => strengths[b]! - strengths[a]! || a - b),
          );
        },
      ),
    );
  });

  it('stays within [0, 1], whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1, max: 2, noNaN: true }), { maxLength: 20 }),
        fc.constantFrom('vectors' as const, 'words' as const),
        (strengths, road) => {
          const weighed = weigh(
            strengths.map((one, topic) => evidence(topic, one)),
            road,
            model,
          );

          expect(weighed).toHaveLength(strengths.length);
          for (const { probability } of weighed) expect(probability >= 0 && probability <= 1).toBe(true);
        },
      ),
    );
  });

  it('is fitted without failing where nothing can be learned', () => {
    for (const rows of [[], [{ evidence: [], right: null }], [{ evidence: [evidence(1, 0.5)], right: 1 }]]) {
      const [weighed] = weigh([evidence(1, 0.5)], 'vectors', fitFusion(rows));

      expect(weighed!.probability).toBeGreaterThanOrEqual(0);
      expect(weighed!.probability).toBeLessThanOrEqual(1);
    }
  });
});
