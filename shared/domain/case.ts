import * as z from 'zod/mini';
import { attempt, type Complaint, Rejected, toFaults } from '../rejected.ts';
import { assess, type Assessment } from './assessment.ts';
import { component } from './component.ts';
import { customer } from './customer.ts';
import { type Fact, fact, factKey } from './facts.ts';
import { instant, month } from './fields.ts';
import { prepareMonth } from './month.ts';
import { policy } from './policy.ts';

const list = z.array(z.unknown(), 'not a list');

/** A month to judge, whole: its terms, its facts and its customers. */
const shape = z.object(
  { month, asOf: instant, policy, components: z.array(component, 'not a list'), facts: list, customers: list },
  'not an object',
);

type Found<T> = { readonly value: T; readonly index: number };

/**
 * Judges a whole month for all its customers, in the order given.
 * Throws `Rejected` with every fault of the input, in its order: nothing in it is guessed (semantics, section 10).
 */
export const evaluateCase = (input: unknown): Assessment[] => {
  const { value: read, complaints = [] } = attempt(shape, input);
  const facts = items('facts', fact, input);
  const customers = items('customers', customer, input);
  const all = [
    ...complaints,
    ...facts.complaints,
    ...contradictions(facts.found),
    ...customers.complaints,
    ...twice(customers.found),
    ...unconfigured(customers.found, input),
  ];
  if (read === undefined || all.length > 0) throw new Rejected(toFaults(all, input));

  const prepared = prepareMonth({ ...read, facts: facts.found.map(({ value }) => value) });
  const refused: Complaint[] = [];
  const assessments = customers.found.flatMap(({ value, index }) => {
    try {
      return [assess(prepared, value)];
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      refused.push({ path: ['customers', index, 'serviceFees', 'amountMinor'], rule: error.faults[0]?.rule ?? '' });
      return [];
    }
  });
  if (refused.length > 0) throw new Rejected(toFaults(refused, input));
  return assessments;
};

/** Reads a list item by item, so that one wrong item hides no other's fault. */
const items = <S extends z.core.$ZodType>(key: string, schema: S, input: unknown) => {
  const { value } = attempt(z.object({ [key]: list }), input);
  const found: Found<z.output<S>>[] = [];
  const complaints: Complaint[] = [];
  for (const [index, item] of (value?.[key] ?? []).entries()) {
    const result = attempt(schema, item);
    if (result.complaints === undefined) found.push({ value: result.value, index });
    else complaints.push(...result.complaints.map(({ path, rule }) => ({ path: [key, index, ...path], rule })));
  }
  return { found, complaints };
};

/** The same kind and id with other content; the same again, but for `recordedAt`, is a duplicate and no fault. */
const contradictions = (facts: readonly Found<Fact>[]): Complaint[] => {
  const said = new Map<string, string>();
  return facts.flatMap(({ value, index }) => {
    const { recordedAt: _, ...content } = value;
    const says = JSON.stringify(content);
    const before = said.get(factKey(value));
    if (before === undefined) said.set(factKey(value), says);
    return before === undefined || before === says
      ? []
      : [{ path: ['facts', index, 'id'], rule: `the id of another ${value.kind} with other content` }];
  });
};

const twice = (customers: readonly Found<{ readonly id: string }>[]): Complaint[] =>
  customers
    .filter(({ value }, i) => customers.findIndex((other) => other.value.id === value.id) < i)
    .map(({ index }) => ({ path: ['customers', index, 'id'], rule: 'a customer twice' }));

/** A customer's component that the case does not configure; where the components themselves are wrong, nothing can be said. */
const unconfigured = (
  customers: readonly Found<{ readonly components: readonly string[] }>[],
  input: unknown,
): Complaint[] => {
  const { value } = attempt(z.object({ components: z.array(z.object({ id: z.string() })) }), input);
  if (value === undefined) return [];
  const configured = new Set(value.components.map(({ id }) => id));
  return customers.flatMap(({ value: { components }, index }) =>
    components.flatMap((id, i) =>
      configured.has(id) ? [] : [{ path: ['customers', index, 'components', i], rule: 'not a configured component' }],
    ),
  );
};
