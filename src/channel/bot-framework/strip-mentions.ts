import { z } from 'zod';
import type { ChannelData } from './channel-data.ts';
import type { IncomingActivity } from './incoming-activity.ts';

const Mention = z.object({ type: z.literal('mention'), mentioned: z.object({ id: z.string() }), text: z.string().min(1) });
const SLACK_MENTION = /<@([A-Z0-9]+)(?:\|[^>]*)?>/g;

/**
 * The text without mentions of the bot, wherever and however often they stand; mentions of other people stay. Entities say who is
 * meant, the text alone could be forged. The SDK's own function removes only the first mention and raises where there is no text.
 */
export function stripMentions(activity: IncomingActivity, data: ChannelData): string {
  const text = activity.text ?? '';
  const ofBot = (activity.entities ?? []).flatMap((entity) => {
    const { data: mention } = Mention.safeParse(entity);
    return mention?.mentioned.id === activity.recipient.id ? [mention.text] : [];
  });
  const stripped = ofBot.reduce((rest, mention) => rest.replaceAll(mention, ' '), text);
  const words = activity.channelId === 'slack' ? stripSlack(stripped, activity, data) : stripped;
  // Teams writes the space beside a mention so.
  const spaced = activity.channelId === 'msteams' ? words.replaceAll('&nbsp;', ' ') : words;
  return (spaced === text ? text : spaced.replaceAll(/[^\S\n]+/g, ' ')).trim();
}

/** Slack names the bot's user in `authorizations`; the connector's own id of the bot may be another. */
function stripSlack(text: string, { recipient }: IncomingActivity, { SlackMessage }: ChannelData): string {
  const known = new Set([recipient.id.split(':')[0], ...(SlackMessage?.authorizations ?? []).map(({ user_id }) => user_id)]);
  // Without `authorizations` an app_mention begins with the bot in all but odd cases.
  const isAddressed = SlackMessage?.event?.type === 'app_mention' && (SlackMessage.authorizations ?? []).length === 0;
  return text.replaceAll(SLACK_MENTION, (mention, id: string, at: number) =>
    known.has(id) || (isAddressed && text.slice(0, at).trim() === '') ? ' ' : mention,
  );
}
