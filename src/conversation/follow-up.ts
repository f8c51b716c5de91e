import type { DialogueState, Topic } from '../contract/dialogue.ts';
import type { RankedPassage } from '../contract/passage.ts';
import type { Question, Retriever } from '../retrieval/retriever.ts';
import { scoreOf } from './stands-alone.ts';

/** Turns after which a topic is no longer what a message leans on. */
const TURNS_KEPT = 3;
/** Characters of the question that a follow-up is read with. */
const LONGEST_QUESTION = 200;

/** What a message of the next turn may lean on. */
export function topicOf({ topic = null, turns }: DialogueState): Topic | null {
  return topic !== null && turns + 1 - topic.turn <= TURNS_KEPT ? topic : null;
}

/** Articles that question and message together are looked up among. */
const TOGETHER = 4;
/** What counts beside the probability that an article answers question and message together: that it answers the message, and the message's likeness to it. */
const BY_ITSELF = 0.2;
const BY_LIKENESS = 0.4;

/**
 * The answer to a message that leans on a topic: the article that question and message together find, for the most part, and of it the
 * passage that the message by itself points to; `alone` are the passages that the message finds. Its score is the better of both
 * probabilities. Null when nothing is found. Raises what `embed` raises. How the weights were chosen: benchmarks/quality/heldout/README.md.
 */
export async function answerInTopic(
  topic: Topic,
  { said, alone }: { readonly said: Question; readonly alone: readonly RankedPassage[] },
  { retriever, embed }: { readonly retriever: Retriever; readonly embed: (text: string) => Promise<Float32Array | null> },
): Promise<RankedPassage | null> {
  const text = `${topic.question}${said.language === 'zh' ? '，' : ', '}${said.text}`;
  const together = retriever.search({ text, vector: await embed(text), language: said.language }, TOGETHER);
  const [best] = [...new Set([...together, ...alone].map(({ passage }) => passage.articleId))]
    .map((articleId) => {
      const [both, itself] = [scoreOf(articleId, together), scoreOf(articleId, alone)];
      const weight = both + BY_ITSELF * itself + BY_LIKENESS * retriever.likeness(articleId, said);
      return { articleId, weight, score: Math.max(both, itself) };
    })
    .sort((a, b) => b.weight - a.weight);
  const chosen = best ? retriever.bestOf(best.articleId, said) : null;
  return chosen && best ? { ...chosen, score: best.score } : null;
}

export interface Shown {
  /** Normalised. */
  readonly question: string;
  readonly articleId: string;
  readonly passageId: string | null;
  /** The question says too little by itself to be what the next message leans on. */
  readonly leans: boolean;
}

/** The topic after an article was shown: what leant on a question goes on with it. */
export function nextTopic({ topic, turns }: DialogueState, { question, articleId, passageId, leans }: Shown): Topic {
  const kept = (leans ? topic?.question : null) ?? question.slice(0, LONGEST_QUESTION);
  const isRepeated = passageId !== null && topic?.passageId === passageId;
  return { question: kept, articleId, passageId, isRepeated, turn: turns };
}
