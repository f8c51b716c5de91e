import { Agent, request } from 'node:http';

/** One message of a customer on Teams. */
export interface Said {
  readonly conversationId: string;
  readonly conversationType: 'personal' | 'groupChat';
  readonly tenantId: string;
  readonly senderId: string;
  /** Teams' id of the message. */
  readonly id: string;
  readonly text: string;
}

export interface ChannelOptions {
  /** The bot's address; null while it is not there. */
  readonly url: () => string | null;
  readonly serviceUrl: string;
  readonly token: string;
  readonly duplicatedShare: number;
  readonly random: () => number;
}

const RETRY_MS = 200;
/** Connectors keep their connections; what waits for one counts as time of the answer. */
const CONNECTIONS = 64;

/**
 * Posts activities as a channel does: again and again with the same id until one is taken, and some twice. Of the doubled ones a third
 * is sent twice at once, a third again later, a third again later under another id, as Teams' second layer of attempts does.
 */
export function createChannel(options: ChannelOptions) {
  const promptMs: number[] = [];
  const besideMs: number[] = [];
  const retriedMs: number[] = [];
  const refused = new Map<number, number>();
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  let duplicates = 0;
  let repeating = 0;

  /** A first attempt. */
  const postFirst = (activity: object): Promise<boolean> => post(activity, repeating > 0 ? besideMs : promptMs);

  async function post(activity: object, times: number[]): Promise<boolean> {
    const url = options.url();
    if (url === null) return false;
    const begun = performance.now();
    const status = await send(`${url}/api/messages`, JSON.stringify(activity));
    if (status !== 200) {
      refused.set(status, (refused.get(status) ?? 0) + 1);
      return false;
    }
    times.push(performance.now() - begun);
    return true;
  }

  /** The status; 0 when there was no answer. */
  function send(url: string, body: string): Promise<number> {
    return new Promise((resolve) => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${options.token}` };
      const sent = request(url, { method: 'POST', agent, headers }, (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode ?? 0)).on('error', () => resolve(0));
      });
      sent.on('error', () => resolve(0)).end(body);
    });
  }

  return {
    /**
     * Times of posts that were taken at the first attempt: while no message waited to be posted again, and while some did; and of those that
     * the bot was away for.
     */
    promptMs,
    besideMs,
    retriedMs,
    /** How often each status came instead of 200; 0 is no answer at all. */
    refused: refused as ReadonlyMap<number, number>,
    duplicates: () => duplicates,
    /** Resolves when the bot has acknowledged the message. */
    async say(said: Said): Promise<void> {
      const activity = activityOf(said, options.serviceUrl);
      const doubled = options.random() < options.duplicatedShare ? Math.floor(options.random() * 3) : null;
      if (doubled !== null) duplicates += 1;
      const beside = doubled === 0 ? postFirst(activity) : null;
      if (!(await postFirst(activity))) {
        repeating += 1;
        do await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        while (!(await post(activity, retriedMs)));
        repeating -= 1;
      }
      await beside;
      if (doubled === 1) await postFirst(activity);
      if (doubled === 2) await postFirst({ ...activity, id: `${said.id}9` });
    },
  };
}

function activityOf({ conversationId, conversationType, tenantId, senderId, id, text }: Said, serviceUrl: string): object {
  return {
    type: 'message',
    id,
    timestamp: new Date().toISOString(),
    channelId: 'msteams',
    serviceUrl,
    from: { id: senderId, name: 'Customer' },
    recipient: { id: '28:kefu', name: 'Kefu' },
    conversation: { id: conversationId, conversationType, tenantId, isGroup: conversationType === 'groupChat' },
    channelData: { tenant: { id: tenantId } },
    text,
  };
}
