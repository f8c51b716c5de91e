import { performance } from 'node:perf_hooks';
import { openChat, type ChatClient, type SeenActivity } from '../support/direct-line-client.ts';
import type { CustomerMessage } from '../support/messages.ts';
import { fates, type Heard } from './fates.ts';

export interface Measured {
  /** Milliseconds from the moment a message was due to the first reply on the customer's WebSocket. */
  readonly roundTrips: readonly number[];
  /** By the server's own timestamps, whole milliseconds: from the message's place in the log to the committed reply. */
  readonly serverTimes: readonly number[];
  readonly sent: number;
  /** Written after the bot had handed the conversation to a person, and nothing that it is sure of: it is silent there, as it should be. */
  readonly leftToPerson: number;
  /** Everything else that had no answer in ten seconds: must be 0. */
  readonly unanswered: number;
  readonly failures: readonly string[];
  readonly conversations: number;
}

export interface DriveOptions {
  /** Replicas of one server; customers come to each by turns. */
  readonly urls: readonly string[];
  readonly messages: readonly CustomerMessage[];
  readonly perSecond: number;
  readonly customers: number;
  /** Messages after which a customer leaves and another comes. */
  readonly stay: number;
}

interface Customer extends Heard {
  readonly chat: ChatClient;
  said: number;
  waits: Heard['waits'];
  repliedUpTo: number;
  isLeaving: boolean;
}

interface Asked {
  readonly customer: Customer;
  sequence: number | null;
  readonly dueAt: number;
  acceptedAt: number;
}

const ANSWER_MS = 10_000;

/**
 * Customers write at a fixed rate, whether or not the server keeps up: a slow answer delays no later message, and is counted from the
 * moment the message was due. A customer who is handed to a person is replaced, since the bot says little there.
 */
export async function drive({ urls, messages, perSecond, customers, stay }: DriveOptions): Promise<Measured> {
  const roundTrips: number[] = [];
  const serverTimes: number[] = [];
  const failures: string[] = [];
  const waiting = new Map<string, Asked>();
  const byActivity = new Map<string, string>();
  const background: Promise<void>[] = [];
  let conversations = 0;

  async function arrive(locale: 'zh' | 'en'): Promise<Customer> {
    const customer: { -readonly [key in keyof Customer]?: Customer[key] } = {
      said: 0,
      waits: [],
      repliedUpTo: 0,
      isLeaving: false,
    };
    const url = urls[conversations % urls.length] ?? '';
    conversations += 1;
    customer.chat = await openChat({ url, locale, onActivity: (activity) => see(activity, customer as Customer) });
    return customer as Customer;
  }

  function see(activity: SeenActivity, customer: Customer): void {
    const clientId = activity.channelData?.clientActivityID;
    const asked = clientId === undefined ? undefined : waiting.get(clientId);
    if (asked && clientId !== undefined) {
      asked.acceptedAt = Date.parse(activity.timestamp ?? '');
      asked.sequence = sequenceOf(activity.id);
      if (activity.id !== undefined) byActivity.set(activity.id, clientId);
      return;
    }
    const event = activity.channelData?.kefu?.event?.name;
    const at = sequenceOf(activity.id) ?? 0;
    if (event === 'handed-over') customer.waits = [...customer.waits, { from: at, until: Number.POSITIVE_INFINITY }];
    if (event === 'queue-left') customer.waits = customer.waits.map(({ from, until }) => ({ from, until: Math.min(until, at) }));
    if (activity.type === 'message') customer.repliedUpTo = Math.max(customer.repliedUpTo, sequenceOf(activity.replyToId) ?? 0);
    const question = byActivity.get(activity.replyToId ?? '');
    const answered = question === undefined ? undefined : waiting.get(question);
    if (activity.type !== 'message' || !answered || question === undefined) return;
    waiting.delete(question);
    roundTrips.push(performance.now() - answered.dueAt);
    serverTimes.push(Date.parse(activity.timestamp ?? '') - answered.acceptedAt);
  }

  const seats: Customer[] = [];
  for (let n = 0; n < customers; n += 1) seats.push(await arrive(n % 2 === 0 ? 'en' : 'zh'));

  const begun = performance.now();
  for (const [n, message] of messages.entries()) {
    const dueAt = begun + (n * 1_000) / perSecond;
    const leftMs = dueAt - performance.now();
    if (leftMs > 0) await new Promise((resolve) => setTimeout(resolve, leftMs));
    const seat = n % seats.length;
    const customer = seats[seat] as Customer;
    const clientId = `m${n}`;
    waiting.set(clientId, { customer, sequence: null, dueAt, acceptedAt: 0 });
    customer.said += 1;
    background.push(
      customer.chat.send(message.text, clientId).then(
        () => undefined,
        (error: unknown) => void failures.push(String(error)),
      ),
    );
    if (!customer.isLeaving && (customer.said >= stay || customer.waits.length > 0)) {
      customer.isLeaving = true;
      const leaving = customer;
      background.push(
        arrive(message.language).then(
          (next) => {
            seats[seat] = next;
            // Whoever leaves still hears the last answer.
            setTimeout(() => leaving.chat.close(), ANSWER_MS).unref();
          },
          (error: unknown) => void failures.push(String(error)),
        ),
      );
    }
  }
  await Promise.all(background);
  const until = performance.now() + ANSWER_MS;
  while (fates([...waiting.values()]).unanswered > 0 && performance.now() < until)
    await new Promise((resolve) => setTimeout(resolve, 50));
  for (const { chat } of seats) chat.close();
  return {
    roundTrips,
    serverTimes,
    sent: messages.length,
    ...fates([...waiting.values()]),
    failures,
    conversations,
  };
}

function sequenceOf(activityId: string | undefined): number | null {
  const digits = /\|(\d+)$/.exec(activityId ?? '')?.[1];
  return digits === undefined ? null : Number(digits);
}
