import { join } from 'node:path';
import type { Config } from './config/load-config.ts';
import { cachingShop } from './customers/caching-shop.ts';
import { readDemoSeed } from './customers/read-demo-seed.ts';
import type { Shop } from './customers/shop.ts';
import { createShopOverHttp } from './customers/shop-over-http.ts';
import { TURN_SETTINGS } from './open-brain.ts';
import { createDemoShop } from './storage/sql/demo-shop.ts';

const CUSTOMER_KEPT_MS = 60_000;

type Deps = Parameters<typeof createDemoShop>[0] & { readonly programDir: string };

/** The shop that the configuration names, or the seeded demo shop. */
export async function openShop(config: Config, { programDir, ...deps }: Deps): Promise<Shop> {
  if (config.shop !== null) {
    return cachingShop(createShopOverHttp({ ...config.shop, deadlineMs: TURN_SETTINGS.deadlines.shopMs }), CUSTOMER_KEPT_MS);
  }
  const demo = createDemoShop(deps);
  await demo.seed(readDemoSeed(join(programDir, 'demo/shop.json'), deps.now()));
  return demo;
}
