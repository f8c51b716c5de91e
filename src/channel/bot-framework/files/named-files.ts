import { z } from 'zod';
import type { ChannelData } from '../channel-data.ts';
import type { IncomingActivity } from '../incoming-activity.ts';

/** Where a file of a customer can be had, and what must be shown for it. */
export type FileSource =
  /** The connector's own attachments: with the bot's token. */
  | { readonly kind: 'connector'; readonly attachmentId: string; readonly viewId: string }
  /** An address of the channel; `token` is the channel's own and goes to no other host. */
  | { readonly kind: 'address'; readonly url: URL; readonly token: string | null };

export interface NamedFile {
  readonly name: string;
  /** As the channel says; empty when it does not. */
  readonly contentType: string;
  readonly source: FileSource;
}

type IncomingFile = NonNullable<IncomingActivity['attachments']>[number];

const TEAMS_FILE = 'application/vnd.microsoft.teams.file.download.info';
const Download = z.object({ downloadUrl: z.string() });
/** https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4: files lie in OneDrive and SharePoint. */
const TEAMS_HOSTS = ['sharepoint.com', 'sharepoint.us', 'sharepoint.cn', 'svc.ms', '1drv.com'];
const SLACK_HOSTS = ['files.slack.com'];
/** The address of a Telegram file holds the bot's token. */
const HOSTS: Readonly<Record<string, readonly string[]>> = {
  msteams: TEAMS_HOSTS,
  slack: SLACK_HOSTS,
  telegram: ['api.telegram.org'],
};
const CONNECTOR_FILE = /^v3\/attachments\/([^/]+)\/views\/([^/]+)$/;

/** The files that came with an activity and lie where its channel keeps files. Pure. */
export function namedFiles(incoming: IncomingActivity, data: ChannelData): readonly NamedFile[] {
  const slack = incoming.channelId === 'slack' ? slackFiles(data) : [];
  // Slack's own list has the names; the connector's repeats it.
  if (slack.length > 0) return slack;
  return (incoming.attachments ?? []).flatMap((attachment) => {
    const source = sourceOf(attachment, incoming, data);
    if (source === null) return [];
    return [{ name: attachment.name ?? nameIn(source), contentType: typeOf(attachment), source }];
  });
}

/** Whether the attachment is a file that `namedFiles` names. */
export function isFile(attachment: IncomingFile, incoming: IncomingActivity, data: ChannelData): boolean {
  return sourceOf(attachment, incoming, data) !== null;
}

function sourceOf(attachment: IncomingFile, { channelId, serviceUrl }: IncomingActivity, data: ChannelData): FileSource | null {
  if (attachment.contentType === 'text/html') return null;
  const given = Download.safeParse(attachment.content).data?.downloadUrl ?? attachment.contentUrl ?? '';
  if (!URL.canParse(given)) return null;
  const url = new URL(given);
  const base = new URL(serviceUrl.endsWith('/') ? serviceUrl : `${serviceUrl}/`);
  if (url.origin === base.origin && url.pathname.startsWith(base.pathname)) {
    const [, attachmentId, viewId] = CONNECTOR_FILE.exec(url.pathname.slice(base.pathname.length)) ?? [];
    return attachmentId && viewId ? { kind: 'connector', attachmentId: decode(attachmentId), viewId: decode(viewId) } : null;
  }
  if (!isOf(url, HOSTS[channelId] ?? [])) return null;
  return { kind: 'address', url, token: channelId === 'slack' ? (data.ApiToken ?? null) : null };
}

function slackFiles({ SlackMessage, ApiToken }: ChannelData): readonly NamedFile[] {
  return (SlackMessage?.event?.files ?? []).flatMap(({ name, mimetype, url_private_download, url_private }) => {
    const address = url_private_download ?? url_private ?? '';
    if (!URL.canParse(address) || !isOf(new URL(address), SLACK_HOSTS)) return [];
    return [
      {
        name: name ?? '',
        contentType: mimetype ?? '',
        source: { kind: 'address' as const, url: new URL(address), token: ApiToken ?? null },
      },
    ];
  });
}

/** Hosts and what lies under them; https only, at its own port, and nobody's password in the address. */
function isOf({ protocol, hostname, port, username, password }: URL, hosts: readonly string[]): boolean {
  if (protocol !== 'https:' || port !== '' || username !== '' || password !== '') return false;
  return hosts.some((host) => hostname === host || hostname.endsWith(`.${host}`));
}

function typeOf({ contentType }: IncomingFile): string {
  return contentType === TEAMS_FILE ? '' : (contentType ?? '');
}

function nameIn(source: FileSource): string {
  return source.kind === 'address' ? decode(source.url.pathname.split('/').at(-1) ?? '') : '';
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
