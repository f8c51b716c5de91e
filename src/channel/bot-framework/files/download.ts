import type { LookupAddress } from 'node:dns';
import { lookup as lookUp } from 'node:dns/promises';
import { request, type RequestOptions } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { isPublicAddress } from './is-public-address.ts';
import { readAtMost, type Fetched } from './read-at-most.ts';

export type Download = (
  url: URL,
  options: { readonly token: string | null; readonly maxBytes: number; readonly signal: AbortSignal },
) => Promise<Fetched>;

export interface DownloadDeps {
  /** Gives all addresses of a name. */
  readonly resolve?: (host: string) => Promise<readonly LookupAddress[]>;
  /** What a test's own https needs. */
  readonly connect?: Pick<RequestOptions, 'ca' | 'port'> & { readonly isPublic?: (address: string) => boolean };
}

/**
 * Gets a file over https without being led anywhere: the address that the name has is looked at and then used, redirects are not followed,
 * and a token goes to the host that was named. The caller says which hosts may be asked.
 */
export function createDownload({ resolve = resolveByDns, connect = {} }: DownloadDeps = {}): Download {
  const { isPublic = isPublicAddress, ...more } = connect;

  /** For the connection itself: what is checked is what is used. */
  const lookup: NonNullable<RequestOptions['lookup']> = (host, options, done) => {
    publicAddresses(host).then(
      (addresses) => {
        if (options.all === true) done(null, addresses);
        else done(null, addresses[0]?.address ?? '', addresses[0]?.family);
      },
      (error: unknown) => done(error instanceof Error ? error : new Error('no address'), '', 0),
    );
  };

  async function publicAddresses(host: string): Promise<LookupAddress[]> {
    const addresses = await resolve(host);
    if (addresses.length === 0 || !addresses.every(({ address }) => isPublic(address)))
      throw new Error('not an address of the internet');
    return [...addresses];
  }

  return async (url, { token, maxBytes, signal }) => {
    let response: IncomingMessage;
    try {
      response = await new Promise((gotResponse, reject) => {
        const headers = token === null ? {} : { authorization: `Bearer ${token}` };
        request(url, { method: 'GET', headers, lookup, signal, agent: false, ...more }, gotResponse)
          .on('error', reject)
          .end();
      });
    } catch {
      return { kind: 'failed' };
    }
    if (response.statusCode !== 200) {
      response.destroy();
      return { kind: 'failed' };
    }
    return await readAtMost(response, response.headers['content-type'] ?? '', maxBytes);
  };
}

async function resolveByDns(host: string): Promise<readonly LookupAddress[]> {
  return await lookUp(host, { all: true });
}
