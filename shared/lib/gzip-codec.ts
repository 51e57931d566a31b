import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod/mini';

/** Long text, kept as gzip: statements repeat themselves, an item holds 400 KB, and each KB is paid for when written and read. */
export const gzipped = z.codec(z.instanceof(Uint8Array), z.string(), {
  decode: (bytes) => gunzipSync(bytes).toString('utf8'),
  encode: (text) => gzipSync(text),
});

/** A long list, kept as the gzip of its JSON. */
export const gzippedList = <S extends z.core.$ZodType>(entry: S) =>
  z.pipe(
    gzipped,
    z.codec(z.string(), z.array(entry), { decode: (text) => JSON.parse(text), encode: (list) => JSON.stringify(list) }),
  );
