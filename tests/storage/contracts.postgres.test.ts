import { describeAgentDirectoryContract } from './agent-directory.contract.ts';
import { describeAmendEntryContract } from './amend-entry.contract.ts';
import { describeAttachmentStoreContract } from './attachment-store.contract.ts';
import { describeConversationLogContract } from './conversation-log.contract.ts';
import { describeDemoShopContract } from './demo-shop.contract.ts';
import { describeKeepSecretsContract } from './keep-secrets.contract.ts';
import { describeReportStoreContract } from './report-store.contract.ts';
import { describeTicketQueueContract } from './ticket-queue.contract.ts';
import { POSTGRES } from './support/databases.ts';

describeConversationLogContract(POSTGRES);
describeAmendEntryContract(POSTGRES);
describeTicketQueueContract(POSTGRES);
describeAgentDirectoryContract(POSTGRES);
describeReportStoreContract(POSTGRES);
describeAttachmentStoreContract(POSTGRES);
describeDemoShopContract(POSTGRES);
describeKeepSecretsContract(POSTGRES);
