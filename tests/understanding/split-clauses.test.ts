import { describe, expect, it } from 'vitest';
import { splitClauses } from '../../src/understanding/split-clauses.ts';

const TABLE: readonly [string, string, readonly string[]][] = [
  ['Chinese commas', '你们快递晚了三次，不买了，去别家', ['你们快递晚了三次', '不买了', '去别家']],
  ['half-width signs', '退款没到!我不来了', ['退款没到', '我不来了']],
  ['English sentences', 'Late again. I am done!', ['Late again', 'I am done']],
  ['a conjunction without a comma', 'it came late and I want my money back', ['it came late', 'and I want my money back']],
  ['several bubbles', 'broken\nnever again', ['broken', 'never again']],
  ['one thought', 'where is my parcel', ['where is my parcel']],
  ['numbers with signs in them', 'it cost 1,234.50 at 12:30', ['it cost 1,234.50 at 12:30']],
  ['an address', 'write to a.b@example.com please', ['write to a.b@example.com please']],
  ['signs alone', '?! 3. ...', []],
];

describe('the clauses of a message', () => {
  it.each(TABLE)('are told apart: %s', (_name, text, clauses) => {
    expect(splitClauses(text)).toEqual(clauses);
  });

  it('are at most eight', () => {
    expect(splitClauses('no way, '.repeat(50))).toHaveLength(8);
  });
});
