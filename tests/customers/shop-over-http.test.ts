import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createShopOverHttp } from '../../src/customers/shop-over-http.ts';
import type { Shop } from '../../src/customers/shop.ts';
import { createExampleShop, TOKEN, type ExampleShop } from './example-shop-server.ts';

const DEADLINE_MS = 1_000;
const ANONYMOUS = { shopCustomerId: null, contact: null };
const PAGE = readFileSync(resolve(import.meta.dirname, '../../docs/SHOP-API.md'), 'utf8');
/** The page's examples by the word after `json`. */
const EXAMPLES = new Map(
  [...PAGE.matchAll(/^```json ([\w-]+)\n([\s\S]*?)^```/gm)].map(([, name, json]) => [name ?? '', json ?? '']),
);
const SIGNED_IN = { shopCustomerId: 'C1001', contact: null };

describe('a shop over HTTP', () => {
  let example: ExampleShop;
  let shop: Shop;

  beforeEach(async () => {
    example = createExampleShop();
    await new Promise<void>((resolve) => example.server.listen(0, '127.0.0.1', resolve));
    shop = connect();
  });

  afterEach(async () => {
    example.server.closeAllConnections();
    await new Promise((resolve) => example.server.close(resolve));
  });

  function connect(token: string | null = TOKEN): Shop {
    const { port } = example.server.address() as AddressInfo;
    return createShopOverHttp({ url: `http://127.0.0.1:${port}/`, token, deadlineMs: DEADLINE_MS });
  }

  const unavailable = { code: 'SHOP_UNAVAILABLE' };

  it('gives the customer as the shop knows them', async () => {
    expect(await shop.customer('C1001')).toMatchObject({ name: 'Lin Yue', isMember: true, satisfaction: null });
  });

  it('keeps a customer number from becoming part of the path', async () => {
    expect(await shop.customer('../orders/find?x=1#y')).toBeNull();
    expect(example.seen.at(-1)).toMatchObject({ path: '/customers/..%2Forders%2Ffind%3Fx%3D1%23y' });
  });

  it.each(['', '.', '..'])('asks nobody about the customer number "%s", which would lead to another address', async (id) => {
    const before = example.seen.length;

    expect(await shop.customer(id)).toBeNull();
    expect(await shop.ordersOf(id, 3)).toEqual([]);
    expect(example.seen.length).toBe(before);
  });

  it('takes 404 for a customer, an order or an act as "there is none"', async () => {
    expect(await shop.customer('C9')).toBeNull();
    expect(await shop.ordersOf('C9', 3)).toEqual([]);
    expect(await shop.order('LL0000000000', SIGNED_IN)).toBeNull();
    expect(await shop.act({ kind: 'cancel-order', orderNumber: 'LL0000000000' }, SIGNED_IN, 'k')).toEqual({
      kind: 'order-not-found',
    });
  });

  it('shows an order to its customer, and to whoever knows its contact, in the body and never in the address', async () => {
    expect(await shop.order('LL2611200042', SIGNED_IN)).toMatchObject({ status: 'shipped' });
    expect(await shop.order('LL2611200042', { shopCustomerId: null, contact: '+8613800138000' })).not.toBeNull();
    expect(await shop.order('LL2611200042', ANONYMOUS)).toBeNull();
    expect(await shop.order('LL2611200042', { shopCustomerId: null, contact: '+8613900139000' })).toBeNull();
    expect(example.seen.every(({ path }) => path === '/orders/find')).toBe(true);
  });

  it('asks for no more orders than it wants', async () => {
    expect(await shop.ordersOf('C1001', 1)).toHaveLength(1);
    expect(example.seen.at(-1)).toMatchObject({ path: '/customers/C1001/orders?limit=1' });
  });

  it('acts once for a key, however often it asks', async () => {
    const action = { kind: 'cancel-order', orderNumber: 'LL2611200043' } as const;

    const first = await shop.act(action, SIGNED_IN, 'c1:4:cancel-order');
    const second = await shop.act(action, SIGNED_IN, 'c1:4:cancel-order');
    const other = await shop.act(action, SIGNED_IN, 'c1:9:cancel-order');

    expect(first).toEqual({ kind: 'done', reference: 'R-1' });
    expect(second).toEqual(first);
    expect(other).toEqual({ kind: 'refused', why: 'already-cancelled' });
  });

  it('hands on why the shop refuses', async () => {
    const refused = await shop.act({ kind: 'cancel-order', orderNumber: 'LL2611200042' }, SIGNED_IN, 'k');
    expect(refused).toEqual({ kind: 'refused', why: 'already-shipped' });
  });

  it('sends its token, and is unavailable without it', async () => {
    await expect(connect(null).customer('C1001')).rejects.toMatchObject(unavailable);
    await expect(connect('wrong').customer('C1001')).rejects.toMatchObject(unavailable);
    expect(example.seen.map(({ authorization }) => authorization)).toEqual([undefined, 'Bearer wrong']);
  });

  it.each([
    ['an error', (): void => example.answerNextWith(500, '{"error":"down"}')],
    ['another shape', (): void => example.answerNextWith(200, '{"id":"C1001","name":null}')],
    ['a page instead of JSON', (): void => example.answerNextWith(200, '<html>maintenance</html>')],
    ['a redirect', (): void => example.answerNextWith(302, '', { location: '/elsewhere' })],
    ['silence', (): void => example.staySilentOnce()],
  ])('is unavailable on %s, and well again with the next good answer', async (_what, break_) => {
    break_();

    await expect(shop.customer('C1001')).rejects.toMatchObject(unavailable);
    expect(await shop.customer('C1001')).not.toBeNull();
  });

  it('understands the answers that docs/SHOP-API.md shows', async () => {
    const given = (name: string): unknown => JSON.parse(EXAMPLES.get(name) ?? 'null');
    const answerWith = (name: string): void => example.answerNextWith(200, EXAMPLES.get(name) ?? '');

    answerWith('customer');
    expect(await shop.customer('C1001')).toEqual(given('customer'));
    answerWith('orders');
    expect(await shop.ordersOf('C1001', 3)).toEqual(given('orders'));
    for (const name of ['done', 'refused', 'order-not-found']) {
      answerWith(name);
      expect(await shop.act({ kind: 'cancel-order', orderNumber: 'LL2611200042' }, SIGNED_IN, 'k')).toEqual(given(name));
    }
  });

  it('asks as docs/SHOP-API.md shows', async () => {
    await shop.order('LL2611200042', { shopCustomerId: null, contact: '+8613800138000' });
    await shop.act({ kind: 'cancel-order', orderNumber: 'LL2611200042' }, SIGNED_IN, 'k');

    const [find, act] = example.bodies.map((body): unknown => JSON.parse(body));
    expect(find).toEqual(JSON.parse(EXAMPLES.get('find') ?? 'null'));
    expect(act).toEqual(JSON.parse(EXAMPLES.get('action') ?? 'null'));
  });

  it('stops asking when its caller no longer waits', async () => {
    example.staySilentOnce();
    await expect(shop.customer('C1001', AbortSignal.abort())).rejects.toMatchObject(unavailable);
  });

  it('is unavailable when nobody listens, and tells no secret or customer number in the error', async () => {
    const gone = createShopOverHttp({ url: 'http://127.0.0.1:9', token: TOKEN, deadlineMs: DEADLINE_MS });

    const error: unknown = await gone.customer('C1001').catch((caught: unknown) => caught);

    expect(error).toMatchObject(unavailable);
    expect(String(error)).not.toMatch(/C1001|example-token/);
  });
});
