import { describeOutboxContract } from './outbox.contract.ts';
import { POSTGRES, SQLITE } from './support/databases.ts';

describeOutboxContract(SQLITE);
describeOutboxContract(POSTGRES);
