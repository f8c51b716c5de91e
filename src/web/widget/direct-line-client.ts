import type { Clock } from './clock.ts';
import { createDirectLineAccess, type DirectLineAccessDeps } from './direct-line-access.ts';
import { readFrame, WireError, type ActivitySet } from './direct-line-http.ts';

export type ConnectionState = 'off' | 'connecting' | 'online' | 'reconnecting' | 'refused';

/** What a browser's WebSocket and the one of `ws` have in common. */
export interface Socket {
  addEventListener(name: 'open' | 'close' | 'error', listener: () => void): void;
  addEventListener(name: 'message', listener: (event: { readonly data: unknown }) => void): void;
  send(text: string): void;
  close(): void;
}

export interface DirectLineClientDeps extends DirectLineAccessDeps {
  readonly openSocket: (url: string) => Socket;
  readonly clock: Clock;
  /** 0 to 1; parts the clients that lost their server at the same moment. */
  readonly random: () => number;
  readonly onState: (state: ConnectionState) => void;
  /** May hear one activity twice. */
  readonly onActivities: (activities: readonly unknown[]) => void;
}

export interface DirectLineClient {
  /** Begins or comes back to the conversation, and stays connected from then on. */
  start(): void;
  /** Returns the activity's id. Raises WireError. */
  post(activity: object): Promise<string>;
  upload(activity: object, files: readonly File[]): Promise<string>;
  /** The shop's word for who is signed in; null when nobody is. Leads to another conversation when it must. */
  identify(identity: string | null): void;
  /** Comes back through the visit that another tab began. */
  rejoin(): void;
  /** Tries at once instead of waiting: the network is back, or somebody looks. */
  wake(): void;
  dispose(): void;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
/** Sockets that never opened, in a row, after which the network is taken for one that lets none through. */
const SOCKETS_TRIED = 2;
const POLL_MS = 2_500;
/** Then sockets get another chance. */
const POLLS_IN_A_ROW = 40;
const OPEN_DEADLINE_MS = 10_000;
/** The server sends something at least every 20 s. */
const KEEP_ALIVE_MS = 20_000;
const SILENCE_MS = 50_000;

/** Speaks Direct Line 3.0 for one conversation at a time: token, stream, and all the ways back when something breaks. */
export function createDirectLineClient(deps: DirectLineClientDeps): DirectLineClient {
  const { http, clock } = deps;
  let state: ConnectionState = 'off';
  let watermark = '';
  let socket: Socket | null = null;
  let failures = 0;
  let unopened = 0;
  /** Advances with each attempt: answers and sockets of an earlier one are nobody's any more. */
  let attempt = 0;
  let cancelNext = (): void => undefined;

  const access = createDirectLineAccess({
    ...deps,
    onConversation(conversationId) {
      watermark = '';
      deps.onConversation(conversationId);
    },
    onMoved: again,
  });

  function enter(next: ConnectionState): void {
    if (state === next) return;
    state = next;
    deps.onState(next);
  }

  function connect(): void {
    drop();
    const mine = (attempt += 1);
    enter(state === 'off' || state === 'connecting' ? 'connecting' : 'reconnecting');
    streamUrl().then(
      (url) => {
        if (mine === attempt) listen(url, mine);
      },
      (error: unknown) => {
        if (mine === attempt) failed(error);
      },
    );
  }

  async function streamUrl(): Promise<string> {
    const visit = access.current();
    if (!visit) return (await http.start(await access.obtain(), deps.locale())).streamUrl;
    const { token, streamUrl: url } = await http.reconnect(visit, watermark);
    access.replaceToken(token);
    return url;
  }

  function failed(error: unknown): void {
    const problem = error instanceof WireError ? error.problem : 'unreachable';
    if (problem === 'refused' && !access.current()) {
      enter('refused');
      return;
    }
    if (problem === 'expired' || problem === 'gone') access.forget();
    later();
  }

  function later(): void {
    failures += 1;
    enter(state === 'connecting' ? 'connecting' : 'reconnecting');
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1));
    cancelNext = clock.after(longest * (0.5 + deps.random() / 2), connect);
  }

  function listen(url: string, mine: number): void {
    let heardAt = clock.now();
    let isOpen = false;
    const lost = (): void => {
      if (mine !== attempt) return;
      drop();
      attempt += 1;
      unopened = isOpen ? 0 : unopened + 1;
      if (unopened >= SOCKETS_TRIED) poll(attempt, POLLS_IN_A_ROW);
      else later();
    };
    const watch = (): void => {
      if (clock.now() - heardAt > SILENCE_MS) {
        lost();
        return;
      }
      failures = 0;
      own.send('');
      cancelNext = clock.after(KEEP_ALIVE_MS, watch);
    };
    let own: Socket;
    try {
      own = deps.openSocket(url);
    } catch {
      // An address that this page may not open a socket to.
      lost();
      return;
    }
    socket = own;
    own.addEventListener('open', () => {
      if (mine !== attempt) return;
      isOpen = true;
      heardAt = clock.now();
      cancelNext();
      cancelNext = clock.after(KEEP_ALIVE_MS, watch);
      enter('online');
    });
    own.addEventListener('message', ({ data }) => {
      if (mine !== attempt) return;
      heardAt = clock.now();
      // Not before: a server that lets everybody in and out again must not be asked without end.
      failures = 0;
      const set = readFrame(data);
      if (set) take(set);
    });
    own.addEventListener('close', lost);
    own.addEventListener('error', lost);
    cancelNext = clock.after(OPEN_DEADLINE_MS, lost);
  }

  function take(set: ActivitySet): void {
    if (set.watermark !== '') watermark = set.watermark;
    if (set.activities.length > 0) deps.onActivities(set.activities);
  }

  function poll(mine: number, left: number): void {
    const visit = access.current();
    if (!visit || left === 0) {
      unopened = SOCKETS_TRIED - 1;
      connect();
      return;
    }
    http.activities(visit, watermark).then(
      (set) => {
        if (mine !== attempt) return;
        failures = 0;
        enter('online');
        take(set);
        cancelNext = clock.after(set.activities.length > 0 ? 0 : POLL_MS, () => poll(mine, left - 1));
      },
      (error: unknown) => {
        if (mine === attempt) failed(error);
      },
    );
  }

  function drop(): void {
    cancelNext();
    socket?.close();
    socket = null;
  }

  function again(): void {
    access.forget();
    failures = 0;
    if (state !== 'off') connect();
  }

  return {
    start() {
      if (state === 'off') connect();
    },
    post: (activity) => access.use((visit) => http.post(visit, { ...activity, from: { id: visit.userId } })),
    upload: (activity, files) => access.use((visit) => http.upload(visit, { ...activity, from: { id: visit.userId } }, files)),
    identify(next) {
      if (access.identify(next)) again();
    },
    rejoin: again,
    wake() {
      if (state !== 'reconnecting' && state !== 'connecting') return;
      if (failures === 0) return;
      failures = 0;
      connect();
    },
    dispose() {
      attempt += 1;
      drop();
      access.dispose();
      enter('off');
    },
  };
}
