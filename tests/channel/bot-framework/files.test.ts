import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fetched } from '../../../src/channel/bot-framework/files/read-at-most.ts';
import { SLACK_TOKEN, slackMessage, teamsMessage, type Json } from './activities.ts';
import { startFakeConnector, type FakeConnector } from './fake-connector.ts';
import { startKit, type Kit } from './kit.ts';

let connector: FakeConnector;
let kit: Kit;
let asked: { readonly url: string; readonly token: string | null }[];
let answer: (url: string) => Fetched;
beforeEach(async () => {
  asked = [];
  answer = () => ({ kind: 'fetched', bytes: Buffer.from('pdf'), contentType: 'application/pdf' });
  connector = await startFakeConnector();
  kit = await startKit(connector, {
    download: ({ href }, { token }) => {
      asked.push({ url: href, token });
      return Promise.resolve(answer(href));
    },
  });
});
afterEach(async () => {
  await kit.dispose();
  await connector.dispose();
});

const TEAMS = 'msteams|a:1personal-mei';
/** The customer's messages, files by name, type and bytes. */
async function received(conversationId: string) {
  const entries = await kit.log.read(conversationId, { after: 0, limit: 50, audience: 'agent' });
  return await Promise.all(
    entries.flatMap(({ author, body }) =>
      author.kind === 'customer' && body.kind === 'message'
        ? [
            Promise.all(
              body.attachments.map(async ({ id, name, contentType }) => {
                const file = await kit.attachments.load(conversationId, id);
                return `${name} ${contentType} ${file?.bytes.toString('latin1')}`;
              }),
            ).then((files) => ({ text: body.text, files })),
          ]
        : [],
    ),
  );
}
const image = (id: string, more: Json = {}) => ({
  contentType: 'image/png',
  contentUrl: `${connector.url}/v3/attachments/${encodeURIComponent(id)}/views/original`,
  name: 'shoe.png',
  ...more,
});
const teamsFile = (downloadUrl: string, name = 'bill.pdf') => ({
  contentType: 'application/vnd.microsoft.teams.file.download.info',
  name,
  contentUrl: 'https://shop.sharepoint.com/personal/mei/bill.pdf',
  content: { downloadUrl, uniqueId: 'u', fileType: 'pdf' },
});
const SHAREPOINT = 'https://shop.sharepoint.com/download.aspx?tempauth=secret';

