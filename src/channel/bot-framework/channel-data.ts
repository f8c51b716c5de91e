import { z } from 'zod';
import type { IncomingActivity } from './incoming-activity.ts';

const word = z.string().max(300).nullish().catch(null);
const address = z.string().max(2_000).nullish().catch(null);
const named = z.object({ id: word }).nullish().catch(null);
const actions = z
  .array(z.object({ value: z.string().max(10_000).nullish() }))
  .nullish()
  .catch(null);

/** A message that was changed: as it is now, or was. */
const changed = z
  .object({ ts: word, thread_ts: word, text: z.string().max(100_000).nullish() })
  .nullish()
  .catch(null);

/** Slack's own words about a press, as its API sends them. */
const Press = z
  .object({
    actions,
    channel: named,
    message: z.object({ ts: word, thread_ts: word }).nullish().catch(null),
  })
  .nullish()
  .catch(null);

const files = z
  .array(z.object({ name: word, mimetype: word, url_private: address, url_private_download: address }))
  .max(100)
  .nullish()
  .catch(null);

/** All channels in one: each sends only its own. Unknown shapes count as absent, never as an error. */
const ChannelData = z
  .object({
    tenant: named,
    /** Of a mail. */
    subject: word,
    /** Live: shown to Slack's own hosts for files, and kept nowhere. */
    ApiToken: word,
    team: named,
    channel: named,
    payload: Press,
    Payload: Press,
    SlackMessage: z
      .object({
        event_id: word,
        team_id: word,
        actions,
        authorizations: z
          .array(z.object({ user_id: word }))
          .nullish()
          .catch(null),
        event: z
          .object({
            type: word,
            subtype: word,
            channel: word,
            channel_type: word,
            ts: word,
            thread_ts: word,
            deleted_ts: word,
            files,
            message: changed,
            previous_message: changed,
          })
          .nullish()
          .catch(null),
      })
      .nullish()
      .catch(null),
  })
  .catch({});
export type ChannelData = z.infer<typeof ChannelData>;

/** The known parts of `channelData`. */
export function readChannelData({ channelData }: IncomingActivity): ChannelData {
  return ChannelData.parse(channelData ?? {});
}

/** What of it the log keeps: where the message was written and by whom in the tenant, and no secret. */
export function keptChannelData(data: ChannelData, aadObjectId: string | null): Readonly<Record<string, string>> | null {
  const slack = data.SlackMessage;
  const kept = {
    tenantId: data.tenant?.id,
    aadObjectId,
    teamId: data.team?.id ?? slack?.team_id,
    channelId: data.channel?.id ?? slack?.event?.channel,
    ts: slackMessageTs(data),
  };
  const known = Object.entries(kept).flatMap(([name, value]) => (value ? [[name, value] as const] : []));
  return known.length === 0 ? null : Object.fromEntries(known);
}

/**
 * `ts` of the message that the thread stands under in which something was written or pressed in one of Slack's channels; null in direct
 * messages, which have no threads of ours.
 */
export function slackThread({ payload, Payload, SlackMessage }: ChannelData): string | null {
  const press = payload ?? Payload;
  const event = SlackMessage?.event;
  const about = event?.message ?? event?.previous_message;
  const channel = event?.channel ?? press?.channel?.id;
  if (!channel || channel.startsWith('D') || event?.channel_type === 'im') return null;
  const place = about ?? event ?? press?.message;
  return place?.thread_ts ?? place?.ts ?? null;
}

/** `ts` of the message that an event of Slack is about: Slack's id of it, whatever happened to it. */
export function slackMessageTs({ SlackMessage }: ChannelData): string | null {
  const event = SlackMessage?.event;
  return event?.message?.ts ?? event?.previous_message?.ts ?? event?.deleted_ts ?? event?.ts ?? null;
}

/** What happened to a message, where Slack's own event says so; null for all other events. */
export function slackChange({ SlackMessage }: ChannelData): 'messageUpdate' | 'messageDelete' | null {
  switch (SlackMessage?.event?.subtype) {
    case 'message_changed':
      return 'messageUpdate';
    case 'message_deleted':
      return 'messageDelete';
    default:
      return null;
  }
}

/** The value of the Slack button that was pressed; null when none was. */
export function pressedInSlack({ payload, Payload, SlackMessage }: ChannelData): string | null {
  const [pressed] = payload?.actions ?? Payload?.actions ?? SlackMessage?.actions ?? [];
  return pressed?.value ?? null;
}
