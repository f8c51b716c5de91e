import { parseArgs } from 'node:util';
import { loadConfig, type Config } from '../config/load-config.ts';
import type { Brain } from '../open-brain.ts';
import { imagineConversation } from '../imagine-conversation.ts';
import { stdinLines, writeLine } from './lines.ts';
import { openBrainInForce } from './open-in-force.ts';

/**
 * `kefu ask`: each question is the first message of an anonymous conversation; nothing is stored, no order is touched. It is answered by
 * the content in force, or with `--local` by this machine's folders.
 */
export async function ask(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { json: { type: 'boolean' }, local: { type: 'boolean' } },
    allowPositionals: true,
  });
  const config = loadConfig(process.env);
  const brain = await openBrainInForce(config, { isLocal: values.local });
  try {
    const isPiped = positionals.length === 0;
    const questions = isPiped ? stdinLines() : [positionals.join(' ')];
    for await (const question of questions) {
      const answer = await answerOf(question, brain, config);
      await writeLine(values.json || isPiped ? JSON.stringify(answer) : readable(answer));
    }
  } finally {
    await brain.dispose();
  }
  return 0;
}

async function answerOf(text: string, brain: Brain, config: Config) {
  const startedAt = performance.now();
  const analysis = brain.understander().analyse(text);
  const [turn] = await imagineConversation([text], brain, config);
  if (!turn) throw new Error('one message is one turn');
  const { commit, record } = turn;
  const replies = commit.entries.flatMap(({ body }) => (body.kind === 'message' ? [body] : []));
  return {
    text,
    language: analysis.language,
    intents: record.classification?.intents ?? [],
    outOfScope: record.classification?.outOfScope ?? analysis.isWordless,
    nearest: record.classification?.nearest ?? null,
    entities: analysis.entities,
    sentiment: analysis.sentiment,
    decision: record.decision.kind,
    answer: replies.map((reply) => reply.text).join('\n\n'),
    article: replies.find(({ article }) => article !== null)?.article?.articleId ?? null,
    tookMs: Number((performance.now() - startedAt).toFixed(2)),
  };
}

function readable(answer: Awaited<ReturnType<typeof answerOf>>): string {
  const best = answer.intents.slice(0, 3).map(({ id, p }) => `${id} ${(100 * p).toFixed(1)} %`);
  return [
    answer.answer,
    '',
    `decision: ${answer.decision}${answer.article === null ? '' : ` (article ${answer.article})`}`,
    `intents:  ${best.join(', ')}${answer.outOfScope ? '  [out of scope]' : ''}`,
    answer.nearest === null
      ? null
      : `nearest:  “${answer.nearest.text}” (${answer.nearest.intent}, ${answer.nearest.similarity.toFixed(2)})`,
    `took:     ${answer.tookMs} ms`,
  ]
    .filter((line) => line !== null)
    .join('\n');
}
