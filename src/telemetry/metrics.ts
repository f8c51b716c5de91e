import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry, type GaugeConfiguration } from 'prom-client';
import type { ChurnAlarm } from '../contract/churn-report.ts';

/** Seconds; a turn aims at 10 ms. */
const TURN_BUCKETS = [0.002, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.5, 1, 2.5, 5];
const HTTP_BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** What a channel's outbox holds. */
interface OutboxFigures {
  readonly channel: string;
  readonly due: number;
  readonly oldestMs: number;
  readonly dead: number;
}

/** Whether the live churn model still fits. */
interface ChurnFigures {
  readonly score: { readonly psi: number; readonly limit: number } | null;
  readonly outcomes: { readonly observed: number; readonly expected: number } | null;
  readonly alarms: readonly Pick<ChurnAlarm, 'kind'>[];
}

/** Prometheus metrics. Labels come from closed sets: never an id, an address or a text. */
export interface Metrics {
  /** `decision` is a kind of Decision. */
  turnAnswered(decision: string, tookMs: number, waitedMs: number): void;
  turnFailed(): void;
  messageTaken(channel: string, as: 'accepted' | 'duplicate'): void;
  /** `kind` is a KeptKind. */
  dataDeleted(kind: string, count: number): void;
  /** Something was written elsewhere and no notice of it came. */
  noticeMissed(): void;
  /** Published content of this kind was put into force. */
  contentSwitched(kind: string): void;
  /** A message to a channel was not taken and will be sent again. */
  deliveryRetried(channel: string): void;
  /** `route` is the pattern of the route, `unknown` when none matched. */
  httpAnswered(method: string, route: string, status: number, tookMs: number): void;
  /** Gauges that are asked when somebody looks. */
  watch(gauges: {
    readonly socketsOpen?: () => number;
    readonly ticketsOpen?: () => Promise<number>;
    readonly isRedisUp?: () => boolean;
    /** Whether what is in force here is older than what is published. */
    readonly contentStale?: () => readonly { readonly kind: string; readonly isStale: boolean }[];
    readonly outbox?: () => Promise<readonly OutboxFigures[]>;
    readonly churn?: () => Promise<ChurnFigures>;
  }): void;
  read(): Promise<{ readonly contentType: string; readonly text: string }>;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const turnDuration = new Histogram({
    name: 'kefu_turn_duration_seconds',
    help: 'Time from the begin of a turn to its decision.',
    labelNames: ['decision'],
    buckets: TURN_BUCKETS,
    registers,
  });
  const turnWait = new Histogram({
    name: 'kefu_turn_wait_seconds',
    help: 'Time from the first message of a turn to its answer.',
    buckets: TURN_BUCKETS,
    registers,
  });
  const turnsFailed = new Counter({
    name: 'kefu_turns_failed_total',
    help: 'Turns that failed and will be tried again.',
    registers,
  });
  const accepted = new Counter({
    name: 'kefu_messages_accepted_total',
    help: 'Messages of customers taken.',
    labelNames: ['channel'],
    registers,
  });
  const duplicate = new Counter({
    name: 'kefu_messages_duplicate_total',
    help: 'Messages sent again by a channel and recognised.',
    labelNames: ['channel'],
    registers,
  });
  const deleted = new Counter({
    name: 'kefu_data_deleted_total',
    help: 'Pieces of data deleted because their time was over.',
    labelNames: ['kind'],
    registers,
  });
  const missed = new Counter({
    name: 'kefu_notices_missed_total',
    help: 'Writes of other replicas that were found in the log before a notice of them came.',
    registers,
  });
  const switched = new Counter({
    name: 'kefu_content_switches_total',
    help: 'Versions of published content that this replica put into force.',
    labelNames: ['kind'],
    registers,
  });
  const retried = new Counter({
    name: 'kefu_deliveries_retried_total',
    help: 'Messages to a channel that were not taken and are sent again.',
    labelNames: ['channel'],
    registers,
  });
  const httpDuration = new Histogram({
    name: 'kefu_http_request_duration_seconds',
    help: 'Time to answer an HTTP request.',
    labelNames: ['method', 'route', 'status'],
    buckets: HTTP_BUCKETS,
    registers,
  });

