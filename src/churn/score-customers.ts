import type { CustomerFacts, CustomerScore, ScoredCustomers } from '../contract/churn-scoring.ts';
import { BotError } from '../contract/errors.ts';
import { sigmoid } from '../numerics/sigmoid.ts';
import { createTableExplainer } from './explain-table.ts';
import { blockingColumns, readFacts } from './read-customer.ts';
import type { TableModelFile } from './table-model-file.ts';

const REASONS = 3;

/**
 * Scores customers for other systems by the shop's own model; a row that cannot be scored has an error of its own and stops no other.
 * Raises CONFLICT where the shop has trained no model yet.
 */
export function scoreCustomers(table: TableModelFile | null, customers: readonly CustomerFacts[], now: number): ScoredCustomers {
  if (table === null) {
    throw new BotError('CONFLICT', 'There is no model of your shop yet: train one with `kefu train churn`');
  }
  const explainRecord = createTableExplainer(table);
  return { modelVersion: table.version, scores: customers.map((customer) => scoreCustomer(table, explainRecord, customer, now)) };
}

function scoreCustomer(
  table: TableModelFile,
  explainRecord: ReturnType<typeof createTableExplainer>,
  { customer, facts }: CustomerFacts,
  now: number,
): CustomerScore {
  const refused = (message: string): CustomerScore => ({ customer, error: { code: 'BAD_REQUEST', message } });
  const read = readFacts(table.columns, facts, now);
  const [bad] = read.unreadable;
  if (bad) {
    const type = table.columns.find(({ source }) => source === bad.column)?.type ?? '';
    return refused(`"${bad.value}" in "${bad.column}" is no ${type}: correct it or leave it out`);
  }
  const blocking = blockingColumns(table.columns, table.model.encoding, read);
  if (blocking.length > 0) {
    return refused(`${blocking.join(', ')} must be given: the model never saw a customer without`);
  }
  const { base, contributions } = explainRecord(read.record);
  const strongest = contributions.toSorted((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  return {
    customer,
    probability: sigmoid(contributions.reduce((sum, { contribution }) => sum + contribution, base)),
    reasons: strongest.slice(0, REASONS).map(({ contribution, reason }) => ({ contribution, reason })),
    missing: read.missing,
  };
}
