import * as fc from 'fast-check';
import { mutatePayloads } from './json-edits.ts';
import { DEEP_LIST, DEEP_OBJECT, hostileText } from './hostile-values.ts';

/** Payloads as bytes: changed as values, then as text, and some random bytes. */

/** The deepest nesting: it fits in a body and exceeds the stack. */
const DEPTH = 60_000;

/** Returns JSON with deep nesting in place of the marks. A lone surrogate is escaped, as by JSON.stringify. */
export const writeJson = (value: unknown): string =>
  (JSON.stringify(value) ?? '')
    .replaceAll(JSON.stringify(DEEP_LIST), () => '['.repeat(DEPTH) + ']'.repeat(DEPTH))
    .replaceAll(JSON.stringify(DEEP_OBJECT), () => `${'{"a":'.repeat(DEPTH / 3)}0${'}'.repeat(DEPTH / 3)}`);

type Slip = { readonly how: 'none' | 'cut' | 'insert' | 'twice' | 'mark'; readonly at: number; readonly text: string };

const slip: fc.Arbitrary<Slip> = fc.record({
  how: fc.oneof(
    { weight: 12, arbitrary: fc.constant('none' as const) },
    { weight: 1, arbitrary: fc.constantFrom('cut' as const, 'insert', 'mark') },
    { weight: 2, arbitrary: fc.constant('twice' as const) },
  ),
  at: fc.nat({ max: 5000 }),
  text: hostileText,
});

const slipped = (body: string, { how, at, text }: Slip): string => {
  const place = at % (body.length + 1);
  switch (how) {
    case 'none':
      return body;
    case 'cut':
      return body.slice(0, place);
    case 'insert':
      return body.slice(0, place) + text + body.slice(place);
    case 'mark':
      return `\uFEFF${body}`;
    case 'twice': {
      // A repeated key: JSON.parse takes the later one.
      const keys = [...body.matchAll(/"[A-Za-z_-]+":/g)];
      const found = keys[at % Math.max(1, keys.length)];
      if (found === undefined) return body;
      return `${body.slice(0, found.index)}${found[0]}${JSON.stringify(text)},${body.slice(found.index)}`;
    }
  }
};

const noise: fc.Arbitrary<Buffer> = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.string({ unit: 'binary', maxLength: 100 }).map((text) => Buffer.from(text)),
  fc.constantFrom('', 'null', '0', '"x"', '[]', '{}', '[{}]', 'x'.repeat(300_000)).map((text) => Buffer.from(text)),
);

/** Bytes, and whether Lambda encodes them in base64. */
export type FuzzBody = { readonly bytes: Buffer; readonly isBase64Encoded: boolean };

/** Returns the bodies of payloads: mostly JSON in UTF-8, some in another encoding, some random bytes. */
export const fuzzBodies = (payloads: fc.Arbitrary<unknown>): fc.Arbitrary<FuzzBody> => {
  const text = fc.tuple(mutatePayloads(payloads), slip).map(([value, how]) => slipped(writeJson(value), how));
  const bytes = fc.oneof(
    { weight: 20, arbitrary: text.map((each) => Buffer.from(each)) },
    { weight: 1, arbitrary: text.map((each) => Buffer.from(each, 'utf16le')) },
    { weight: 1, arbitrary: text.map((each) => Buffer.from(each, 'latin1')) },
    { weight: 1, arbitrary: noise },
  );
  return fc.record({ bytes, isBase64Encoded: fc.boolean() });
};

/** Returns the body as a field of a Lambda event. */
export const bodyOfEvent = ({
  bytes,
  isBase64Encoded,
}: FuzzBody): { readonly body: string; readonly isBase64Encoded: boolean } => ({
  body: bytes.toString(isBase64Encoded ? 'base64' : 'utf8'),
  isBase64Encoded,
});

/** Returns the body as text of a queue message. */
export const bodyText = ({ bytes }: FuzzBody): string => bytes.toString('utf8');
