import type { Clock } from './clock.ts';
import { WireError } from './direct-line-http.ts';
import type { DirectLineClient } from './direct-line-client.ts';
import { placeOf, type Outgoing } from './thread.ts';

export interface OutboxDeps {
  readonly client: Pick<DirectLineClient, 'post' | 'upload'>;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly locale: () => string;
  /** Words that are not sent yet outlive a reload of the page; files do not. */
  readonly kept: { read(): readonly KeptMessage[]; write(messages: readonly KeptMessage[]): void };
  readonly onChange: (message: Outgoing) => void;
}

export type KeptMessage = Pick<Outgoing, 'clientId' | 'text' | 'at'>;

export interface Outbox {
  /** Sends after everything that waits. */
  add(text: string, files?: readonly File[]): void;
  /** Sends a failed message again, under the id it has: the server takes each id once. */
  retry(clientId: string): void;
  discard(clientId: string): void;
  /** The server gave the message back: it has it, whatever the request said. */
  arrived(clientIds: ReadonlySet<string>): void;
  /** Sending is held back while there is no connection. */
  setOnline(isOnline: boolean): void;
  /** Takes up what the last page left behind. */
  restore(): void;
  /** Forgets what waits: it was meant for another conversation. */
  clear(): void;
}

const TRIES = 4;
const FIRST_WAIT_MS = 1_000;

/** Messages on their way to the server, one after the other, so that they arrive in the order in which they were written. */
export function createOutbox(deps: OutboxDeps): Outbox {
  let queue: readonly Outgoing[] = [];
  let isOnline = false;
  let isSending = false;
  let tries = 0;
  let cancelRetry = (): void => undefined;

  function change(message: Outgoing): void {
    queue = queue.map((old) => (old.clientId === message.clientId ? message : old));
    deps.onChange(message);
    keep();
  }

  function keep(): void {
    deps.kept.write(queue.filter(({ files }) => files.length === 0).map(({ clientId, text, at }) => ({ clientId, text, at })));
  }

  function enqueue(message: Outgoing): void {
    queue = [...queue, message];
    deps.onChange(message);
    keep();
  }

  function pump(): void {
    const next = queue.find(({ status }) => status !== 'failed');
    if (!next || isSending || !isOnline) return;
    isSending = true;
    cancelRetry();
    change({ ...next, status: 'sending' });
    send(next)
      .then(
        (id) => {
          tries = 0;
          finish({ ...next, status: 'sent', sequence: placeOf(id) });
        },
        (error: unknown) => {
          if (has(next)) fail(next, error);
        },
      )
      .finally(() => {
        isSending = false;
        if (tries === 0) pump();
      });
  }

  function send({ clientId, text, files }: Outgoing): Promise<string> {
    const activity = {
      type: 'message',
      text,
      textFormat: 'plain',
      locale: deps.locale(),
      channelData: { clientActivityID: clientId },
    };
    if (files.length === 0) return deps.client.post(activity);
    const attachments = files.map(({ name, type }) => ({ name, contentType: type }));
    return deps.client.upload({ ...activity, attachments }, files);
  }

  function finish(message: Outgoing): void {
    if (!has(message)) return;
    queue = queue.filter(({ clientId }) => clientId !== message.clientId);
    deps.onChange(message);
    keep();
  }

  function fail(message: Outgoing, error: unknown): void {
    const problem = error instanceof WireError ? error : null;
    tries += 1;
    if (problem?.problem === 'unreachable' && tries < TRIES) {
      change({ ...message, status: 'waiting' });
      cancelRetry = deps.clock.after(FIRST_WAIT_MS * 2 ** (tries - 1), pump);
      return;
    }
    tries = 0;
    const reason = problem?.status === 413 ? 'too-large' : problem?.problem === 'refused' ? 'refused' : 'unreachable';
    change({ ...message, status: 'failed', reason });
  }

  function has({ clientId }: Outgoing): boolean {
    return queue.some((message) => message.clientId === clientId);
  }

  return {
    add(text, files = []) {
      const status = isOnline ? 'sending' : 'waiting';
      enqueue({ clientId: deps.newId(), text, files, at: deps.clock.now(), status, sequence: null, reason: null });
      pump();
    },
    retry(clientId) {
      const message = queue.find((old) => old.clientId === clientId);
      if (message?.status !== 'failed') return;
      tries = 0;
      change({ ...message, status: isOnline ? 'sending' : 'waiting', reason: null });
      pump();
    },
    discard(clientId) {
      queue = queue.filter((message) => message.clientId !== clientId);
      keep();
    },
    arrived(clientIds) {
      const left = queue.filter(({ clientId }) => !clientIds.has(clientId));
      if (left.length === queue.length) return;
      queue = left;
      keep();
    },
    setOnline(next) {
      isOnline = next;
      if (!isOnline) return;
      tries = 0;
      pump();
    },
    restore() {
      const known = new Set(queue.map(({ clientId }) => clientId));
      for (const message of deps.kept.read()) {
        if (!known.has(message.clientId)) {
          enqueue({ ...message, files: [], status: 'waiting', sequence: null, reason: null });
        }
      }
      pump();
    },
    clear() {
      queue = [];
      cancelRetry();
      keep();
    },
  };
}
