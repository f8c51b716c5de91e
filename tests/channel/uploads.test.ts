import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
let visit: Awaited<ReturnType<TestServer['visit']>>;
beforeEach(async () => {
  server = await startTestServer();
  visit = await server.visit();
});
afterEach(() => server.dispose());

type Part = readonly [name: string, content: string, type: string, field?: string];
const PNG: Part = ['a.png', 'picture', 'image/png'];

function upload(parts: readonly Part[]) {
  const form = new FormData();
  for (const [name, content, type, field] of parts) form.append(field ?? 'file', new Blob([content], { type }), name);
  return server.ask(`/v3/directline/conversations/${visit.conversationId}/upload?userId=someone`, {
    method: 'POST',
    token: visit.token,
    body: form,
  });
}

async function lastSent() {
  const { body } = await server.ask(`/v3/directline/conversations/${visit.conversationId}/activities`, { token: visit.token });
  return body.activities.findLast(({ from }: { from: { role: string } }) => from.role === 'user');
}

const activityPart = (activity: unknown): Part => [
  'blob',
  typeof activity === 'string' ? activity : JSON.stringify(activity),
  'application/vnd.microsoft.activity',
  'activity',
];

describe('an upload', () => {
  it.each<[string, string, string]>([
    ['climbs out of folders', '../../etc/passwd.txt', 'passwd.txt'],
    ['climbs out of folders as Windows does', '..\\..\\windows\\system.txt', 'system.txt'],
    ['is an absolute path', '/etc/shadow.txt', 'shadow.txt'],
    ['hides its ending', 'photo\u202egnp.txt', 'photognp.txt'],
    ['holds zero-width characters', 'a\u200b\u2066b.txt', 'ab.txt'],
    ['holds quotes and HTML', '"><img src=x>.txt', '___img src=x_.txt'],
    ['is hidden', '...txt', 'txt'],
    ['is long', `${'长'.repeat(300)}.txt`, `${'长'.repeat(116)}.txt`],
    ['is Chinese', '订单 截图（1）.txt', '订单 截图（1）.txt'],
    ['is nothing but a path', '../', 'file'],
  ])('whose name %s gets a harmless one', async (_case, given, expected) => {
    const { status } = await upload([[given, 'x', 'text/plain']]);

    expect(status).toBe(200);
    expect((await lastSent()).attachments[0].name).toBe(expected);
  });

  it.each<[string, readonly Part[], number, string]>([
    ['a page', [['a.html', '<script>', 'text/html']], 400, 'BadArgument'],
    ['a drawing that can hold a script', [['a.svg', '<svg/>', 'image/svg+xml']], 400, 'BadArgument'],
    ['a program', [['a.exe', 'MZ', 'application/x-msdownload']], 400, 'BadArgument'],
    ['a program of no type', [['a.exe', 'MZ', 'application/octet-stream']], 400, 'BadArgument'],
    ['a name that no form may hold', [['a\u0001.txt', 'x', 'text/plain']], 400, 'BadArgument'],
    ['nothing', [['a.png', '', 'image/png']], 400, 'BadArgument'],
    ['too much', [['a.png', 'x'.repeat(100_001), 'image/png']], 413, 'MessageSizeTooBig'],
    [
      'too much in all',
      Array.from({ length: 5 }, (): Part => ['a.png', 'x'.repeat(99_999), 'image/png']),
      413,
      'MessageSizeTooBig',
    ],
    ['too many', Array.from({ length: 7 }, () => PNG), 413, 'MessageSizeTooBig'],
    ['no file', [activityPart({ type: 'message', text: 'hi' })], 400, 'BadArgument'],
    ['an activity that is not JSON', [activityPart('{"type":'), PNG], 400, 'BadArgument'],
    ['an activity that is no message', [activityPart({ type: 'event', name: 'x' }), PNG], 400, 'BadArgument'],
    ['an activity that is none', [activityPart([]), PNG], 400, 'BadArgument'],
    ['too long a text', [activityPart({ type: 'message', text: 'x'.repeat(10_001) }), PNG], 413, 'MessageSizeTooBig'],
  ])('of %s is refused in the documented shape', async (_case, parts, status, code) => {
    const answer = await upload(parts);

    expect([answer.status, answer.body.error?.code]).toEqual([status, code]);
    expect((await server.log.find(visit.conversationId))?.lastSequence).toBe(1);
  });

  it('that is refused leaves no file behind', async () => {
    await upload([activityPart({ type: 'message', text: 'x'.repeat(10_001) }), PNG]);
    await upload([PNG, ['a.exe', 'MZ', 'application/x-msdownload']]);

    expect(await server.db.selectFrom('attachments').selectAll().execute()).toEqual([]);
  });

  it('whose body is damaged is refused', async () => {
    const { status, body } = await server.ask(`/v3/directline/conversations/${visit.conversationId}/upload`, {
      method: 'POST',
      token: visit.token,
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      body: '--x\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\n\r\nabc',
    });

    expect([status, body.error.code]).toEqual([400, 'BadArgument']);
  });

  it.each([
    [`attachment; filename="票.pdf"`.replace('票', '%E7%A5%A8'), '%E7%A5%A8.pdf'],
    [`attachment; filename*=UTF-8''%E7%A5%A8.pdf`, '票.pdf'],
    ['attachment', 'file'],
  ])('of a single file as the body is taken: %s', async (disposition, name) => {
    const { status } = await server.ask(`/v3/directline/conversations/${visit.conversationId}/upload?userId=someone`, {
      method: 'POST',
      token: visit.token,
      headers: { 'content-type': 'application/pdf', 'content-disposition': disposition },
      body: '%PDF',
    });

    expect(status).toBe(200);
    expect(await lastSent()).toMatchObject({
      text: '',
      attachments: [{ name, contentType: 'application/pdf' }],
    });
  });

  it('that many customers send at once, or break off, keeps nobody else waiting for good', async () => {
    const path = `/v3/directline/conversations/${visit.conversationId}/upload`;
    const headers = { authorization: `Bearer ${visit.token}`, 'content-type': 'multipart/form-data; boundary=x' };
    const hanging = Array.from({ length: 12 }, () => {
      const asked = request(server.url + path, { method: 'POST', headers });
      asked.on('error', () => undefined);
      asked.write('--x\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\n\r\nabc');
      return asked;
    });

    const waiting = upload([PNG]);
    for (const asked of hanging) asked.destroy();

    expect((await waiting).status).toBe(200);
  });

  it('sent twice with one clientActivityID is one message', async () => {
    const parts = [activityPart({ type: 'message', text: 'see', channelData: { clientActivityID: 'u1' } }), PNG];

    const [first, second] = [await upload(parts), await upload(parts)];

    expect(second.body).toEqual(first.body);
    expect((await server.log.unhandled(visit.conversationId)).length).toBeLessThanOrEqual(1);
  });
});

