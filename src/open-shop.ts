import { join } from 'node:path';
import type { Config } from './config/load-config.ts';
import { cachingShop } from './customers/caching-shop.ts';
import { readDemoSeed } from './customers/read-demo-seed.ts';
import type { Shop } from './customers/shop.ts';
import { createShopOverHttp } from './customers/shop-over-http.ts';
import { TURN_SETTINGS } from './open-brain.ts';
import { createDemoShop, type DemoShopDeps } from './storage/sql/demo-shop.ts';

const CUSTOMER_KEPT_MS = 60_000;

/** The shop that the configuration names, or the demo shop with its seed. `programDir` is where demo/ lies. */
export async function openShop(config: Config, deps: DemoShopDeps & { readonly programDir: string }): Promise<Shop> {
  if (config.shop !== null) {
    return cachingShop(createShopOverHttp({ ...config.shop, deadlineMs: TURN_SETTINGS.deadlines.shopMs }), CUSTOMER_KEPT_MS);
  }
  const demo = createDemoShop(deps);
  await demo.seed(readDemoSeed(join(deps.programDir, 'demo/shop.json'), deps.now()));
  return demo;
}
