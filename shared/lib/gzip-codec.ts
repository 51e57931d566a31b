import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod/mini';

/** Long text stored as gzip: a DynamoDB item holds at most 400 KB, and AWS bills each KB. */
export const gzipped = z.codec(z.instanceof(Uint8Array), z.string(), {
  decode: (bytes) => gunzipSync(bytes).toString('utf8'),
  encode: (text) => gzipSync(text),
});

/** A long list stored as gzipped JSON. */
export const gzippedList = <S extends z.core.$ZodType>(entry: S) =>
  z.pipe(
    gzipped,
    z.codec(z.string(), z.array(entry), { decode: (text) => JSON.parse(text), encode: (list) => JSON.stringify(list) }),
  );
