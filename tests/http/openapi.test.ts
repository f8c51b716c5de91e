import { readFileSync } from 'node:fs';
import type { Router } from 'express';
import { describe, expect, it } from 'vitest';
import { OPENAPI_FILE, openapiDocument } from '../../scripts/build-openapi.ts';
import type { ConsoleDeps } from '../../src/http/console/deps.ts';
import { createConsoleRouter } from '../../src/http/console/router.ts';

interface Described {
  readonly paths: Record<string, object>;
  readonly components: { readonly schemas: Record<string, object> };
}

const described = JSON.parse(readFileSync(OPENAPI_FILE, 'utf8')) as Described;

describe('docs/openapi.json', () => {
  it('is what the schemas say: run `npx tsx scripts/build-openapi.ts` after a change', () => {
    expect(described).toEqual(JSON.parse(JSON.stringify(openapiDocument())));
  });

  it('describes every route of the console, and no other', () => {
    const router = createConsoleRouter({} as ConsoleDeps);

    const routes = routesOf(router).map((route) => route.replace(/:(\w+)/g, '{$1}'));

    const ours = Object.entries(described.paths).filter(([path]) => path.startsWith('/api/console/'));
    const documented = ours.flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path.slice('/api/console'.length)}`),
    );
    expect(documented.sort()).toEqual(routes.sort());
  });

  it('refers only to schemas that it has', () => {
    const refs = [...JSON.stringify(described).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map((match) => match[1]);

    expect(refs.filter((name) => !(name! in described.components.schemas))).toEqual([]);
  });
});

interface Layer {
  readonly route?: { readonly path: string; readonly methods: Record<string, boolean> };
  readonly handle?: { readonly stack?: readonly Layer[] };
}

function routesOf(router: Router | { readonly stack: readonly Layer[] }): string[] {
  return (router.stack as readonly Layer[]).flatMap(({ route, handle }) => {
    if (route) return Object.keys(route.methods).map((method) => `${method} ${route.path}`);
    return handle?.stack ? routesOf({ stack: handle.stack }) : [];
  });
}
