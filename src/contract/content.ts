import { z } from 'zod';
import { ORDER_STATUSES } from './customer.ts';

/*
 * The shapes of what operators write. docs/CONTENT.md and docs/FLOWS.md explain them; the loaders in understanding/ and
 * retrieval/ report every problem with file and line.
 */

const localised = z.strictObject({ en: z.string().trim().min(1), zh: z.string().trim().min(1) });
/** What a button shows. Longer ones are cut on phones and refused by Slack; and an example that was indented too far ends up in one. */
const buttonText = z
  .string()
  .trim()
  .min(1)
  .max(40, 'is what a button shows: at most 40 characters (is something indented too far below it?)');
const label = z.strictObject({ en: buttonText, zh: buttonText });
/** Other ways to say it, per language; found anywhere in a message. */
const sayings = z.strictObject({
  en: z.array(z.string().trim().min(1)).default([]),
  zh: z.array(z.string().trim().min(1)).default([]),
});
const intentId = z.string().regex(/^[a-z][a-z0-9_]*$/, 'must be lower case letters, digits and _');
const articleId = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'must be lower case letters, digits and -');

const pattern = z.string().refine((source) => {
  try {
    new RegExp(source, 'iu');
    return true;
  } catch {
    return false;
  }
}, 'is not a regular expression');

const slot = z.strictObject({
  name: z.string().regex(/^[a-zA-Z][a-zA-Z0-9]*$/),
  /** How the slot is recognised: an entity of the message, free text, or one of `choices`. */
  type: z.enum(['order-number', 'contact', 'phone', 'email', 'address', 'time', 'text', 'choice']),
  /** Asked only of visitors who are not signed in (`contact`: the phone or e-mail of the order, as proof). */
  onlyAnonymous: z.boolean().default(false),
  /** Never asked for; taken where the customer says it. */
  optional: z.boolean().default(false),
  ask: localised,
  /** Said when the answer cannot be the slot. */
  invalid: localised.optional(),
  /** Said when the customer does not have it: where it is found. */
  help: localised.optional(),
  /** Answers that are almost it, and what is wrong with them; the first whose pattern is found in the answer counts. */
  mistakes: z.array(z.strictObject({ pattern, say: localised })).optional(),
  /** What customers call it, to tell which part of the request a correction is about. */
  called: sayings.optional(),
  /** Said with the confirmation when the slot is filled; `{slotName}` is replaced. */
  note: localised.optional(),
  /** Free text that is surely meant by these words, whatever else they may mean: 个人 on an invoice is nobody to talk to. */
  answers: sayings.optional(),
  /** Free text that may be a question, such as what to call about. */
  takesQuestions: z.boolean().default(false),
  minLength: z.int().positive().optional(),
  choices: z
    .array(z.strictObject({ value: z.string().min(1), title: label, words: sayings.optional() }))
    .min(2)
    .optional(),
});

const flow = z.strictObject({
  /** What happens when all slots are filled. `show-order` reads; all others act, once, after a confirmation. */
  action: z.enum(['show-order', 'cancel-order', 'start-return', 'change-address', 'request-invoice', 'request-callback']),
  slots: z.array(slot).min(1),
  /** Asked before an act; `{slotName}` is replaced. */
  confirm: localised.optional(),
  done: localised.optional(),
  /** The shop's reasons to refuse, in words; `other` is the fallback. */
  refused: z.record(z.string(), localised).optional(),
  /** Statuses of an order that rule the act out, each with its reason in `refused`: said before anything else is asked. */
  impossible: z.partialRecord(z.enum(ORDER_STATUSES), z.string()).optional(),
  /** Days after delivery until which the act is possible, and the reason in `refused` that is said afterwards. */
  daysAfterDelivery: z.strictObject({ most: z.int().positive(), why: z.string() }).optional(),
  /** Intents that mean this one when the message names an order; for the flow that shows an order. */
  claims: z.array(intentId).default([]),
});

/** `intents/<id>.yaml`. */
export const IntentFile = z.strictObject({
  id: intentId,
  group: z.string().min(1),
  title: label,
  article: articleId.optional(),
  answer: localised.optional(),
  quickReplies: z.array(intentId).max(3).default([]),
  flow: flow.optional(),
  /** `always`: a person takes over at once. `offer`: the answer ends with an offer of a person. */
  handoff: z
    .strictObject({
      when: z.enum(['always', 'offer']),
      reason: z.enum(['asked-for-human', 'churn-risk', 'complaint', 'policy', 'safety']),
    })
    .optional(),
  /** What saying this means for the customer's loyalty: counted into the churn features. */
  signal: z.enum(['leaving', 'complaint', 'refund', 'price', 'late']).optional(),
  examples: z.strictObject({
    en: z.array(z.string().trim().min(1)).min(1),
    zh: z.array(z.string().trim().min(1)).min(1),
    mixed: z.array(z.string().trim().min(1)).default([]),
  }),
});
export type IntentDefinition = z.infer<typeof IntentFile>;
export type FlowDefinition = NonNullable<IntentDefinition['flow']>;
export type SlotDefinition = FlowDefinition['slots'][number];

