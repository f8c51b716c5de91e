import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { fetchWithin } from '../../support/fetch-within.ts';

/** What an agent did, and what the server said to it in the end. */
export interface AgentAct {
  readonly agentId: string;
  readonly ticketId: string;
  readonly conversationId: string;
  readonly kind: 'claim' | 'reply' | 'close' | 'return' | 'transfer';
  /** `refused`: the conversation is not theirs. An act that was done, but whose answer was lost, is refused when it is tried again. */
  readonly outcome: 'done' | 'refused';
  /** Of replies. */
  readonly clientId: string | null;
  readonly text: string | null;
  /** Of replies that were done. */
  readonly sequence: number | null;
  /** First attempt, and the answer; ms of this process' monotonic clock. */
  readonly begunAt: number;
  readonly endedAt: number;
}

export interface AgentDeps {
  readonly id: string;
  readonly email: string;
  readonly password: string;
  readonly colleagues: readonly string[];
  readonly url: () => string;
  readonly isOver: () => boolean;
  readonly random: () => number;
  readonly onAct: (act: AgentAct) => void;
}

interface TicketSeen {
  readonly id: string;
  readonly conversationId: string;
  readonly claimedBy: string | null;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const REQUEST_MS = 15_000;
const RETRY_MS = 60;
/** Sign-ins are counted, ten a minute and account. */
const SIGN_IN_RETRY_MS = 8_000;
const LONGEST_PAUSE_MS = 700;
const MOST_REPLIES = 3;
/** Agents reach for the same few conversations, as people do. */
const FIRST_OF_QUEUE = 3;

/** Takes conversations, writes to customers and gives the conversations on; insists on each act until the server says yes or no. */
export async function runAgent(deps: AgentDeps): Promise<void> {
  const { random, isOver } = deps;
  let cookie = await signIn();

  while (!isOver()) {
    await pause(random() * LONGEST_PAUSE_MS);
    const ticket = (await mine()) ?? (await claimOne());
    if (ticket !== null && !isOver()) await serve(ticket);
  }

  async function mine(): Promise<TicketSeen | null> {
    return (await tickets('claimed')).find(({ claimedBy }) => claimedBy === deps.id) ?? null;
  }

  async function claimOne(): Promise<TicketSeen | null> {
    const waiting = (await tickets('waiting')).slice(0, FIRST_OF_QUEUE);
    const ticket = waiting[Math.floor(random() * waiting.length)];
    if (!ticket) return null;
    return (await act(ticket, 'claim', {})) === 'done' ? ticket : null;
  }

  async function serve(ticket: TicketSeen): Promise<void> {
    const replies = 1 + Math.floor(random() * MOST_REPLIES);
    for (let n = 0; n < replies && !isOver(); n += 1) {
      await pause(random() * LONGEST_PAUSE_MS);
      const outcome = await act(ticket, 'reply', {
        clientId: randomUUID(),
        text: `This is what I found, part ${n + 1}. 为您查到了。`,
      });
      if (outcome === 'refused') return;
    }
    const draw = random();
    if (draw < 0.45) await act(ticket, 'close', {});
    else if (draw < 0.75) await act(ticket, 'return', {});
    else {
      const colleague = deps.colleagues[Math.floor(random() * deps.colleagues.length)] ?? null;
      await act(ticket, 'transfer', { agentId: draw < 0.9 ? colleague : null });
    }
  }

  async function act(
    { id: ticketId, conversationId }: TicketSeen,
    kind: AgentAct['kind'],
    body: { readonly clientId?: string; readonly text?: string; readonly agentId?: string | null },
  ): Promise<AgentAct['outcome']> {
    const begunAt = performance.now();
    const { status, body: answer } = await insist('POST', `/tickets/${ticketId}/${kind}`, body, [200, 409]);
    const outcome = status === 200 ? 'done' : 'refused';
    deps.onAct({
      agentId: deps.id,
      ticketId,
      conversationId,
      kind,
      outcome,
      clientId: body.clientId ?? null,
      text: body.text ?? null,
      sequence: kind === 'reply' && outcome === 'done' ? (answer as { entry: { sequence: number } }).entry.sequence : null,
      begunAt,
      endedAt: performance.now(),
    });
    return outcome;
  }

  async function tickets(status: 'waiting' | 'claimed'): Promise<readonly TicketSeen[]> {
    const { body } = await insist('GET', `/tickets?status=${status}&limit=200`, null, [200]);
    return (body as { tickets: readonly TicketSeen[] }).tickets;
  }

  async function insist(method: string, path: string, body: unknown, accepted: readonly number[]): Promise<Answer> {
    for (;;) {
      const answer = await request(method, path, body).catch(() => null);
      if (answer && accepted.includes(answer.status)) return answer;
      if (answer?.status === 401) cookie = await signIn();
      else if (answer && answer.status < 500 && answer.status !== 429)
        throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      await pause(RETRY_MS * (1 + random()));
    }
  }

  async function request(method: string, path: string, body: unknown): Promise<Answer> {
    const headers = { 'content-type': 'application/json', cookie, 'x-kefu': 'console' };
    const init = { method, headers, ...(body === null ? {} : { body: JSON.stringify(body) }) };
    const { status, text } = await fetchWithin(`${deps.url()}/api/console${path}`, init, REQUEST_MS);
    return { status, body: JSON.parse(text) };
  }

  async function signIn(): Promise<string> {
    for (;;) {
      const found = await openSession(deps.url(), deps).catch(() => null);
      if (found !== null) return found;
      await pause(SIGN_IN_RETRY_MS);
    }
  }
}

/** The cookie of a new session of the console. Raises when there is none. */
export async function openSession(
  url: string,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify({ email, password }) };
  const response = await fetchWithin(`${url}/api/console/session`, init, REQUEST_MS);
  const cookie = (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  if (response.status !== 201 || cookie === '') throw new Error(`sign-in of ${email}: ${response.status}`);
  return cookie;
}
