import { once } from 'node:events';
import { createServer } from 'node:http';
import * as z from 'zod/mini';

export type VersionedBucket = {
  readonly url: string;
  /** The versions in the order of their puts. */
  readonly versions: { readonly key: string; readonly id: string }[];
  readonly stop: () => Promise<void>;
};

/** The entries of a page: few, so that listings have several pages. */
const PAGE_ENTRIES = 2;

/** Starts a bucket that keeps versions as S3 does: fauxqs 1.9.2 keeps none. */
export const startVersionedBucket = async (): Promise<VersionedBucket> => {
  const versions: VersionedBucket['versions'] = [];
  let puts = 0;
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://bucket');
    const key = decodeURIComponent(pathname.slice(1));
    request.resume();
    if (request.method === 'PUT') versions.push({ key, id: `v${(puts += 1)}` });
    if (request.method === 'DELETE') {
      const place = versions.findIndex((each) => each.key === key && each.id === searchParams.get('versionId'));
      if (place < 0) return response.writeHead(404).end('<Code>NoSuchVersion</Code>');
      versions.splice(place, 1);
    }
    return response.writeHead(200).end(request.method === 'GET' ? listing(versions, searchParams) : '');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.parse(z.object({ port: z.number() }), server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    versions,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};

const listing = (versions: VersionedBucket['versions'], parameters: URLSearchParams): string => {
  const prefix = parameters.get('prefix') ?? '';
  const found = versions.filter(({ key }) => key.startsWith(prefix)).toSorted((a, b) => (a.key < b.key ? -1 : 1));
  if (parameters.has('delimiter')) {
    const folders = new Set(found.map(({ key }) => key.slice(0, key.indexOf('/', prefix.length) + 1)));
    return [...folders].map((folder) => `<CommonPrefixes><Prefix>${folder}</Prefix></CommonPrefixes>`).join('');
  }
  const marker = parameters.get('version-id-marker');
  const start = marker === null ? 0 : found.findIndex(({ id }) => id === marker) + 1;
  const entries = found.slice(start, start + PAGE_ENTRIES);
  const last = entries.at(-1);
  const isTruncated = start + PAGE_ENTRIES < found.length;
  const next = `<NextKeyMarker>${last?.key}</NextKeyMarker><NextVersionIdMarker>${last?.id}</NextVersionIdMarker>`;
  return `<IsTruncated>${isTruncated}</IsTruncated>${isTruncated ? next : ''}${entries
    .map(({ key, id }) => `<Version><Key>${key}</Key><VersionId>${id}</VersionId></Version>`)
    .join('')}`;
};
