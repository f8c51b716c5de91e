import { BotError } from '../../contract/errors.ts';
import type { Ticket } from '../../contract/ticket.ts';
import type { AgentDirectory } from '../../handoff/agent-directory.ts';
import type { Claimed } from '../../handoff/desk.ts';

/** The ticket that an agent has now. Raises CONFLICT, naming who was faster, where it is another's. */
export async function claimedTicket(claimed: Claimed, agents: AgentDirectory): Promise<Ticket> {
  switch (claimed.kind) {
    case 'claimed':
      return claimed.ticket;
    case 'taken': {
      const holder = claimed.by === null ? null : await agents.find(claimed.by);
      throw new BotError('CONFLICT', `${holder?.name ?? 'Somebody else'} has this conversation already`, {
        details: { by: claimed.by },
      });
    }
    case 'closed':
      throw new BotError('CONFLICT', 'The ticket is closed');
    default:
      return claimed satisfies never;
  }
}
