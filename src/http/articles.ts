import express, { type Response, type Router } from 'express';
import type { Article } from '../contract/content.ts';
import type { Language, LocalisedText } from '../contract/language.ts';
import { articlePage, listPage, missingPage } from './help-page.ts';
import { HELP_STYLE } from './help-style.ts';

/** What the pages need of the shop's articles; expired ones are not among them. */
export interface HelpDeps {
  readonly articles: () => readonly Article[];
  /** In the asked language, else in the other; null when there is none. */
  readonly article: (id: string, language: Language) => Article | null;
  readonly shopName: () => LocalisedText;
}

/** Public help pages, mounted at `/help`: where the bot's "read more" leads. */
export function createHelpRoutes({ articles, article, shopName }: HelpDeps): Router {
  const router = express.Router();

  router.get('/style.css', (_request, response) => {
    response.set('cache-control', 'public, max-age=3600').type('css').send(HELP_STYLE);
  });
  router.get('/', (request, response) => {
    response.vary('Accept-Language').redirect(302, `/help/${request.acceptsLanguages('zh', 'en') === 'zh' ? 'zh' : 'en'}`);
  });
  router.get('/:language', (request, response) => {
    const language = languageIn(request.params.language);
    if (language === null) return send(response, 404, missingPage('en', shopName()));
    return send(response, 200, listPage(articles(), language, shopName()));
  });
  router.get('/:language/:id', (request, response) => {
    const language = languageIn(request.params.language);
    const found = language === null ? null : article(request.params.id, language);
    if (!found) return send(response, 404, missingPage(language ?? 'en', shopName()));
    return send(response, 200, articlePage(found, shopName()));
  });
  return router;
}

function languageIn(word: string): Language | null {
  return word === 'zh' || word === 'en' ? word : null;
}

function send(response: Response, status: number, html: string): void {
  response.status(status).set('cache-control', 'no-cache').type('html').send(html);
}
