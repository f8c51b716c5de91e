import type { Agent, CannedReply } from '../contract/agent.ts';

/** Agents, their console sessions and their canned replies. Passwords and session tokens reach the store only as hashes. */
export interface AgentDirectory {
  count(): Promise<number>;
  /** Raises CONFLICT when the e-mail is taken (compared without case). `whenSure` is called when only the commit is left to do. */
  add(agent: Agent, passwordHash: string, whenSure?: () => void): Promise<void>;
  find(agentId: string): Promise<Agent | null>;
  findForSignIn(email: string): Promise<{ readonly agent: Agent; readonly passwordHash: string } | null>;
  list(): Promise<readonly Agent[]>;
  setPassword(agentId: string, passwordHash: string): Promise<void>;
  setDisabled(agentId: string, isDisabled: boolean): Promise<void>;

  openSession(session: { readonly tokenHash: string; readonly agentId: string; readonly expiresAt: number }): Promise<void>;
  /** The agent of an unexpired session, unless disabled. */
  findSession(tokenHash: string): Promise<Agent | null>;
  closeSession(tokenHash: string): Promise<void>;

  cannedReplies(): Promise<readonly CannedReply[]>;
  saveCannedReply(reply: CannedReply): Promise<void>;
  removeCannedReply(id: string): Promise<void>;
}
