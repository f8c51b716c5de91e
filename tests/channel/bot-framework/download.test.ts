import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDownload, type DownloadDeps } from '../../../src/channel/bot-framework/files/download.ts';
import { isPublicAddress } from '../../../src/channel/bot-framework/files/is-public-address.ts';

/** Of nobody but these tests: for the name `files.slack.com`, signed by itself. */
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgvWivqYNdZXThx71s
YgWn6GPHMop7RF0/yfmF/ktV+5ChRANCAAQMoy2ePjuNJdqXPHifIfiVp38uQu4A
FugqnXsj0CJUGOURqC0cbs8loQzD5kdtuv6LU+JT6yeBbgaCFwbVFatm
-----END PRIVATE KEY-----
`;
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBpjCCAU2gAwIBAgIULUba4d3wqKHXXCmjrATOrX3rhZ8wCgYIKoZIzj0EAwIw
GjEYMBYGA1UEAwwPZmlsZXMuc2xhY2suY29tMCAXDTI2MTEyNzEyNDExNVoYDzIx
MjYxMTAzMTI0MTE1WjAaMRgwFgYDVQQDDA9maWxlcy5zbGFjay5jb20wWTATBgcq
hkjOPQIBBggqhkjOPQMBBwNCAAQMoy2ePjuNJdqXPHifIfiVp38uQu4AFugqnXsj
0CJUGOURqC0cbs8loQzD5kdtuv6LU+JT6yeBbgaCFwbVFatmo28wbTAdBgNVHQ4E
FgQUJHlYj3WW+EABMHGCf+YsprWfqPIwHwYDVR0jBBgwFoAUJHlYj3WW+EABMHGC
f+YsprWfqPIwDwYDVR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgg9maWxlcy5zbGFj
ay5jb20wCgYIKoZIzj0EAwIDRwAwRAIgY6q3RhzO/+crVHLqkBtuqA1dcfW6n/dY
P1DZFqd0d4QCIC/4euz2W4a4VDPnG4xyU19NaJS/AsuLWfLKAwpPVGO6
-----END CERTIFICATE-----
`;

let server: Server;
let asked: { readonly path: string; readonly authorization: string | undefined }[];
let connections: number;
beforeEach(async () => {
  asked = [];
  connections = 0;
  server = createServer({ key: KEY, cert: CERTIFICATE }, (request, response) => {
    asked.push({ path: request.url ?? '', authorization: request.headers.authorization });
    switch (request.url) {
      case '/file':
        response.writeHead(200, { 'content-type': 'application/pdf' }).end('12345');
        return;
      case '/elsewhere':
        response.writeHead(302, { location: '/file' }).end();
        return;
      case '/endless':
        response.writeHead(200, { 'content-type': 'application/pdf' });
        response.on('error', () => undefined);
        for (let n = 0; n < 100; n += 1) response.write(Buffer.alloc(1_000));
        return;
      case '/silent':
        response.writeHead(200, { 'content-type': 'application/pdf' }).write('1');
        return;
      default:
        response.writeHead(404).end();
    }
  });
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function download(path: string, more: { connect?: DownloadDeps['connect']; maxBytes?: number; ms?: number } = {}) {
  const { port } = server.address() as AddressInfo;
  return await createDownload({
    resolve: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
    connect: { ca: CERTIFICATE, port, isPublic: () => true, ...more.connect },
  })(new URL(`https://files.slack.com${path}`), {
    token: 'token',
    maxBytes: more.maxBytes ?? 100,
    signal: AbortSignal.timeout(more.ms ?? 5_000),
  });
}

describe('a download', () => {
  it('gives bytes and type, and shows the token to the host that was named', async () => {
    expect(await download('/file')).toEqual({ kind: 'fetched', bytes: Buffer.from('12345'), contentType: 'application/pdf' });
    expect(asked).toEqual([{ path: '/file', authorization: 'Bearer token' }]);
  });

  it('connects to no address of this network, whatever the name says', async () => {
    expect(await download('/file', { connect: { isPublic: isPublicAddress } })).toEqual({ kind: 'failed' });
    expect(connections).toBe(0);
  });

  it('follows no redirect', async () => {
    expect(await download('/elsewhere')).toEqual({ kind: 'failed' });
    expect(asked).toHaveLength(1);
  });

  it('takes no more than it may', async () => {
    expect(await download('/file', { maxBytes: 5 })).toMatchObject({ kind: 'fetched' });
    expect(await download('/file', { maxBytes: 4 })).toEqual({ kind: 'too-large' });
    expect(await download('/endless', { maxBytes: 5_000 })).toEqual({ kind: 'too-large' });
  });

  it('waits no longer than it may', async () => {
    expect(await download('/silent', { ms: 200 })).toEqual({ kind: 'failed' });
  });

  it('believes only a certificate that is good', async () => {
    expect(await download('/file', { connect: { ca: [] } })).toEqual({ kind: 'failed' });
    expect(asked).toEqual([]);
  });

  it('fails when the host is not there or has no such file', async () => {
    expect(await download('/nothing')).toEqual({ kind: 'failed' });
    const nowhere = createDownload({ resolve: () => Promise.reject(new Error('ENOTFOUND')) });
    const signal = AbortSignal.timeout(5_000);
    expect(await nowhere(new URL('https://files.slack.com/'), { token: null, maxBytes: 1, signal })).toEqual({ kind: 'failed' });
  });
});

describe('an address of the internet', () => {
  it.each(['8.8.8.8', '104.16.0.1', '2606:4700::1111', '2a00:1450::1'])('is %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
    ...['198.18.0.1', '224.0.0.1', '255.255.255.255', '::', '::1', '::ffff:10.0.0.1', '::ffff:8.8.8.8', '64:ff9b::a00:1'],
    ...['fc00::1', 'fd12::1', 'fe80::1', 'ff02::1', '2001:db8::1', '2002:a00:1::', 'localhost', ''],
  ])('is not %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});
