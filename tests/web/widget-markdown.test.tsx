import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Markdown, PlainText, safeUrl } from '../../src/web/widget/markdown.tsx';
import { renderPlain } from './render-plain.ts';

const html = (text: string): string =>
  renderPlain(<Markdown text={text} newTab="tab" />).replaceAll('<span class="hidden"> (tab)</span>', '');
const link = (url: string, label: string): string =>
  `<a href="${url}" target="_blank" rel="noopener noreferrer nofollow">${label}</a>`;

describe('the Markdown of the widget', () => {
  it.each([
    ['paragraphs and line breaks', 'One\ntwo\n\nThree', '<p>One\ntwo</p><p>Three</p>'],
    ['bold words', 'Only **today**', '<p>Only <strong>today</strong></p>'],
    ['code', 'Say `TD`', '<p>Say <code>TD</code></p>'],
    ['a heading', '## Costs', '<p class="heading">Costs</p>'],
    ['points', 'Ways:\n- one\n- **two**', '<p>Ways:</p><ul><li>one</li><li><strong>two</strong></li></ul>'],
    ['numbers that begin anywhere', '3. c\n4. d', '<ol start="3"><li>c</li><li>d</li></ol>'],
    ['Chinese numbering', '1、先\n2、后', '<ol start="1"><li>先</li><li>后</li></ol>'],
    ['points with empty lines between them', '- a\n\n- b', '<ul><li>a</li><li>b</li></ul>'],
    ['a named link', 'See [the page](https://a.example/b)', `<p>See ${link('https://a.example/b', 'the page')}</p>`],
    [
      'a bare address before a Chinese full stop',
      '见 https://a.example/b。',
      `<p>见 ${link('https://a.example/b', 'https://a.example/b')}。</p>`,
    ],
    ['an e-mail address', 'Write hello@a.example.', `<p>Write ${link('mailto:hello@a.example', 'hello@a.example')}.</p>`],
    ['no list where a minus is meant', '-5 degrees', '<p>-5 degrees</p>'],
    ['bold at the start of a line, which is no list', '**Note** this', '<p><strong>Note</strong> this</p>'],
  ])('shows %s', (_case, text, expected) => {
    expect(html(text)).toBe(expected);
  });

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    '//a.example',
    '/help',
    'file:///x',
    'blob:x',
  ])('makes no link of %s', (url) => {
    expect(safeUrl(url)).toBeNull();
    expect(html(`[press](${url})`)).not.toContain('href');
  });

  it('shows HTML as the characters it is made of', () => {
    expect(html('<img src=x onerror=alert(1)> <b>x</b>')).toBe(
      '<p>&#60;img src=x onerror=alert(1)&#62; &#60;b&#62;x&#60;/b&#62;</p>',
    );
    expect(renderPlain(<PlainText text="**a** <i>" newTab="tab" />)).toBe('<p>**a** &#60;i&#62;</p>');
  });

  it('makes nothing but its own elements of any text, and links to nothing but pages and letters', () => {
    const pieces = fc.constantFrom(
      '**',
      '*',
      '`',
      '[a](',
      ')',
      '](',
      'javascript:',
      'https://a.b',
      '<script>',
      '\n',
      '- ',
      '1. ',
      '# ',
      '> ',
      'x',
      ' ',
      '"',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string())), (parts) => {
        const shown = html(parts.join(''));

        const tags = [...shown.matchAll(/<\/?([a-z]+)/g)].map(([, tag]) => tag);
        expect(tags.filter((tag) => !/^(p|ul|ol|li|strong|em|code|a|blockquote|span)$/.test(tag ?? ''))).toEqual([]);
        for (const [, url] of shown.matchAll(/href="([^"]*)"/g)) expect(url).toMatch(/^(https?:|mailto:)/);
      }),
    );
  });
});
