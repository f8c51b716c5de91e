import { customerMessages, type CustomerMessage } from '../support/messages.ts';
import { groupBy } from '../support/group-by.ts';
import type { Said } from './channel.ts';

/** Group chats, in which many people write at once; all other conversations are of one person each. */
const GROUPS = 10;
const GROUP_SENDERS = 20;
/** Messages that come in one moment, and how many messages of others lie between two such bursts. */
const BURST = 10;
const BETWEEN = 50;
/** One large tenant, which has so much to say that the limit of a tenant is reached, and small ones. */
const LARGE_TENANT = 300;
const SMALL_TENANT = 20;
const FIRST_ID = 1_700_000_000_000;
/** Answered in either language. */
const MIXED = /[\u4e00-\u9fff].*[a-z]{4}/;
/** What the bot has answers to: a group that is handed to a person hears no more of it. */
const ANSWERED = /norway|refund|invoice|sunday|warranty|late returns|新加坡|退款|发票|七天|保修|周日/i;

/** Every message of the run, in the order in which they are due: each person says `each`, in one language throughout. */
export function messagesOfRun(conversations: number, each: number, seed: number): readonly Said[] {
  const texts = groupBy(
    customerMessages(3_900, seed).filter(({ text }) => !MIXED.test(text)),
    ({ language }) => language,
  );
  const answered = groupBy(
    [...texts.values()].flat().filter(({ text }) => ANSWERED.test(text)),
    ({ language }) => language,
  );
  const people = conversations - GROUPS;
  const personal = Array.from({ length: people * each }, (_, n) => {
    const person = n % people;
    return { conversationId: `a:person-${person}`, senderId: `29:person-${person}`, text: textOf(texts, n, person) };
  });
  const grouped = Array.from({ length: GROUPS * GROUP_SENDERS * each }, (_, n) => {
    const group = Math.floor(n / BURST) % GROUPS;
    // Of each burst every message has another sender, and the next burst of the group has the other half of them.
    const sender = (n % BURST) + BURST * (Math.floor(n / (BURST * GROUPS)) % (GROUP_SENDERS / BURST));
    return {
      conversationId: `19:group-${group}@thread.v2`,
      senderId: `29:group-${group}-${sender}`,
      text: textOf(answered, n, group),
    };
  });
  const due = [...personal];
  for (let n = 0; n * BURST < grouped.length; n += 1)
    due.splice(Math.min(due.length, n * (BETWEEN + BURST)), 0, ...grouped.slice(n * BURST, (n + 1) * BURST));
  return due.map((message, n) => ({
    ...message,
    conversationType: message.conversationId.startsWith('19:') ? 'groupChat' : 'personal',
    tenantId: tenantOf(message.conversationId),
    id: `${FIRST_ID + n}`,
  }));
}

/** Groups are spread over the small tenants. */
export function tenantOf(conversationId: string): string {
  const n = Number(/\d+/.exec(conversationId.slice('19:'.length))?.[0] ?? 0);
  if (conversationId.startsWith('19:')) return `tenant-${n + 1}`;
  return n < LARGE_TENANT ? 'tenant-0' : `tenant-${Math.ceil((n - LARGE_TENANT + 1) / SMALL_TENANT)}`;
}

/** Labels are in the language that the customer has last used, when they are sent: nobody changes theirs. */
function textOf(texts: ReadonlyMap<string, readonly CustomerMessage[]>, n: number, conversation: number): string {
  const own = texts.get(conversation % 2 === 0 ? 'zh' : 'en') ?? [];
  return own[Math.floor(n / 2) % own.length]?.text ?? 'hello there';
}
