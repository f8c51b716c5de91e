import type { Migration } from 'kysely';
import type { ColumnTypes } from './migrations/column-types.ts';
import { conversations } from './migrations/0001-conversations.ts';
import { handoff } from './migrations/0002-handoff.ts';
import { demoShop } from './migrations/0003-demo-shop.ts';
import { secrets } from './migrations/0004-secrets.ts';
import { connectors } from './migrations/0005-connectors.ts';
import { closedTickets } from './migrations/0006-closed-tickets.ts';
import { retention } from './migrations/0007-retention.ts';
import { churn } from './migrations/0008-churn.ts';
import { hubHandoffs } from './migrations/0009-hub-handoffs.ts';
import { people } from './migrations/0009-people.ts';
import { replicas } from './migrations/0011-replicas.ts';
import { figures } from './migrations/0012-figures.ts';
import { churnOutcomes } from './migrations/0013-churn-outcomes.ts';
import { sendTimes } from './migrations/0014-send-times.ts';
import { publishedContent } from './migrations/0015-published-content.ts';

/** Numbered and forward only. A migration that has been released is never edited. */
export function migrations(types: ColumnTypes): Record<string, Migration> {
  return {
    '0001-conversations': conversations(types),
    '0002-handoff': handoff(types),
    '0003-demo-shop': demoShop(types),
    '0004-secrets': secrets(types),
    '0005-connectors': connectors(types),
    '0006-closed-tickets': closedTickets(),
    '0007-retention': retention(types),
    '0008-churn': churn(types),
    '0009-hub-handoffs': hubHandoffs(types),
    '0009-people': people(types),
    '0011-replicas': replicas(types),
    '0012-figures': figures(types),
    '0013-churn-outcomes': churnOutcomes(),
    '0014-send-times': sendTimes(types),
    '0015-published-content': publishedContent(types),
  };
}