/** The slots each action needs, checked when intents are loaded. */
export const SLOTS_OF_ACTION: Readonly<Record<FlowDefinition['action'], readonly string[]>> = {
  'show-order': ['orderNumber'],
  'cancel-order': ['orderNumber'],
  'start-return': ['orderNumber', 'reason'],
  'change-address': ['orderNumber', 'address'],
  'request-invoice': ['orderNumber', 'title', 'email'],
  'request-callback': ['phone', 'topic'],
};

/** `intents/out_of_scope.yaml`: examples of what the bot must not try to answer. */
export const OUT_OF_SCOPE = 'out_of_scope';
export const OutOfScopeFile = z.strictObject({
  id: z.literal(OUT_OF_SCOPE),
  examples: IntentFile.shape.examples,
});

const interval = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-4]):[0-5]\d$/, 'must look like 09:00-22:00');

const money = z.number().positive('must be more than 0');
const part = z.number().min(0).max(1, 'is a share: write a number from 0 to 1');
const lineFields = { cost: money.optional(), saveRate: z.number().gt(0).max(1).optional(), value: money.optional() };

/** One thing that must be true of a customer: a fact of the service or an attribute of the shop's own. */
const condition = z
  .strictObject({
    fact: z.string().min(1),
    is: z.union([z.string(), z.number(), z.boolean()]).optional(),
    from: z.number().optional(),
    below: z.number().optional(),
  })
  .refine(({ is, from, below }) => (is === undefined) !== (from === undefined && below === undefined), {
    error: 'needs either `is`, or `from` and/or `below`',
  });

/** What handing a customer over costs and brings; what is left out comes from the settings KEFU_CHURN_*. */
const ChurnSection = z.strictObject({
  ...lineFields,
  /** How far under the line a customer who was over it must fall to count as safe. */
  margin: part.default(0.05),
  /** Share of the customers over the line who are not handed over on the score alone, to compare with. */
  holdOut: part.default(0),
  /** The first one whose conditions all hold counts. */
  segments: z
    .array(z.strictObject({ name: z.string().trim().min(1).max(60), when: z.array(condition).min(1), ...lineFields }))
    .refine((segments) => new Set(segments.map(({ name }) => name)).size === segments.length, 'must have different names')
    .default([]),
});

/** `intents/shop.yaml`: what the bot must know of the shop itself. */
export const ShopFile = z.strictObject({
  name: localised,
  currency: z.string().regex(/^[A-Z]{3}$/),
  timeZone: z.string().refine((zone) => Intl.supportedValuesOf('timeZone').includes(zone), 'is not an IANA time zone'),
  /** When agents answer, by weekday; `24:00` ends at midnight, an interval whose end is before its start runs into the next day. */
  agentHours: z.partialRecord(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']), z.array(interval)),
  /** Dates without agents, `2026-10-01`. */
  holidays: z.array(z.iso.date()).default([]),
  orderNumber: pattern,
  /** None where the shop delivers itself. */
  trackingNumbers: z.array(pattern).default([]),
  /** Other shops by name. Naming one is a sign of leaving; our own name never is. */
  competitors: z.array(z.string().min(1)).default([]),
  /** The first words to a new customer, and up to three intents as buttons below them. */
  opening: localised.optional(),
  openingReplies: z.array(intentId).max(3).optional(),
  churn: ChurnSection.optional(),
});
export type ShopDefinition = z.infer<typeof ShopFile>;

/** Front matter of `knowledge/<locale>/<id>.md`. */
export const ArticleFrontMatter = z.strictObject({
  id: articleId,
  locale: z.enum(['en', 'zh']),
  title: z.string().trim().min(1).max(120),
  owner: z.string().trim().min(1),
  validUntil: z.iso.date().optional(),
  questions: z.array(z.string().trim().min(1)).min(1),
});
export type ArticleFrontMatter = z.infer<typeof ArticleFrontMatter>;

export interface Article extends ArticleFrontMatter {
  /** Markdown without the front matter. */
  readonly body: string;
  /** SHA-256 of the file, hex. */
  readonly hash: string;
}
