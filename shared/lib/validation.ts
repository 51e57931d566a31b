import * as z from 'zod/mini';

/** One validation error: the path of the place (`facts[3].end`), the broken rule, and the shortened value. */
export type Fault = { readonly at: string; readonly rule: string; readonly value?: unknown };

/** A permanent input error with every fault: retrying cannot help. Anything else thrown is transient and may be retried. */
export class InvalidInput extends Error {
  override readonly name = 'InvalidInput';
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(faults.map(describeFault).join('; '));
    this.faults = faults;
  }
}

/** Returns a fault as one line for people. */
export const describeFault = ({ at, rule, value }: Fault): string =>
  `${at === '' ? 'input' : at}: ${rule}${value === undefined ? '' : ` (${JSON.stringify(value)})`}`;

/** The longest piece of an invalid value that a fault repeats, in characters. */
const VALUE_LENGTH_MAX = 80;

const shortened = (value: unknown): unknown => {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value : jsonText(value);
  return text.length > VALUE_LENGTH_MAX ? `${text.slice(0, VALUE_LENGTH_MAX - 1)}…` : text;
};

/** JSON.stringify overflows the stack on a value that is nested thousands deep. Its first bracket is enough then. */
const jsonText = (value: unknown): string => {
  try {
    return JSON.stringify(value);
  } catch {
    return Array.isArray(value) ? '[…' : '{…';
  }
};

/** Returns a fault at a path, with the value at that place; a missing value is left out. */
export const faultAt = (root: unknown, path: readonly PropertyKey[], rule: string): Fault => {
  const value = valueAt(root, path);
  return { at: pathText(path), rule, ...(value === undefined ? {} : { value: shortened(value) }) };
};

/** Returns a path as text: `facts[3].end`. */
export const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');

/** Returns the value at a path of an input, or undefined. */
const valueAt = (root: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => (isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined), root);

const isRecord = (value: unknown): value is Record<PropertyKey, unknown> => typeof value === 'object' && value !== null;

/** The rule for a key that a schema does not have. Such a key is the sender's own text, unlike every other place. */
export const UNKNOWN_KEY = 'not a known key';

/** A broken rule at one place of an input. */
export type ValidationIssue = { readonly path: readonly PropertyKey[]; readonly rule: string };

/** Parses an input without throwing: the value, or one violation for each unknown key and each invalid or missing place. */
export const tryParse = <S extends z.core.$ZodType>(
  schema: S,
  input: unknown,
):
  | { readonly value: z.output<S>; readonly issues?: never }
  | { readonly issues: ValidationIssue[]; readonly value?: never } => {
  // A process that also loads all of zod has its English messages in place of these.
  const result = z.safeParse(schema, input, { error: () => NO_MESSAGE });
  if (result.success) return { value: result.data };
  const issues = result.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ path: [...issue.path, key], rule: UNKNOWN_KEY }))
      : [
          {
            path: issue.path,
            rule: isMissing(input, issue.path) && issue.code !== 'custom' ? 'missing' : ruleOf(issue),
          },
        ],
  );
  return { issues };
};

/**
 * Returns issues as faults in input order; a missing key comes after the other faults of its object. The first of
 * several at one place counts: a value of the wrong type is not too short as well.
 */
export const toFaults = (issues: readonly ValidationIssue[], input: unknown): Fault[] => {
  const positions = new Map<object, Map<string, number>>();
  return [...Map.groupBy(issues, ({ path }) => JSON.stringify(path)).values()]
    .flatMap(([first]) => first ?? [])
    .map(({ path, rule }) => ({ fault: faultAt(input, path, rule), place: placeOf(input, path, positions) }))
    .toSorted((a, b) => comparePlaces(a.place, b.place))
    .map(({ fault }) => fault);
};

/** Parses `input`, or throws `InvalidInput` with every fault in input order. */
export const parse = <S extends z.core.$ZodType>(schema: S, input: unknown): z.output<S> => {
  const { value, issues } = tryParse(schema, input);
  if (issues !== undefined) throw new InvalidInput(toFaults(issues, input));
  return value;
};

/** The message of an issue for which the schema defines none. */
const NO_MESSAGE = 'Invalid input';

const ruleOf = (issue: z.core.$ZodIssue): string => {
  if (
    issue.code === 'invalid_union' &&
    issue.discriminator !== undefined &&
    'options' in issue &&
    Array.isArray(issue.options)
  ) {
    return `not one of ${issue.options.join(', ')}`;
  }
  if (issue.message !== NO_MESSAGE) return issue.message;
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

/** Returns the position of each key of a path among its siblings. A missing key sorts last. */
const placeOf = (input: unknown, path: readonly PropertyKey[], positions: Map<object, Map<string, number>>): number[] =>
  path.map((key, depth) => {
    const parent = valueAt(input, path.slice(0, depth));
    return isRecord(parent) ? (keyPositions(parent, positions).get(String(key)) ?? LAST_PLACE) : LAST_PLACE;
  });

const LAST_PLACE = Number.MAX_SAFE_INTEGER;

/** The positions of an object's keys are listed once: looking each key up in turn would take quadratic time. */
const keyPositions = (parent: object, positions: Map<object, Map<string, number>>): Map<string, number> => {
  const known = positions.get(parent);
  if (known !== undefined) return known;
  const listed = new Map(Object.keys(parent).map((key, position) => [key, position]));
  positions.set(parent, listed);
  return listed;
};

const comparePlaces = (a: readonly number[], b: readonly number[]): number => {
  const differs = a.findIndex((position, depth) => position !== b[depth]);
  return differs < 0 || differs >= b.length ? a.length - b.length : (a[differs] ?? 0) - (b[differs] ?? 0);
};