describe('a file of a customer', () => {
  it('that the connector keeps is fetched with the bot’s token, and stands in the log as an upload', async () => {
    connector.files.set('0-wus-d1 x', { bytes: Buffer.from([0, 255, 16, 128]), contentType: 'image/png' });

    await kit.post(teamsMessage(connector.url, { text: 'broken', attachments: [image('0-wus-d1 x')] }));

    expect(await received(TEAMS)).toEqual([{ text: 'broken', files: ['shoe.png image/png \u0000ÿ\u0010\u0080'] }]);
    expect(connector.filesAsked).toEqual([{ id: '0-wus-d1 x', isBot: true }]);
  });

  it('on Teams comes from OneDrive by its download address, without the bot’s token', async () => {
    await kit.post(teamsMessage(connector.url, { text: '', attachments: [teamsFile(SHAREPOINT)] }));

    expect(await received(TEAMS)).toEqual([{ text: '', files: ['bill.pdf application/pdf pdf'] }]);
    expect(asked).toEqual([{ url: SHAREPOINT, token: null }]);
    expect(JSON.stringify(await kit.db.selectFrom('entries').selectAll().execute())).not.toContain('tempauth');
  });

  it('on Slack is fetched with Slack’s own token, which is shown to nobody else and kept nowhere', async () => {
    const files = ['https://files.slack.com/files-pri/T0-F0/a.pdf', 'https://evil.example/files-pri/T0-F0/b.pdf'].map(
      (url_private) => ({ id: 'F0', name: url_private.slice(-5), mimetype: 'application/pdf', url_private }),
    );
    const attachments = [{ contentType: 'application/pdf', name: 'c.pdf', contentUrl: 'https://evil.example/c.pdf' }];
    await kit.post(
      slackMessage(
        connector.url,
        { text: 'see', conversation: { id: 'B0BOT:T0TEAM:D0MEI' }, attachments },
        {
          files,
          channel: 'D0MEI',
          channel_type: 'im',
        },
      ),
    );

    const [message] = await received('slack|B0BOT:T0TEAM:D0MEI');
    expect(message?.files).toEqual(['a.pdf application/pdf pdf']);
    expect(asked).toEqual([{ url: 'https://files.slack.com/files-pri/T0-F0/a.pdf', token: SLACK_TOKEN }]);
    expect(JSON.stringify(await kit.db.selectFrom('entries').selectAll().execute())).not.toContain(SLACK_TOKEN);
  });

  it('on Telegram is fetched from an address that nobody sees, since it holds the bot’s token', async () => {
    const contentUrl = 'https://api.telegram.org/file/bot1:SECRET/p.jpg';
    answer = () => ({ kind: 'fetched', bytes: Buffer.from('jpg'), contentType: 'application/octet-stream' });
    await kit.post(
      teamsMessage(connector.url, {
        channelId: 'telegram',
        text: '',
        attachments: [{ contentType: 'image/jpeg', name: 'p.jpg', contentUrl }],
      }),
    );

    expect(asked).toEqual([{ url: contentUrl, token: null }]);
    expect(await received('telegram|a:1personal-mei')).toEqual([{ text: '', files: ['p.jpg image/jpeg jpg'] }]);
    expect(JSON.stringify(await kit.db.selectFrom('entries').selectAll().execute())).not.toContain('SECRET');
  });

  it('is stored once, however often the channel repeats its message', async () => {
    const message = teamsMessage(connector.url, { text: 'see', attachments: [teamsFile(SHAREPOINT)] });
    await kit.post(message);
    await kit.post(message);

    expect(await received(TEAMS)).toHaveLength(1);
    expect(asked).toHaveLength(1);
    expect(await kit.db.selectFrom('attachments').select('id').execute()).toHaveLength(1);
  });

  it.each<[string, string]>([
    ['another host', 'https://evil.example/a.pdf'],
    ['a host that only looks like it', 'https://evilsharepoint.com/a.pdf'],
    ['a host that begins like it', 'https://shop.sharepoint.com.evil.example/a.pdf'],
    ['no encryption', 'http://shop.sharepoint.com/a.pdf'],
    ['another port', 'https://shop.sharepoint.com:8443/a.pdf'],
    ['a password', 'https://shop.sharepoint.com@evil.example/a.pdf'],
    ['this machine', 'https://127.0.0.1/a.pdf'],
    ['a machine of the cloud', 'https://169.254.169.254/latest/meta-data'],
    ['a file of the machine', 'file:///etc/passwd'],
  ])('is not fetched from an address with %s', async (_case, downloadUrl) => {
    await kit.post(teamsMessage(connector.url, { text: 'see', attachments: [teamsFile(downloadUrl)] }));

    expect(asked).toEqual([]);
    expect((await received(TEAMS))[0]?.files).toEqual([]);
  });

  it('is not asked of the connector outside its attachments', async () => {
    await kit.post(
      teamsMessage(connector.url, {
        text: 'see',
        attachments: [image('x', { contentUrl: `${connector.url}/v3/conversations/other/members` })],
      }),
    );

    expect(connector.filesAsked).toEqual([]);
    expect((await received(TEAMS))[0]?.files).toEqual([]);
  });

  it.each<[string, Fetched, string]>([
    ['cannot be had', { kind: 'failed' }, '文件未能从渠道获取'],
    ['is too large', { kind: 'too-large' }, '文件过大，未接收'],
    ['is a page', { kind: 'fetched', bytes: Buffer.from('<a>'), contentType: 'text/html' }, '不支持该类型，文件未接收'],
    ['is empty', { kind: 'fetched', bytes: Buffer.alloc(0), contentType: 'application/pdf' }, '文件未能从渠道获取'],
  ])('is named in a note when it %s', async (_case, fetched, note) => {
    answer = () => fetched;
    await kit.post(teamsMessage(connector.url, { text: '', attachments: [teamsFile(SHAREPOINT)] }));

    expect(await received(TEAMS)).toEqual([{ text: `[bill.pdf: ${note}]`, files: [] }]);
  });

  it('is cut off at the largest size, also when the connector keeps it', async () => {
    connector.files.set('big', { bytes: Buffer.alloc(1_001), contentType: 'image/png' });
    await kit.post(teamsMessage(connector.url, { text: '', locale: 'en-US', attachments: [image('big')] }));

    expect(await received(TEAMS)).toEqual([{ text: '[shoe.png: file not taken: too large]', files: [] }]);
  });

  it('beyond the fifth of a message is not taken, and said so', async () => {
    const attachments = Array.from({ length: 6 }, (_, n) => teamsFile(`${SHAREPOINT}&n=${n}`, `${n}.pdf`));
    await kit.post(teamsMessage(connector.url, { text: '', locale: 'en-US', attachments }));

    const [message] = await received(TEAMS);
    expect(message?.files).toHaveLength(5);
    expect(message?.text).toBe('[5.pdf: file not taken: too many in one message]');
  });
});
