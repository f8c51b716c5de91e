/** Who of the agents is there. Not durable: after a restart each console says so again within seconds. */
export interface Presence {
  /** `isAvailable`: takes new conversations. */
  seen(agentId: string, isAvailable: boolean): void;
  gone(agentId: string): void;
  available(): Promise<readonly string[]>;
}
