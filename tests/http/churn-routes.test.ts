import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scoreCustomers } from '../../src/churn/score-customers.ts';
import { createInProcessRateLimiter } from '../../src/coordination/in-process/rate-limiter.ts';
import { createChurnRoutes } from '../../src/http/churn-routes.ts';
import { createHttpServer, type HttpServer } from '../../src/http/create-server.ts';
import { createSqlChurnRecords } from '../../src/storage/sql/churn-records.ts';
import { migrate, openSqlite } from '../../src/storage/sqlite/open-database.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { makeShopTable } from '../churn/shop-table.ts';

const KEY = 'a-key-of-thirty-two-characters-or-more';
const { model } = makeShopTable(1_500);
const now = Date.now;
const db = openSqlite(':memory:');
const servers: HttpServer[] = [];

async function start(apiKey: string | null, table: typeof model | null): Promise<string> {
  const router = createChurnRoutes({
    apiKey,
    records: createSqlChurnRecords({ db, now }),
    score: (customers) => scoreCustomers(table, customers, now()),
    limiter: createInProcessRateLimiter({ now }),
    now,
  });
  const server = createHttpServer({
    host: '127.0.0.1',
    port: 0,
    trustProxy: 0,
    isHttps: false,
    routes: [{ path: '/api/churn', router }],
    upgrades: [],
    metrics: createMetrics(),
    logger: pino({ level: 'silent' }),
    now,
    newId: () => 'id',
  });
  servers.push(server);
  return `http://127.0.0.1:${await server.listen()}/api/churn`;
}

async function post(url: string, body: unknown, key: string | null = KEY) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key !== null && { authorization: `Bearer ${key}` }) },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const facts = { late_90d: 3, tenureDays: '1,200', plan: 'basic' };

describe('scores and outcomes for other systems', () => {
  let url = '';
  beforeAll(async () => {
    await migrate(db);
    url = await start(KEY, model);
  });
  afterAll(async () => {
    for (const server of servers) {
      server.server.closeAllConnections();
      await server.close();
    }
    await db.destroy();
  });

  it('are closed without the key, with a wrong one, and while none is set', async () => {
    expect(await post(`${url}/score`, {}, null)).toMatchObject({ status: 401 });
    expect(await post(`${url}/outcomes`, {}, 'wrong')).toMatchObject({ status: 401 });
    const closed = await post(`${await start(null, model)}/score`, {});
    expect(closed).toMatchObject({
      status: 401,
      body: { error: { message: expect.stringContaining('KEFU_API_KEY') as string } },
    });
  });

  it('scores a batch, each row for itself, with reasons in both languages', async () => {
    const { status, body } = await post(`${url}/score`, {
      customers: [
        { customer: 'A', facts },
        { customer: 'B', facts: { ...facts, late_90d: null } },
        { customer: 'C', facts: { ...facts, late_90d: 'many' } },
        { customer: 'D', facts: { late_90d: 3, tenureDays: 10 } },
      ],
    });

    expect(status).toBe(200);
    expect(body).toMatchObject({
      modelVersion: model.version,
      scores: [
        { customer: 'A', missing: [] },
        { customer: 'B', missing: ['late_90d'] },
        { customer: 'C', error: { message: '"many" in "late_90d" is no number: correct it or leave it out' } },
        { customer: 'D', error: { message: 'plan must be given: the model never saw a customer without' } },
      ],
    });
    const [first] = body['scores'] as { probability: number; reasons: { reason: { en: string; zh: string } }[] }[];
    expect(first?.probability).toBeGreaterThan(0.1);
    expect(first?.reasons.map(({ reason }) => reason.zh)).toContain('90天内3个包裹迟到');
  });

  it('says so before there is a model', async () => {
    expect(await post(`${await start(KEY, null)}/score`, { customers: [{ customer: 'A', facts }] })).toMatchObject({
      status: 409,
      body: { error: { message: expect.stringContaining('kefu train churn') as string } },
    });
  });

  it('takes outcomes by date or time, and again as a correction', async () => {
    const outcomes = [
      { customer: 'A', hasLeft: true, at: '2026-03-31' },
      { customer: 'B', hasLeft: false, at: Date.UTC(2026, 2, 31) },
    ];
    expect(await post(`${url}/outcomes`, { outcomes })).toEqual({ status: 200, body: { taken: 2 } });
    expect(await post(`${url}/outcomes`, { outcomes: [{ ...outcomes[0], hasLeft: false }] })).toMatchObject({ status: 200 });

    expect(await db.selectFrom('churn_outcomes').select(['shop_customer_id', 'at', 'has_left']).execute()).toEqual([
      { shop_customer_id: 'A', at: Date.UTC(2026, 2, 31), has_left: 0 },
      { shop_customer_id: 'B', at: Date.UTC(2026, 2, 31), has_left: 0 },
    ]);
  });

  it('names the field that is wrong, and takes nothing of such a request', async () => {
    const good = { customer: 'Z', hasLeft: true, at: '2026-03-31' };
    const future = new Date(now() + 10 * 86_400_000).toISOString().slice(0, 10);
    for (const [outcome, message] of [
      [{ ...good, hasLeft: 'yes' }, 'body.outcomes.1.hasLeft'],
      [{ ...good, at: '31.03.2026' }, 'body.outcomes.1.at'],
      [{ ...good, at: future }, 'body.outcomes.1.at'],
      [{ ...good, customer: '' }, 'body.outcomes.1.customer'],
    ] as const) {
      const { status, body } = await post(`${url}/outcomes`, { outcomes: [good, outcome] });
      expect(status).toBe(400);
      expect(JSON.stringify(body)).toContain(message);
    }
    const found = await db.selectFrom('churn_outcomes').select('at').where('shop_customer_id', '=', 'Z').execute();
    expect(found).toEqual([]);
  });

  it('refuses more customers than are scored at once', async () => {
    const customers = Array.from({ length: 1_001 }, (_, n) => ({ customer: `C${n}`, facts }));

    expect(await post(`${url}/score`, { customers })).toMatchObject({ status: 400 });
    expect(await post(`${url}/score`, { customers: customers.slice(1) })).toMatchObject({ status: 200 });
  });
});
