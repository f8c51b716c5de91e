import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitPassages } from '../../src/retrieval/split-passages.ts';
import { articleWith } from './articles.ts';

const split = (body: string): readonly { headings: readonly string[]; text: string }[] =>
  splitPassages(articleWith(body)).map(({ headings, text }) => ({ headings, text }));

describe('passages of an article', () => {
  it('are the text before the first heading and one for each heading, with its path', () => {
    const passages = splitPassages(
      articleWith('Lead.\n\n## Abroad\nTo 26 countries.\n\n### Customs\nYou pay.\n\n## Free\nFrom 99.'),
    );

    expect(passages.map(({ id, headings, text }) => [id, headings, text])).toEqual([
      ['shipping/en#0', [], 'Lead.'],
      ['shipping/en#1', ['Abroad'], 'To 26 countries.'],
      ['shipping/en#2', ['Abroad', 'Customs'], 'You pay.'],
      ['shipping/en#3', ['Free'], 'From 99.'],
    ]);
  });

  it('have no empty ones, and keep an empty heading in the path below it', () => {
    expect(split('## Abroad\n\n### Customs\nYou pay.')).toEqual([{ headings: ['Abroad', 'Customs'], text: 'You pay.' }]);
  });

  it('do not repeat the title as a heading', () => {
    expect(split('# Shipping\nLead.')).toEqual([{ headings: [], text: 'Lead.' }]);
  });

  it('take no heading from code', () => {
    expect(split('Run:\n\n```\n# not a heading\n\n## nor this\n```\nDone.')).toHaveLength(1);
  });

  it('take no heading from a number sign in a line', () => {
    expect(split('#1 shop\nor\n#hashtag')).toEqual([{ headings: [], text: '#1 shop\nor\n#hashtag' }]);
  });

  it('are split between paragraphs when they are long, and stay whole when one paragraph is long', () => {
    const paragraph = 'word '.repeat(120).trim();

    expect(split([paragraph, paragraph, paragraph].join('\n\n'))).toEqual([
      { headings: [], text: paragraph },
      { headings: [], text: paragraph },
      { headings: [], text: paragraph },
    ]);
    expect(split('word '.repeat(1_000))).toHaveLength(1);
  });

  it('count a Chinese character as much as three letters', () => {
    const paragraph = '运费说明'.repeat(50);

    expect(split(`${paragraph}\n\n${paragraph}`)).toHaveLength(2);
  });

  it('keep a list with the line that announces it', () => {
    const announcement = `${'word '.repeat(200)}:`;

    expect(split(`${announcement}\n\n- one\n- two ${'word '.repeat(30)}`)).toHaveLength(1);
  });

  it('hold every line but the headings once and in order, whatever the article looks like', () => {
    const line = fc.oneof(
      fc.constantFrom('', '## Heading', '### Sub', '```', '- item', 'Note:', '# Shipping', '####### seven', '~~~'),
      fc.string({ maxLength: 80 }).map((text) => text.replaceAll(/[\n\r#`~]/g, '')),
      fc.constant('long '.repeat(90)),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
        const passages = splitPassages(articleWith(lines.join('\n')));

        const squeeze = (text: string): string => text.replace(/\s+/g, '');
        const kept = passages.map(({ text }) => squeeze(text)).join('');
        const isHeading = headingFinder();
        expect(kept).toBe(squeeze(lines.filter((one) => !isHeading(one)).join('')));
        expect(passages.every(({ text }) => text.trim() !== '')).toBe(true);
        expect(passages.map(({ id }) => id)).toEqual(passages.map((_, n) => `shipping/en#${n}`));
      }),
    );
  });
});

/** The rule in its simplest form: a heading is one outside of a fence, and only the same sign ends a fence. */
function headingFinder(): (line: string) => boolean {
  let fence = '';
  return (line) => {
    const mark = /^(```|~~~)/.exec(line)?.[1] ?? '';
    if (mark !== '') fence = fence === '' ? mark : fence === mark ? '' : fence;
    return fence === '' && mark === '' && /^#{1,6} /.test(line);
  };
}
