import * as fc from 'fast-check';
import { hostileText, hostileValue } from './hostile-values.ts';

/** One change of a JSON value. `path` selects a child at each level, modulo the number of children. */
export type JsonEdit = {
  readonly path: readonly number[];
  readonly how: 'replace' | 'drop' | 'rename' | 'add' | 'swap' | 'repeat' | 'wrap';
  readonly by: unknown;
  readonly name: string;
};

export const arbitraryEdit: fc.Arbitrary<JsonEdit> = fc.record({
  path: fc.array(fc.nat({ max: 60 }), { minLength: 1, maxLength: 6 }),
  how: fc.oneof(
    { weight: 4, arbitrary: fc.constant('replace' as const) },
    {
      weight: 6,
      arbitrary: fc.constantFrom('drop' as const, 'rename', 'add', 'swap', 'repeat', 'wrap'),
    },
  ),
  by: hostileValue,
  name: hostileText,
});

type Entries = readonly (readonly [string, unknown])[];

/** Returns the changed value. `__proto__` is an ordinary key here, as in JSON. */
export const applyEdit = (value: unknown, { path, ...rest }: JsonEdit): unknown => {
  const [step = 0, ...further] = path;
  if (typeof value !== 'object' || value === null) return rest.by;
  const entries = Object.entries(value);
  const at = step % Math.max(1, entries.length);
  const [key = rest.name, child] = entries[at] ?? [];
  const goesOn = further.length > 0 && typeof child === 'object' && child !== null;
  const changed = goesOn
    ? entries.with(at, [key, applyEdit(child, { ...rest, path: further })])
    : changes(entries, { ...rest, path }, at);
  return Array.isArray(value) ? changed.map(([, item]) => item) : Object.fromEntries(changed);
};

const changes = (entries: Entries, { how, by, name }: JsonEdit, at: number): Entries => {
  const here = entries[at];
  if (here === undefined || how === 'add') return [...entries, [name, by]];
  const [key, child] = here;
  const other = (at + 1) % entries.length;
  switch (how) {
    case 'drop':
      return entries.toSpliced(at, 1);
    case 'rename':
      return entries.with(at, [name, child]);
    case 'swap':
      return entries.with(at, [key, entries[other]?.[1]]).with(other, [entries[other]?.[0] ?? name, child]);
    case 'repeat':
      return [...entries, [`${key} again`, child]];
    case 'wrap':
      return entries.with(at, [key, Array.isArray(child) ? { [name]: child } : [child]]);
    case 'replace':
      return entries.with(at, [key, by]);
  }
};

/** Returns payloads with up to three changes. */
export const mutatePayloads = (payloads: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc
    .tuple(payloads, fc.array(arbitraryEdit, { maxLength: 3 }))
    .map(([payload, edits]) => edits.reduce<unknown>((value, each) => applyEdit(value, each), payload));