describe('a download', () => {
  const fetchFile = async (change: (url: string) => string) => {
    const { attachments } = await lastSent();
    return await fetch(change(attachments[0].contentUrl));
  };

  it('is a file to keep, never a page', async () => {
    await upload([['a.txt', '<script>alert(1)</script>', 'text/plain']]);

    const response = await fetchFile((url) => url);

    expect(await response.text()).toBe('<script>alert(1)</script>');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-disposition': "attachment; filename*=UTF-8''a.txt",
      'content-security-policy': "default-src 'none'; sandbox",
      'content-type': expect.stringContaining('text/plain'),
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
    });
  });

  it.each<[string, (url: string) => string]>([
    ['without a signature', (url) => url.replace(/\?.*/, '')],
    ['with another signature', (url) => url.replace(/s=./, 's=_')],
    ['with a longer time', (url) => url.replace(/e=\d+/, 'e=99999999999')],
    ['of another conversation', (url) => url.replace(visit.conversationId, 'other')],
    ['of a path', (url) => url.replace(visit.conversationId, '..%2f..%2fetc')],
  ])('%s is refused', async (_case, change) => {
    await upload([PNG]);

    expect((await fetchFile(change)).status).toBe(403);
  });

  it('ends a week later', async () => {
    await upload([PNG]);
    const { attachments } = await lastSent();

    server.advance(8 * 86_400_000);

    expect((await fetch(attachments[0].contentUrl)).status).toBe(403);
  });
});
