import { isDeepStrictEqual } from 'node:util';

/** Returns whether two values are the same JSON; the order of keys does not matter. */
export const jsonEqual = (a: unknown, b: unknown): boolean => isDeepStrictEqual(asJson(a), asJson(b));

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
