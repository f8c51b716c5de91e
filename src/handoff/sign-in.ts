import { createHash, randomBytes } from 'node:crypto';
import type { Agent } from '../contract/agent.ts';
import { BotError } from '../contract/errors.ts';
import type { AgentDirectory } from './agent-directory.ts';
import { hashPassword, verifyPassword } from './passwords.ts';

export interface SignIn {
  /** A session token, or null when e-mail and password do not fit (which of them is not told). */
  signIn(email: string, password: string): Promise<{ readonly agent: Agent; readonly token: string } | null>;
  /** The agent of a token, or null. */
  whois(token: string): Promise<Agent | null>;
  signOut(token: string): Promise<void>;
  /**
   * Makes the first administrator when there is no agent yet. Without a `password` one is generated, and shown before it counts: whatever
   * ends the process in between, there is no administrator whose password nobody saw.
   */
  ensureAdmin(
    admin: { readonly email: string; readonly password: string | null },
    show: (generated: string) => void,
  ): Promise<void>;
}

export interface SignInDeps {
  readonly agents: AgentDirectory;
  readonly now: () => number;
  readonly newId: () => string;
}

/** A working day and its overtime. */
export const SESSION_MS = 12 * 3_600_000;

export function createSignIn({ agents, now, newId }: SignInDeps): SignIn {
  return {
    async signIn(email, password) {
      const found = await agents.findForSignIn(email);
      // An unknown address costs the same time as a wrong password.
      const isRight = await verifyPassword(password, found?.passwordHash ?? (await anyHash()));
      if (!found || !isRight || found.agent.isDisabled) return null;
      const token = randomBytes(32).toString('base64url');
      await agents.openSession({ tokenHash: hashToken(token), agentId: found.agent.id, expiresAt: now() + SESSION_MS });
      return { agent: found.agent, token };
    },
    whois: (token) => agents.findSession(hashToken(token)),
    signOut: (token) => agents.closeSession(hashToken(token)),
    async ensureAdmin({ email, password }, show) {
      if ((await agents.count()) > 0) return;
      const generated = randomBytes(12).toString('base64url');
      const admin: Agent = { id: newId(), email, name: 'Admin', role: 'admin', isDisabled: false, createdAt: now() };
      try {
        await agents.add(admin, await hashPassword(password ?? generated), () => {
          if (password === null) show(generated);
        });
      } catch (error) {
        // Another process that started in the same moment was first; its password is the one.
        if (!(error instanceof BotError && error.code === 'CONFLICT')) throw error;
      }
    },
  };
}

function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

let decoy: Promise<string> | null = null;
function anyHash(): Promise<string> {
  return (decoy ??= hashPassword(randomBytes(16).toString('hex')));
}
