import type { LogEntry } from '../../../contract/conversation.ts';
import type { Part, RenderContext } from './part.ts';
import { renderPlain } from './plain.ts';
import { renderSlack } from './slack.ts';
import { renderTeams } from './teams.ts';

const RENDERERS: Readonly<Record<string, typeof renderPlain>> = { msteams: renderTeams, slack: renderSlack };

/** Whether the channel's buttons carry values of ours; on all others a button says its words as if they were typed. */
export function hasOwnForm(channel: string): boolean {
  return Object.hasOwn(RENDERERS, channel);
}

/** The activities that show an entry on its channel, in order; none for what customers never see. Pure. */
export function renderEntry(entry: LogEntry, context: RenderContext): readonly Part[] {
  return (RENDERERS[context.to.channel] ?? renderPlain)(entry, context);
}
