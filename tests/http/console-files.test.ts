import { beforeEach, describe, expect, it } from 'vitest';
import { startConsole, type ConsoleServer } from './console-server.ts';

const PNG = Buffer.from('89504e470d0a1a0a', 'hex');

describe('files that agents send', () => {
  let server: ConsoleServer;
  let ticketId: string;
  let an: Awaited<ReturnType<ConsoleServer['browserOf']>>;
  beforeEach(async () => {
    server = await startConsole();
    await server.addAgent('An');
    await server.addAgent('Bo');
    ticketId = await server.handOver('c1');
    an = await server.browserOf('an');
    await an.post(`/tickets/${ticketId}/claim`);
    return () => server.dispose();
  });

  /** Whatever came: the tests look into it. */
  async function upload(
    uploadId: string,
    { bytes = PNG, type = 'image/png', name = '发票 1.png', as = an, ticket = ticketId } = {},
  ): // eslint-disable-next-line @typescript-eslint/no-explicit-any
  Promise<{ status: number; body: any }> {
    const response = await fetch(`${server.url}/api/console/tickets/${ticket}/uploads/${uploadId}`, {
      method: 'PUT',
      headers: {
        cookie: as.cookie(),
        'x-kefu': 'console',
        'content-type': type,
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      },
      body: new Uint8Array(bytes),
    });
    return { status: response.status, body: await response.json() };
  }
  const reply = (body: object) => an.post(`/tickets/${ticketId}/reply`, { clientId: 'client-1', ...body });
  const seenByCustomer = () => server.log.read('c1', { after: 0, limit: 100, audience: 'customer' });

  it('go to the customer with the reply that names them, in its order', async () => {
    const [first, second] = [await upload('upload-1'), await upload('upload-2', { name: 'b.pdf', type: 'application/pdf' })];

    const answer = await reply({ attachments: [second.body.attachment.id, first.body.attachment.id] });

    expect(answer.status).toBe(200);
    expect((await seenByCustomer()).at(-1)).toMatchObject({
      author: { kind: 'agent', id: 'an' },
      body: {
        text: '',
        attachments: [
          { name: 'b.pdf', contentType: 'application/pdf' },
          { name: '发票 1.png', contentType: 'image/png', sizeBytes: 8 },
        ],
      },
    });
  });

  it('are kept once, however often the upload is repeated', async () => {
    const [first, again, other] = [await upload('upload-1'), await upload('upload-1'), await upload('upload-2')];

    expect([first.status, again.status, other.status]).toEqual([201, 200, 201]);
    expect(again.body).toEqual(first.body);
    expect(other.body.attachment.id).not.toBe(first.body.attachment.id);
  });

  it('are refused where a customer’s would be: too large, of a kind that could run, or empty', async () => {
    const answers = [
      await upload('upload-1', { bytes: Buffer.alloc(server.uploadMaxBytes + 1) }),
      await upload('upload-2', { name: 'page.html', type: 'text/html' }),
      await upload('upload-3', { name: 'a.svg', type: 'image/svg+xml' }),
      await upload('upload-4', { bytes: Buffer.alloc(0) }),
      await upload('..', {}),
    ];

    expect(answers.map(({ status }) => status)).toEqual([413, 400, 400, 400, 404]);
    expect(answers[0]?.body.error.code).toBe('PAYLOAD_TOO_LARGE');
  });

  it('are refused from whoever does not hold the conversation', async () => {
    const bo = await server.browserOf('bo');

    const answer = await upload('upload-1', { as: bo });

    expect(answer).toMatchObject({ status: 409, body: { error: { code: 'OWNERSHIP_MOVED' } } });
  });

  it('are not taken into a reply from another conversation, nor from nowhere', async () => {
    const otherTicket = await server.handOver('c2');
    await an.post(`/tickets/${otherTicket}/claim`);
    const other = await upload('upload-1', { ticket: otherTicket });

    const [foreign, unknown, none] = [
      await reply({ text: 'x', attachments: [other.body.attachment.id] }),
      await reply({ text: 'x', attachments: ['nothing'] }),
      await reply({ text: '' }),
    ];

    expect([foreign.status, unknown.status, none.status]).toEqual([400, 400, 400]);
    expect(foreign.body.error.message).toMatch(/upload each file/);
  });

  it('are limited in number and in all, like those of customers', async () => {
    const bytes = Buffer.alloc(server.uploadMaxBytes, 1);
    const ids: string[] = [];
    for (const n of [1, 2, 3]) ids.push((await upload(`upload-${n}`, { bytes })).body.attachment.id as string);

    const [tooMuch, tooMany] = [await reply({ attachments: ids }), await reply({ attachments: ['a', 'b', 'c', 'd', 'e', 'f'] })];

    expect([tooMuch.status, tooMany.status]).toEqual([413, 400]);
  });

  it('are drawn only when they are pictures, and run nowhere', async () => {
    const picture = await upload('upload-1');
    const text = await upload('upload-2', { name: 'a.txt', type: 'text/plain', bytes: Buffer.from('<script>') });
    const headersOf = async (id: string) =>
      (await fetch(`${server.url}/api/console/tickets/${ticketId}/attachments/${id}`, { headers: { cookie: an.cookie() } }))
        .headers;

    const [ofPicture, ofText] = [await headersOf(picture.body.attachment.id), await headersOf(text.body.attachment.id)];

    expect(ofPicture.get('content-type')).toBe('image/png');
    expect(ofText.get('content-type')).toBe('application/octet-stream');
    for (const headers of [ofPicture, ofText]) {
      expect(headers.get('content-disposition')).toMatch(/^attachment/);
      expect(headers.get('content-security-policy')).toContain('sandbox');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });
});
