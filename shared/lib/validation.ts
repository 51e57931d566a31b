import * as z from 'zod/mini';

/** A validation error: the path from the top of the input (`facts[3].end`), the broken rule, and the value, shortened. */
export type Fault = { readonly at: string; readonly rule: string; readonly value?: unknown };

/**
 * Permanent input error with every validation error: a retry cannot help.
 * Any other error is treated as transient, and the work is retried.
 */
export class InvalidInput extends Error {
  override readonly name = 'InvalidInput';
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(faults.map(describeFault).join('; '));
    this.faults = faults;
  }
}

/** Returns a fault as one line of text. */
export const describeFault = ({ at, rule, value }: Fault): string =>
  `${at === '' ? 'input' : at}: ${rule}${value === undefined ? '' : ` (${JSON.stringify(value)})`}`;

/** Characters of a wrong value that a fault repeats. */
const VALUE_CHARACTERS_MAX = 80;

const shortened = (value: unknown): unknown => {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value : jsonText(value);
  return text.length > VALUE_CHARACTERS_MAX ? `${text.slice(0, VALUE_CHARACTERS_MAX - 1)}…` : text;
};

/** JSON.stringify throws for values that are nested thousands deep; their first character is enough. */
const jsonText = (value: unknown): string => {
  try {
    return JSON.stringify(value);
  } catch {
    return Array.isArray(value) ? '[…' : '{…';
  }
};

/** Returns a fault at a path with the value there; a missing value is left out. */
export const faultAt = (root: unknown, path: readonly PropertyKey[], rule: string): Fault => {
  const value = valueAt(root, path);
  return { at: formatPath(path), rule, ...(value === undefined ? {} : { value: shortened(value) }) };
};

/** Returns a path as `facts[3].end`. */
export const formatPath = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');

const valueAt = (root: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => (isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined), root);

const isRecord = (value: unknown): value is Record<PropertyKey, unknown> => typeof value === 'object' && value !== null;

/** The rule for unknown keys. Such a key is text of the sender, unlike every other path, so it is never logged. */
export const UNKNOWN_KEY = 'not a known key';

export type ValidationIssue = { readonly path: readonly PropertyKey[]; readonly rule: string };

/** Parses an input, or returns its issues: one for each unknown key, and `missing` for a missing one. */
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
      : [{ path: issue.path, rule: isMissing(input, issue.path) ? 'missing' : ruleOf(issue) }],
  );
  return { complaints };
};

/**
 * Returns issues as faults, in the order of the input and with missing keys last.
 * A path with several issues gets the first: a number is not also "too short".
 */
export const toFaults = (issues: readonly ValidationIssue[], input: unknown): Fault[] =>
  [...Map.groupBy(issues, ({ path }) => JSON.stringify(path)).values()]
    .flatMap(([first]) => first ?? [])
    .map(({ path, rule }) => ({ fault: faultAt(input, path, rule), place: placeOf(input, path) }))
    .toSorted((a, b) => comparePlaces(a.place, b.place))
    .map(({ fault }) => fault);

/** Parses `input`, or throws `InvalidInput` with every fault, in the order of the input. */
export const parse = <S extends z.core.$ZodType>(schema: S, input: unknown): z.output<S> => {
  const { value, complaints } = tryParse(schema, input);
  if (complaints !== undefined) throw new InvalidInput(toFaults(complaints, input));
  return value;
};

const ruleOf = (issue: z.core.$ZodIssue): string => {
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

/** Returns the position of each key of a path among its siblings; a missing key comes after all others. */
const placeOf = (input: unknown, path: readonly PropertyKey[]): number[] =>
  path.map((key, depth) => {
    const parent = valueAt(input, path.slice(0, depth));
    const position = isRecord(parent) ? Object.keys(parent).indexOf(String(key)) : -1;
    return position < 0 ? Number.MAX_SAFE_INTEGER : position;
  });

const comparePlaces = (a: readonly number[], b: readonly number[]): number => {
  const differs = a.findIndex((position, depth) => position !== b[depth]);
  return differs < 0 || differs >= b.length ? a.length - b.length : (a[differs] ?? 0) - (b[differs] ?? 0);
};
