import { lookup, type LookupAddress } from 'node:dns';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPrivateAddress } from '../../shared/lib/is-private-address.ts';

export type PostSettings = {
  readonly url: string;
  /** The time limit of an attempt, name resolution and response included. */
  readonly timeoutMs: number;
  /** Allows http and private addresses. Only tests set it. */
  readonly isLocal?: boolean | undefined;
};

/**
 * Posts a body and returns undefined if the receiver accepted it with 2xx, or the reason why it did not.
 * Follows no redirect and keeps no part of the response.
 * Connects to no private address, even if a name resolves to one.
 */
export const postMessage = async (
  { url, timeoutMs, isLocal = false }: PostSettings,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<string | undefined> => {
  const target = new URL(url);
  const host = target.hostname.replace(/^\[(.*)\]$/, '$1');
  if (!isLocal && target.protocol !== 'https:') return 'the URL is not https';
  if (!isLocal && isIP(host) !== 0 && isPrivateAddress(host)) return PRIVATE;
  const send = target.protocol === 'https:' ? requestHttps : requestHttp;
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const request = send(target, {
    method: 'POST',
    headers: {
      'content-type': 'application/cloudevents+json; charset=utf-8',
      'content-length': `${Buffer.byteLength(body)}`,
      'user-agent': 'sla-credits',
      ...headers,
    },
    // A kept connection could lead to an address that the name no longer has.
    agent: false,
    signal: AbortSignal.timeout(timeoutMs),
    ...(isLocal ? {} : { lookup: lookupGlobal }),
  });
  request.on('error', (error) =>
    resolve(error.name === 'AbortError' ? `no response within ${timeoutMs} ms` : error.message),
  );
  request.on('response', (response) => {
    const { statusCode = 0 } = response;
    resolve(statusCode >= 200 && statusCode < 300 ? undefined : `status ${statusCode}`);
    response.destroy();
  });
  request.end(body);
  return promise;
};

const PRIVATE = 'the host has a private address';

/** Resolves a name for a connection. Fails if any of its addresses is private. */
const lookupGlobal: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    const [first] = addresses ?? [];
    if (error !== null || first === undefined) callback(error ?? new Error('the host has no address'), []);
    else if (addresses.some(({ address }) => isPrivateAddress(address))) callback(new Error(PRIVATE), []);
    else if (options.all === true) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};
