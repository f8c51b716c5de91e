import type { LogEntry } from '../../../contract/conversation.ts';
import { renderEmail } from './email.ts';
import { renderLine } from './line.ts';
import type { Part, RenderContext } from './part.ts';
import { renderPlain } from './plain.ts';
import { renderSlack } from './slack.ts';
import { renderTeams } from './teams.ts';
import { renderTelegram } from './telegram.ts';

const RENDERERS: Readonly<Record<string, typeof renderPlain>> = {
  msteams: renderTeams,
  slack: renderSlack,
  telegram: renderTelegram,
  line: renderLine,
  email: renderEmail,
};

/** The activities that show an entry on its channel, in order; none for what customers never see. Pure. */
export function renderEntry(entry: LogEntry, context: RenderContext): readonly Part[] {
  return (RENDERERS[context.to.channel] ?? renderPlain)(entry, context);
}