  return {
    turnAnswered(decision, tookMs, waitedMs) {
      turnDuration.observe({ decision }, tookMs / 1_000);
      turnWait.observe(waitedMs / 1_000);
    },
    turnFailed: () => turnsFailed.inc(),
    messageTaken: (channel, as) => (as === 'accepted' ? accepted : duplicate).inc({ channel }),
    dataDeleted: (kind, count) => deleted.inc({ kind }, count),
    noticeMissed: () => missed.inc(),
    contentSwitched: (kind) => switched.inc({ kind }),
    deliveryRetried: (channel) => retried.inc({ channel }),
    httpAnswered: (method, route, status, tookMs) =>
      httpDuration.observe({ method, route, status: `${Math.floor(status / 100)}xx` }, tookMs / 1_000),
    watch({ socketsOpen, ticketsOpen, isRedisUp, contentStale, outbox, churn }) {
      if (socketsOpen) {
        new Gauge({
          name: 'kefu_sockets_open',
          help: 'Open WebSockets of customers.',
          registers,
          collect() {
            this.set(socketsOpen());
          },
        });
      }
      if (ticketsOpen) {
        new Gauge({
          name: 'kefu_tickets_open',
          help: 'Tickets that wait for or are with an agent.',
          registers,
          async collect() {
            this.set(await ticketsOpen());
          },
        });
      }
      if (isRedisUp) {
        new Gauge({
          name: 'kefu_redis_up',
          help: 'Whether this replica reaches Redis: 1 or 0.',
          registers,
          collect() {
            this.set(isRedisUp() ? 1 : 0);
          },
        });
      }
      if (contentStale) {
        new Gauge({
          name: 'kefu_content_stale',
          help: 'Whether published content could not be loaded by this replica, which serves an older one or its own files: 1 or 0.',
          labelNames: ['kind'],
          registers,
          collect() {
            for (const { kind, isStale } of contentStale()) this.set({ kind }, isStale ? 1 : 0);
          },
        });
      }
      if (outbox) watchOutbox(outbox, registers);
      if (churn) watchChurn(churn, registers);
    },
    read: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}

function watchOutbox(outbox: () => Promise<readonly OutboxFigures[]>, registers: Registry[]): void {
  const look = shared(outbox);
  const gauge = (description: GaugeConfiguration<string>, valueOf: (figures: OutboxFigures) => number): void =>
    lookedUp({ ...description, registers }, async () =>
      (await look()).map((figures) => [{ channel: figures.channel }, valueOf(figures)]),
    );
  gauge(
    { name: 'kefu_outbox_due', help: 'Messages that are still to be sent to a channel.', labelNames: ['channel'] },
    ({ due }) => due,
  );
  gauge(
    { name: 'kefu_outbox_oldest_seconds', help: 'How long the oldest of them has waited.', labelNames: ['channel'] },
    ({ oldestMs }) => oldestMs / 1_000,
  );
  gauge(
    { name: 'kefu_outbox_dead', help: 'Messages that a channel would not take (dead letters).', labelNames: ['channel'] },
    ({ dead }) => dead,
  );
}

/** What an alarm of the churn model may be about; a new kind stops the build here. */
const CHURN_ALARMS = Object.keys({ score: true, column: true, outcomes: true } satisfies Record<ChurnAlarm['kind'], true>);

/** What is not known has no value. */
function watchChurn(churn: () => Promise<ChurnFigures>, registers: Registry[]): void {
  const look = shared(churn);
  lookedUp(
    {
      name: 'kefu_churn_alarm',
      help: 'Whether the churn model no longer fits the customers it scores: 1 or 0.',
      labelNames: ['kind'],
      registers,
    },
    async () => {
      const { alarms } = await look();
      return CHURN_ALARMS.map((kind) => [{ kind }, alarms.some((alarm) => alarm.kind === kind) ? 1 : 0]);
    },
  );
  lookedUp(
    {
      name: 'kefu_churn_score_stability',
      help: 'Stability index of the churn score of the last two weeks, and what chance exceeds once in twenty times.',
      labelNames: ['what'],
      registers,
    },
    async () => valuesOf((await look()).score),
  );
  lookedUp(
    {
      name: 'kefu_churn_leavers',
      help: 'Customers who left, of the outcomes of the last 30 days, and how many the scores expected.',
      labelNames: ['what'],
      registers,
    },
    async () => valuesOf((await look()).outcomes),
  );
}

type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

/** A gauge that asks for its values when it is read. The registry reads all gauges at once, so none may count on another's look. */
function lookedUp(description: GaugeConfiguration<string>, look: () => Promise<readonly Sample[]>): void {
  new Gauge({
    ...description,
    async collect() {
      const samples = await look();
      this.reset();
      for (const [labels, value] of samples) this.set(labels, value);
    },
  });
}

function valuesOf(figures: Readonly<Record<string, number>> | null): readonly Sample[] {
  return Object.entries(figures ?? {}).map(([what, value]) => [{ what }, value]);
}

/** Those who ask while a question is under way share its answer. */
function shared<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let running: Promise<Answer> | null = null;
  return () => (running ??= ask().finally(() => (running = null)));
}
