import { createHash } from 'node:crypto';
import { addAbortSignal, Readable } from 'node:stream';
import { createGate } from '../../../async/gate.ts';
import type { Attachment } from '../../../contract/conversation.ts';
import type { Language } from '../../../contract/language.ts';
import type { AttachmentStore } from '../../attachment-store.ts';
import { acceptedType, safeFileName } from '../../direct-line/file-names.ts';
import { FILES_IN_ALL, MOST_FILES } from '../../direct-line/read-upload.ts';
import { before } from '../before.ts';
import type { CheckedCaller } from '../check-caller.ts';
import type { Download } from './download.ts';
import type { NamedFile } from './named-files.ts';
import { readAtMost, type Fetched } from './read-at-most.ts';

export interface ReceiveFilesDeps {
  readonly attachments: Pick<AttachmentStore, 'save' | 'describe'>;
  readonly download: Download;
  /** Largest file. */
  readonly maxBytes: number;
  /** For all files of a message together, waiting for others included. */
  readonly deadlineMs?: number;
}

/** The files of one message. The conversation exists. */
export interface FilesOfMessage {
  readonly conversationId: string;
  readonly messageId: string;
  readonly serviceUrl: string;
  readonly language: Language;
  readonly files: readonly NamedFile[];
}

export interface ReceivedFiles {
  readonly stored: readonly Attachment[];
  /** What could not be had, in words for agents. */
  readonly notes: readonly string[];
}

/** Connectors wait fifteen seconds for an answer; all files of a message together must be there before. */
const DEADLINE_MS = 9_000;
/** Files lie in memory while they come in. */
const MOST_AT_ONCE = 8;

type Problem = 'failed' | 'too-large' | 'too-many' | 'wrong-type';
const NOTES: Readonly<Record<Problem, Readonly<Record<Language, string>>>> = {
  failed: { en: 'file could not be fetched from the channel', zh: '文件未能从渠道获取' },
  'too-large': { en: 'file not taken: too large', zh: '文件过大，未接收' },
  'too-many': { en: 'file not taken: too many in one message', zh: '单条消息文件过多，未接收' },
  'wrong-type': { en: 'file not taken: files of this type are not', zh: '不支持该类型，文件未接收' },
};

/**
 * Fetches a customer's files from where their channel keeps them and puts them away as uploads of the website are. A file that cannot be
 * had is named in a note; nothing is raised for it. A repeat of the message finds the files of the first.
 */
export function createReceiveFiles(deps: ReceiveFilesDeps) {
  const gate = createGate(MOST_AT_ONCE);
  return (caller: CheckedCaller, message: FilesOfMessage): Promise<ReceivedFiles> => {
    const signal = AbortSignal.timeout(deps.deadlineMs ?? DEADLINE_MS);
    return gate(() => receive(caller, message, signal));
  };

  async function receive(caller: CheckedCaller, message: FilesOfMessage, signal: AbortSignal): Promise<ReceivedFiles> {
    const stored: Attachment[] = [];
    const notes: string[] = [];
    let left = deps.maxBytes * FILES_IN_ALL;
    const ids = message.files.map((_file, n) => idOf(message, n));
    const known = await deps.attachments.describe(message.conversationId, ids);
    for (const [n, file] of message.files.entries()) {
      const name = safeFileName(file.name);
      const id = ids[n] ?? '';
      const result =
        known.find((attachment) => attachment.id === id) ??
        (n < MOST_FILES ? await take(caller, message, { file, name, id, signal, left }) : 'too-many');
      if (typeof result === 'string') {
        notes.push(`[${name}: ${NOTES[result][message.language]}]`);
        continue;
      }
      stored.push(result);
      left -= result.sizeBytes;
    }
    return { stored, notes };
  }

  async function take(
    caller: CheckedCaller,
    message: FilesOfMessage,
    given: {
      readonly file: NamedFile;
      readonly name: string;
      readonly id: string;
      readonly signal: AbortSignal;
      readonly left: number;
    },
  ): Promise<Attachment | Problem> {
    const { file, name, id, signal } = given;
    const maxBytes = Math.min(deps.maxBytes, given.left);
    const fetched = await fetchFrom(file, { caller, serviceUrl: message.serviceUrl, maxBytes, signal });
    if (fetched.kind !== 'fetched') return fetched.kind;
    const { bytes } = fetched;
    if (bytes.length === 0) return 'failed';
    // What the channel said of a file that the host shows as a stream of bytes; a page in place of a file is none.
    const contentType = acceptedType(isNothing(fetched.contentType) ? file.contentType : fetched.contentType, name);
    if (contentType === null) return 'wrong-type';
    const attachment = { id, name, contentType, sizeBytes: bytes.length };
    await deps.attachments.save({ attachment, conversationId: message.conversationId, bytes });
    return attachment;
  }

  async function fetchFrom(
    { source }: NamedFile,
    how: {
      readonly caller: CheckedCaller;
      readonly serviceUrl: string;
      readonly maxBytes: number;
      readonly signal: AbortSignal;
    },
  ): Promise<Fetched> {
    if (source.kind === 'address') return await deps.download(source.url, { ...how, token: source.token });
    try {
      how.signal.throwIfAborted();
      const client = await how.caller.connectorFactory?.create(how.serviceUrl, how.caller.audience);
      if (!client) return { kind: 'failed' };
      const answer = await before(how.signal, client.attachments.getAttachment(source.attachmentId, source.viewId));
      const body = answer.readableStreamBody;
      if (!(body instanceof Readable)) return { kind: 'failed' };
      addAbortSignal(how.signal, body);
      return await readAtMost(body, answer._response.headers.get('content-type') ?? '', how.maxBytes);
    } catch {
      return { kind: 'failed' };
    }
  }
}

/** The same in each attempt of the channel. */
function idOf({ conversationId, messageId }: FilesOfMessage, n: number): string {
  return createHash('sha256')
    .update(JSON.stringify([conversationId, messageId, n]))
    .digest('base64url');
}

function isNothing(contentType: string): boolean {
  return contentType === '' || contentType.startsWith('application/octet-stream');
}
