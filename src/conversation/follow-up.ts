import type { DialogueState, Topic } from '../contract/dialogue.ts';
import type { RankedPassage } from '../contract/passage.ts';
import type { Question, Retriever } from '../retrieval/retriever.ts';

/** Turns after which a topic is no longer what a message leans on. */
const TURNS_KEPT = 3;
/** Characters of the question that a follow-up is read with. */
const LONGEST_QUESTION = 200;

/** What a message of the next turn may lean on. */
export function topicOf({ topic = null, turns }: DialogueState): Topic | null {
  return topic !== null && turns + 1 - topic.turn <= TURNS_KEPT ? topic : null;
}

/**
 * The answer to a message that leans on a topic: the article that question and message together find (its probability), and of it the
 * passage that the message by itself points to. Null when nothing is found. Raises what `embed` raises.
 */
export async function answerInTopic(
  topic: Topic,
  said: Question,
  { retriever, embed }: { readonly retriever: Retriever; readonly embed: (text: string) => Promise<Float32Array | null> },
): Promise<RankedPassage | null> {
  const text = `${topic.question}${said.language === 'zh' ? '，' : ', '}${said.text}`;
  const [found] = retriever.search({ text, vector: await embed(text), language: said.language }, 1);
  if (!found) return null;
  const chosen = retriever.bestOf(found.passage.articleId, said);
  return chosen && { ...chosen, score: found.score };
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
