import express, { type Router } from 'express';

/** The description of our interfaces, mounted at `/api/openapi.json`. `file` is docs/openapi.json. */
export function createOpenapiRoutes({ file }: { readonly file: string }): Router {
  const router = express.Router();
  router.get('/', (_request, response, next) => {
    response.set({ 'access-control-allow-origin': '*', 'cache-control': 'public, max-age=300' });
    response.sendFile(file, { dotfiles: 'allow' }, (error?: Error) => {
      if (error) next(error);
    });
  });
  return router;
}
