import * as z from 'zod/mini';
import { tryParse, type ValidationIssue, InvalidInput, toFaults } from '../lib/validation.ts';
import { assess, type Assessment } from './month/assessment.ts';
import { component } from './month/component-timeline.ts';
import { customer } from './facts/customer.ts';
import { everyFact, type Fact, fact } from './facts/facts.ts';
import { anyText, instant, month } from './facts/fields.ts';
import { prepareMonth } from './month/month.ts';
import { policy } from './policy/policy.ts';

const list = z.array(z.unknown());

/** A month to judge, whole: its terms, its facts and its customers. */
const shape = z.object({ month, asOf: instant, policy, components: z.array(component), facts: list, customers: list });

/** An item of a list as it came, and what it says if it has no fault of its own. */
type Read<T> = { readonly item: unknown; readonly value: T | undefined; readonly index: number };

/**
 * Judges a whole month for all its customers, in the order given.
 * Throws `Rejected` with every fault of the input, in its order: nothing in it is guessed (semantics, section 10).
 */
export const evaluateInput = (input: unknown): Assessment[] => {
  const { value: read, issues = [] } = tryParse(shape, input);
  const facts = items('facts', fact, input);
  const customers = items('customers', customer, input);
  const all = [
    ...issues,
    ...twice('components', 'a component twice', input),
    ...facts.issues,
    ...items('facts', z.looseObject(everyFact), input).issues,
    ...contradictions(facts.read),
    ...customers.issues,
    ...twice('customers', 'a customer twice', input),
    ...unconfigured(customers.read, input),
  ];
  if (read === undefined || all.length > 0) throw new InvalidInput(toFaults(all, input));

  const prepared = prepareMonth({ ...read, facts: facts.read.flatMap(({ value }) => value ?? []) });
  const refused: ValidationIssue[] = [];
  const assessments = customers.read.flatMap(({ value, index }) => {
    try {
      return value === undefined ? [] : [assess(prepared, value)];
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      refused.push({ path: ['customers', index, 'serviceFees', 'amountMinor'], rule: error.faults[0]?.rule ?? '' });
      return [];
    }
  });
  if (refused.length > 0) throw new InvalidInput(toFaults(refused, input));
  return assessments;
};

/** Reads a list item by item, so that one wrong item hides no other's fault. */
const items = <S extends z.core.$ZodType>(key: string, schema: S, input: unknown) => {
  const { value } = tryParse(z.object({ [key]: list }), input);
  const read: Read<z.output<S>>[] = [];
  const issues: ValidationIssue[] = [];
  for (const [index, item] of (value?.[key] ?? []).entries()) {
    const { value, issues: own = [] } = tryParse(schema, item);
    read.push({ item, value, index });
    issues.push(...own.map(({ path, rule }) => ({ path: [key, index, ...path], rule })));
  }
  return { read, issues };
};

/**
 * The same kind and id with other content; the same again, but for `recordedAt`, is a duplicate and no fault.
 * What has another fault is checked all the same: it is not what a faultless one says.
 */
const contradictions = (facts: readonly Read<Fact>[]): ValidationIssue[] => {
  const said = new Map<string, string>();
  return facts.flatMap(({ item, value, index }) => {
    const named = value ?? tryParse(z.looseObject({ kind: anyText, id: anyText }), item).value;
    if (named === undefined) return [];
    const says = contentOf(value ?? tryParse(fact, { ...named, recordedAt: undefined }).value ?? named);
    const key = JSON.stringify([named.kind, named.id]);
    const before = said.get(key);
    if (before === undefined) said.set(key, says);
    return before === undefined || before === says
      ? []
      : [{ path: ['facts', index, 'id'], rule: `the id of another ${named.kind} with other content` }];
  });
};

/** What a fact says, whatever the order of its keys; of one that cannot be read, what stands in it, no deeper than a fact goes. */
const contentOf = ({ recordedAt: _, ...content }: object & { readonly recordedAt?: unknown }): string =>
  JSON.stringify(inOrder(content));

const inOrder = (value: unknown, levels = 3): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (levels === 0) return '…';
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([key, child]) => [key, inOrder(child, levels - 1)]);
};

/** Items of a list that have the id of an earlier one, whatever else is wrong with either. */
const twice = (key: string, rule: string, input: unknown): ValidationIssue[] => {
  const seen = new Set<string>();
  return items(key, z.object({ id: anyText }), input).read.flatMap(({ value, index }) => {
    const again = value !== undefined && seen.has(value.id);
    if (value !== undefined) seen.add(value.id);
    return again ? [{ path: [key, index, 'id'], rule }] : [];
  });
};

/** A customer's component that the case does not configure; where the components themselves are wrong, nothing can be said. */
const unconfigured = (customers: readonly Read<unknown>[], input: unknown): ValidationIssue[] => {
  const { value } = tryParse(z.object({ components: z.array(z.object({ id: z.string() })) }), input);
  if (value === undefined) return [];
  const configured = new Set(value.components.map(({ id }) => id));
  const isUnknown = (id: unknown): boolean => typeof id === 'string' && !configured.has(id);
  return customers.flatMap(({ item, index }) => {
    const used = tryParse(z.object({ components: list }), item).value?.components ?? [];
    return used.flatMap((id, i) =>
      isUnknown(id) ? [{ path: ['customers', index, 'components', i], rule: 'not a configured component' }] : [],
    );
  });
};
