import { isDeepStrictEqual } from 'node:util';

/** Whether two values are the same JSON, whatever the order of their keys. */
export const jsonEqual = (a: unknown, b: unknown): boolean => isDeepStrictEqual(asJson(a), asJson(b));

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
