import * as z from 'zod/mini';

/** What is wrong with an input: the place, as a path from its top (`facts[3].end`), the rule in words, the value as it came, shortened. */
export type Fault = { readonly at: string; readonly rule: string; readonly value?: unknown };

/**
 * Theirs: an input that will never work, however often it is tried again. Says every fault.
 * Whatever else is thrown is ours, and is tried again.
 */
export class InvalidInput extends Error {
  override readonly name = 'Rejected';
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(faults.map(describeFault).join('; '));
    this.faults = faults;
  }
}

/** One fault in one line, for people. */
export const describeFault = ({ at, rule, value }: Fault): string =>
  `${at === '' ? 'input' : at}: ${rule}${value === undefined ? '' : ` (${JSON.stringify(value)})`}`;

/** The longest piece of a wrong value that a fault repeats, in characters. */
const LONGEST = 80;

const shortened = (value: unknown): unknown => {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value : written(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
};

/** What JSON.stringify cannot write is nested thousands deep: how it begins is enough. */
const written = (value: unknown): string => {
  try {
    return JSON.stringify(value);
  } catch {
    return Array.isArray(value) ? '[…' : '{…';
  }
};

/** A fault at a path, with the value that stands there; a missing value is left out. */
export const faultAt = (root: unknown, path: readonly PropertyKey[], rule: string): Fault => {
  const value = valueAt(root, path);
  return { at: formatPath(path), rule, ...(value === undefined ? {} : { value: shortened(value) }) };
};

/** Writes a path as `facts[3].end`. */
export const formatPath = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');

const valueAt = (root: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => (isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined), root);

const isRecord = (value: unknown): value is Record<PropertyKey, unknown> => typeof value === 'object' && value !== null;

/** The rule that a key breaks which a schema does not know: such a key is the sender's own text, unlike every other place. */
export const UNKNOWN_KEY = 'not a known key';

/** A complaint about one place of an input. */
export type ValidationIssue = { readonly path: readonly PropertyKey[]; readonly rule: string };

/** What a schema makes of an input, or its complaints: a key that is not known has one of its own, a missing one says so. */
export const tryParse = <S extends z.core.$ZodType>(
  schema: S,
  input: unknown,
):
  | { readonly value: z.output<S>; readonly complaints?: never }
  | { readonly complaints: ValidationIssue[]; readonly value?: never } => {
  const result = z.safeParse(schema, input);
  if (result.success) return { value: result.data };
  const complaints = result.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ path: [...issue.path, key], rule: UNKNOWN_KEY }))
      : [{ path: issue.path, rule: isMissing(input, issue.path) ? 'missing' : wordsOf(issue) }],
  );
  return { complaints };
};

/**
 * Complaints as faults, in the order of the input; what is missing comes after what is there. Of several about one place the first
 * stands: what is no text is not too short besides.
 */
export const toFaults = (complaints: readonly ValidationIssue[], input: unknown): Fault[] =>
  [...Map.groupBy(complaints, ({ path }) => JSON.stringify(path)).values()]
    .flatMap(([first]) => first ?? [])
    .map(({ path, rule }) => ({ fault: faultAt(input, path, rule), place: placeOf(input, path) }))
    .toSorted((a, b) => comparePlaces(a.place, b.place))
    .map(({ fault }) => fault);

/** Parses `input`, or throws `Rejected` with every fault, in the order of the input. */
export const parse = <S extends z.core.$ZodType>(schema: S, input: unknown): z.output<S> => {
  const { value, complaints } = tryParse(schema, input);
  if (complaints !== undefined) throw new InvalidInput(toFaults(complaints, input));
  return value;
};

const wordsOf = (issue: z.core.$ZodIssue): string => {
  if (
    issue.code === 'invalid_union' &&
    issue.discriminator !== undefined &&
    'options' in issue &&
    Array.isArray(issue.options)
  ) {
    return `not one of ${issue.options.join(', ')}`;
  }
  if (issue.message !== 'Invalid input') return issue.message;
  return issue.code === 'invalid_type'
    ? `not ${EXPECTED[issue.expected] ?? issue.expected}`
    : `breaks the rule ${issue.code}`;
};

const EXPECTED: Readonly<Record<string, string>> = {
  object: 'an object',
  array: 'a list',
  string: 'text',
  record: 'an object',
};

const isMissing = (input: unknown, path: readonly PropertyKey[]): boolean =>
  path.length > 0 && valueAt(input, path) === undefined && isRecord(valueAt(input, path.slice(0, -1)));

/** Where a path lies in its input: the position of each key among its neighbours; what is missing comes after what is there. */
const placeOf = (input: unknown, path: readonly PropertyKey[]): number[] =>
  path.map((key, depth) => {
    const around = valueAt(input, path.slice(0, depth));
    const position = isRecord(around) ? Object.keys(around).indexOf(String(key)) : -1;
    return position < 0 ? Number.MAX_SAFE_INTEGER : position;
  });

const comparePlaces = (a: readonly number[], b: readonly number[]): number => {
  const differs = a.findIndex((position, depth) => position !== b[depth]);
  return differs < 0 || differs >= b.length ? a.length - b.length : (a[differs] ?? 0) - (b[differs] ?? 0);
};
