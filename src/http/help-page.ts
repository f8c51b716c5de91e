import MarkdownIt from 'markdown-it';
import type { Article } from '../contract/content.ts';
import type { Language, LocalisedText } from '../contract/language.ts';

const TEXTS = {
  help: { en: 'Help', zh: '帮助中心' },
  allArticles: { en: 'All articles', zh: '全部文章' },
  skip: { en: 'Skip to the text', zh: '跳到正文' },
  other: { en: '中文', zh: 'English' },
  missingTitle: { en: 'This page is not here', zh: '找不到这个页面' },
  missing: {
    en: 'The article was moved or is no longer valid. Look for it in the list, or ask us in the chat.',
    zh: '这篇文章可能已移动或已失效。您可以在列表中查找，或者直接在聊天中问我们。',
  },
  foot: { en: 'Something unclear? Ask us in the chat.', zh: '还有疑问？欢迎在聊天中问我们。' },
} as const satisfies Record<string, LocalisedText>;

/** `html: false`: an article is Markdown of operators, and even theirs cannot bring a script into the page. */
const markdown = new MarkdownIt({ html: false, linkify: true });

/** One article as a page. */
export function articlePage(article: Article, shop: LocalisedText): string {
  const { locale } = article;
  return page({
    language: locale,
    title: article.title,
    shop,
    otherUrl: `/help/${other(locale)}/${encodeURIComponent(article.id)}`,
    main: `<p class="crumbs"><a href="/help/${locale}">${TEXTS.allArticles[locale]}</a></p>
<article><h1>${escape(article.title)}</h1>
${markdown.render(withoutTitle(article))}</article>`,
  });
}

export function listPage(articles: readonly Article[], language: Language, shop: LocalisedText): string {
  const items = articles
    .filter(({ locale }) => locale === language)
    .sort((a, b) => a.title.localeCompare(b.title, language))
    .map(({ id, title }) => `<li><a href="/help/${language}/${encodeURIComponent(id)}">${escape(title)}</a></li>`);
  return page({
    language,
    title: TEXTS.help[language],
    shop,
    otherUrl: `/help/${other(language)}`,
    main: `<h1>${TEXTS.help[language]}</h1>
<ul class="list">
${items.join('\n')}
</ul>`,
  });
}

export function missingPage(language: Language, shop: LocalisedText): string {
  return page({
    language,
    title: TEXTS.missingTitle[language],
    shop,
    otherUrl: `/help/${other(language)}`,
    main: `<h1>${TEXTS.missingTitle[language]}</h1>
<p>${TEXTS.missing[language]}</p>
<p><a href="/help/${language}">${TEXTS.allArticles[language]}</a></p>`,
  });
}

function page(parts: {
  readonly language: Language;
  readonly title: string;
  readonly shop: LocalisedText;
  readonly otherUrl: string;
  readonly main: string;
}): string {
  const { language, title, otherUrl, main } = parts;
  const shop = escape(parts.shop[language]);
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} · ${shop}</title>
<link rel="stylesheet" href="/help/style.css">
<script src="/widget.js" data-lang="${language}" data-shop="${escape(parts.shop.en)}" data-shop-zh="${escape(parts.shop.zh)}" async></script>
</head>
<body>
<a class="skip" href="#main">${TEXTS.skip[language]}</a>
<header><div><a class="shop" href="/help/${language}">${shop} · ${TEXTS.help[language]}</a><a href="${otherUrl}" lang="${other(language)}">${TEXTS.other[language]}</a></div></header>
<main id="main">
${main}
</main>
<footer><p>${TEXTS.foot[language]}</p></footer>
</body>
</html>
`;
}

/** An article may begin with its own title; the page has it already. */
function withoutTitle({ body, title }: Article): string {
  const [first = '', ...rest] = body.trimStart().split('\n');
  return first.replace(/^#\s+/, '').trim() === title && first.startsWith('# ') ? rest.join('\n') : body;
}

function other(language: Language): Language {
  return language === 'zh' ? 'en' : 'zh';
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}
