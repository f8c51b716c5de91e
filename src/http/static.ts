import { join } from 'node:path';
import express, { type Router } from 'express';

/** The built browser code: the demo shop at `/`, the widget's script, the console at `/console`. Of another shop `/` shows its own articles. */
export function createStaticRoutes({ webDir, isDemo = true }: { readonly webDir: string; readonly isDemo?: boolean }): Router {
  // Strict: `/console` is sent to `/console/`, so that the page's own relative addresses work.
  const router = express.Router({ strict: true });
  router.get('/console', (_request, response) => {
    response.redirect(301, '/console/');
  });
  if (!isDemo) {
    router.get(['/', '/index.html'], (_request, response) => {
      response.redirect(302, '/help');
    });
  }
  router.use(
    express.static(webDir, {
      index: 'index.html',
      redirect: false,
      dotfiles: 'ignore',
      setHeaders(response, file) {
        // Names carry no hash: browsers must ask each time, and mostly hear "not modified".
        response.setHeader('cache-control', 'no-cache');
        if (file === join(webDir, 'widget.js')) {
          response.setHeader('cross-origin-resource-policy', 'cross-origin');
          response.setHeader('access-control-allow-origin', '*');
        }
      },
    }),
  );
  return router;
}
