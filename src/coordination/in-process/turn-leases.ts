import type { TurnLeases } from '../../conversation/turn-leases.ts';

export function createInProcessTurnLeases(): TurnLeases {
  const held = new Set<string>();
  return {
    async withLease(conversationId, work) {
      if (held.has(conversationId)) return null;
      held.add(conversationId);
      try {
        return await work();
      } finally {
        held.delete(conversationId);
      }
    },
  };
}
