import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Order, OrderStatus, ShopAction, ShopActionResult, ShopCustomer } from '../../src/contract/customer.ts';

/** The token that the example expects. */
export const TOKEN = 'example-token';

export interface ExampleShop {
  readonly server: Server;
  readonly seen: readonly { readonly path: string; readonly authorization: string | undefined }[];
  /** Bodies of the POST requests, as they came. */
  readonly bodies: readonly string[];
  answerNextWith(status: number, body: string, headers?: Readonly<Record<string, string>>): void;
  staySilentOnce(): void;
}

interface Proof {
  readonly customerId: string | null;
  readonly contact: string | null;
}

const CONTACTS: Readonly<Record<string, readonly string[]>> = { C1001: ['+8613800138000', 'lin@example.com'] };

/** The smallest server that keeps docs/SHOP-API.md: a pattern for a shop's own. */
export function createExampleShop(): ExampleShop {
  const orders = new Map([order('LL2611200042', 'shipped'), order('LL2611200043', 'paid')].map((one) => [one.number, one]));
  const acted = new Map<string, ShopActionResult>();
  const seen: { path: string; authorization: string | undefined }[] = [];
  const bodies: string[] = [];
  let trouble: { status: number; body: string; headers: Readonly<Record<string, string>> } | 'silence' | null = null;

  function find(number: string, { customerId, contact }: Proof): Order | null {
    const found = orders.get(number);
    if (!found) return null;
    const isOwn = customerId === found.customerId || (contact !== null && CONTACTS[found.customerId]?.includes(contact));
    return isOwn ? found : null;
  }

  function act(action: ShopAction, proof: Proof): ShopActionResult {
    if (action.kind === 'request-callback') return { kind: 'done', reference: null };
    const found = find(action.orderNumber, proof);
    if (!found) return { kind: 'order-not-found' };
    if (found.status === 'cancelled') return { kind: 'refused', why: 'already-cancelled' };
    if (found.status === 'shipped') return { kind: 'refused', why: 'already-shipped' };
    orders.set(found.number, { ...found, status: 'cancelled' });
    return { kind: 'done', reference: `R-${acted.size + 1}` };
  }

  /** Undefined is 404. */
  async function answer(request: IncomingMessage): Promise<unknown> {
    const url = new URL(request.url ?? '/', 'http://shop');
    const [, customerId, isOrders] = /^\/customers\/([^/]+)(\/orders)?$/.exec(url.pathname) ?? [];
    if (request.method === 'GET' && customerId !== undefined) {
      if (customerId !== 'C1001') return undefined;
      return isOrders ? [...orders.values()].slice(0, Number(url.searchParams.get('limit') ?? 10)) : CUSTOMER;
    }
    if (request.method !== 'POST') return undefined;
    const text = await textOf(request);
    bodies.push(text);
    const body = JSON.parse(text) as { number: string; action: ShopAction; proof: Proof };
    if (url.pathname === '/orders/find') return find(body.number, body.proof) ?? undefined;
    if (url.pathname !== '/actions') return undefined;
    const key = String(request.headers['idempotency-key']);
    const result = acted.get(key) ?? act(body.action, body.proof);
    acted.set(key, result);
    return result;
  }

  const server = createServer((request, response) => {
    const { authorization } = request.headers;
    seen.push({ path: request.url ?? '', authorization });
    const now = trouble;
    trouble = null;
    if (now === 'silence') return;
    if (now) {
      response.writeHead(now.status, now.headers).end(now.body);
      return;
    }
    if (authorization !== `Bearer ${TOKEN}`) {
      response.writeHead(401).end();
      return;
    }
    answer(request).then(
      (found) => response.writeHead(found === undefined ? 404 : 200).end(found === undefined ? '' : JSON.stringify(found)),
      () => response.writeHead(400).end(),
    );
  });

  return {
    server,
    seen,
    bodies,
    answerNextWith(status, body, headers = {}) {
      trouble = { status, body, headers };
    },
    staySilentOnce() {
      trouble = 'silence';
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

const CUSTOMER: ShopCustomer = {
  id: 'C1001',
  name: 'Lin Yue',
  isMember: true,
  registeredAt: 1_700_000_000_000,
  lastOrderAt: 1_795_000_000_000,
  orders90Days: 2,
  spend90Days: 348,
  spendPrevious90Days: 512.5,
  lateParcels90Days: 1,
  complaints30Days: 0,
  contacts30Days: 1,
  satisfaction: null,
  couponShare: 0.5,
  yearlyValue: 160,
};

function order(number: string, status: OrderStatus): Order {
  return {
    number,
    customerId: 'C1001',
    status,
    placedAt: 1_795_000_000_000,
    promisedAt: 1_795_300_000_000,
    deliveredAt: null,
    carrier: status === 'shipped' ? 'YTO' : null,
    trackingNumber: status === 'shipped' ? 'YT1234567890123' : null,
    lastTrackingEvent: status === 'shipped' ? { en: 'Left Hangzhou', zh: '已离开杭州', at: 1_795_100_000_000 } : null,
    items: [{ name: { en: 'Dawn kettle', zh: '晨光电热水壶' }, quantity: 1 }],
    total: { amount: 159, currency: 'CNY' },
  };
}
