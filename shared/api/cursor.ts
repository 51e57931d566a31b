import type * as z from 'zod/mini';
import { InvalidInput, tryParse } from '../lib/validation.ts';
import { tryParseJson } from '../lib/parse-json.ts';

/** Returns the cursor of a page that begins at a place. Callers send it back unchanged. */
export const writeCursor = (place: object): string => Buffer.from(JSON.stringify(place)).toString('base64url');

/** Returns the place of a cursor; undefined for a call without one. Throws `InvalidInput`. */
export const readCursor = <S extends z.core.$ZodType>(
  schema: S,
  cursor: string | undefined,
): z.output<S> | undefined => {
  if (cursor === undefined) return undefined;
  const { value, issues } = tryParse(schema, tryParseJson(Buffer.from(cursor, 'base64url').toString('utf8')));
  if (issues === undefined) return value;
  throw new InvalidInput([{ at: 'cursor', rule: 'not the cursor of an earlier answer to this call', value: cursor }]);
};
