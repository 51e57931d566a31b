import { AwsClient } from 'aws4fetch';

/** One version of an object. A bucket without versions has no version ids. */
type ObjectVersion = { readonly key: string; readonly version?: string | undefined };

/** The objects of the bucket of statements, for the erasure of pages. */
export type StatementObjects = {
  /** Returns every version of the objects under a prefix, and every delete marker. */
  readonly versions: (prefix: string) => Promise<readonly ObjectVersion[]>;
  /** Returns the prefixes one level below a prefix: `statements/2026-10/`. */
  readonly folders: (prefix: string) => Promise<readonly string[]>;
  readonly remove: (object: ObjectVersion) => Promise<void>;
  readonly put: (key: string, body: string, type: string) => Promise<void>;
};

type Credentials = () => Promise<{
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}>;

const REQUEST_TIMEOUT_MS = 30_000;

/** Opens the bucket at `base`, its URL without a slash at the end. `isVersioned`: emulators keep no versions. */
export const openStatementObjects = (
  base: string,
  region: string,
  credentials: Credentials,
  { isVersioned = true }: { readonly isVersioned?: boolean } = {},
): StatementObjects => {
  const send = async (method: string, path: string, init: RequestInit = {}): Promise<string> => {
    const { accessKeyId, secretAccessKey, sessionToken } = await credentials();
    const session = sessionToken === undefined ? {} : { sessionToken };
    const client = new AwsClient({ accessKeyId, secretAccessKey, ...session, service: 's3', region });
    const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    const response = await client.fetch(`${base}${path}`, { ...init, method, signal });
    const text = await response.text();
    if (!response.ok) throw new Error(`S3 ${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
    return text;
  };

  const list = async (parameters: Readonly<Record<string, string>>): Promise<string[]> => {
    const pages: string[] = [];
    let next: Readonly<Record<string, string>> | undefined = {};
    while (next !== undefined) {
      const query: string = new URLSearchParams({ ...parameters, ...next }).toString();
      const page: string = await send('GET', isVersioned ? `?versions=&${query}` : `?list-type=2&${query}`);
      pages.push(page);
      next = nextPage(page);
    }
    return pages;
  };

  return {
    versions: async (prefix) =>
      (await list({ prefix })).flatMap((page) =>
        [...page.matchAll(/<(Version|DeleteMarker|Contents)>(.*?)<\/\1>/gs)].map(([, , entry = '']) => ({
          key: element(entry, 'Key') ?? '',
          version: element(entry, 'VersionId'),
        })),
      ),
    folders: async (prefix) =>
      (await list({ prefix, delimiter: '/' })).flatMap((page) =>
        [...page.matchAll(/<CommonPrefixes>(.*?)<\/CommonPrefixes>/gs)].flatMap(
          ([, entry = '']) => element(entry, 'Prefix') ?? [],
        ),
      ),
    remove: async ({ key, version }) => {
      await send('DELETE', `/${key}${version === undefined ? '' : `?versionId=${encodeURIComponent(version)}`}`);
    },
    put: async (key, body, type) => {
      await send('PUT', `/${key}`, { body, headers: { 'content-type': type } });
    },
  };
};

const nextPage = (page: string): Readonly<Record<string, string>> | undefined => {
  if (element(page, 'IsTruncated') !== 'true') return undefined;
  const token = element(page, 'NextContinuationToken');
  if (token !== undefined) return { 'continuation-token': token };
  const version = element(page, 'NextVersionIdMarker');
  return {
    'key-marker': element(page, 'NextKeyMarker') ?? '',
    ...(version === undefined ? {} : { 'version-id-marker': version }),
  };
};

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const element = (xml: string, name: string): string | undefined =>
  new RegExp(`<${name}>([^<]*)</${name}>`)
    .exec(xml)?.[1]
    ?.replaceAll(/&(amp|lt|gt|quot|apos);/g, (entity, entityName: string) => ENTITIES[entityName] ?? entity);
