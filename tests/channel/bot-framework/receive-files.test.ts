import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { createReceiveFiles, type FilesOfMessage } from '../../../src/channel/bot-framework/files/receive-files.ts';

const message = (files: number): FilesOfMessage => ({
  conversationId: 'c1',
  messageId: 'm1',
  serviceUrl: 'https://connector.example/',
  language: 'en',
  files: Array.from({ length: files }, (_, n) => ({
    name: `${n}.png`,
    contentType: 'image/png',
    source: { kind: 'connector' as const, attachmentId: `a${n}`, viewId: 'original' },
  })),
});
const attachments = { save: () => Promise.resolve(), describe: () => Promise.resolve([]) };
const callerWhose = (getAttachment: () => Promise<unknown>) =>
  ({ audience: 'x', connectorFactory: { create: () => Promise.resolve({ attachments: { getAttachment } }) } }) as never;
const receive = (getAttachment: () => Promise<unknown>) =>
  createReceiveFiles({ attachments, download: () => Promise.resolve({ kind: 'failed' }), maxBytes: 1_000, deadlineMs: 60 })(
    callerWhose(getAttachment),
    message(3),
  );
const FAILED = [0, 1, 2].map((n) => `[${n}.png: file could not be fetched from the channel]`);

it('waits for all files of a message together no longer than its deadline, however slow the connector is', async () => {
  let asked = 0;

  const { notes } = await receive(() => {
    asked += 1;
    return new Promise(() => undefined);
  });

  expect(notes).toEqual(FAILED);
  expect(asked).toBe(1);
});

it('gives up a file that comes drop by drop', async () => {
  const endless = async function* () {
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      yield Buffer.from('x');
    }
  };
  const { notes } = await receive(() =>
    Promise.resolve({
      readableStreamBody: Readable.from(endless()),
      _response: { headers: { get: () => 'image/png' } },
    }),
  );

  expect(notes).toEqual(FAILED);
});
