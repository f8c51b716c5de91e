import type { Agent } from '../../contract/agent.ts';

const HUB_ID = 'handoff-hub';
const LONGEST_NAME = 80;

/** The hub's people as one agent of the desk: the hub knows which of them is which. */
export function hubAgent(name?: string | null): Agent {
  const shown = name?.trim().slice(0, LONGEST_NAME);
  return { id: HUB_ID, email: '', name: shown || 'Agent', role: 'agent', isDisabled: false, createdAt: 0 };
}
