import * as z from 'zod/mini';
import { tryParse, InvalidInput, toFaults, type ValidationIssue } from '../lib/validation.ts';
import { contractsOf, type Customer, customerSchemaFor, type ServiceContract } from './facts/customer.ts';
import { everyFact, fact } from './facts/facts.ts';
import { anyText, instantField, isObject, month } from './facts/fields.ts';
import { assess, type Assessment } from './month/assessment.ts';
import { component } from './month/component-timeline.ts';
import { prepareMonth } from './month/month.ts';
import { casePolicy } from './policy/policy.ts';

const list = z.array(z.unknown());

/** A case: the inputs of a month for all its customers. */
const caseShape = z.object({
  month,
  asOf: instantField,
  policy: casePolicy,
  components: z.array(component),
  facts: list,
  customers: list,
});

/** An item of a list as given, and its value if it has no fault of its own. */
type ReadItem<T> = { readonly item: unknown; readonly value: T | undefined; readonly index: number };

/**
 * Evaluates a whole month for all its customers and services, in the order given.
 * Throws `InvalidInput` with every fault in input order: an invalid case is not evaluated (`docs/rules.md §10`).
 */
export const evaluateInput = (input: unknown): Assessment[] => {
  const { value: read, issues = [] } = tryParse(caseShape, input);
  const facts = readItems('facts', () => fact, input);
  const customers = readItems<Customer>('customers', customerSchemaFor, input);
  const all = [
    ...issues,
    ...repeatedIds(['components'], 'a component twice', input),
    ...facts.issues,
    ...readItems('facts', () => z.looseObject(everyFact), input).issues,
    ...contradictions(facts.items),
    ...customers.issues,
    ...repeatedIds(['customers'], 'a customer twice', input),
    ...customers.items.flatMap(({ index }) => repeatedIds(['customers', index, 'services'], 'a service twice', input)),
    ...unknownComponents(input),
    ...currencyConflicts(input),
  ];
  if (read === undefined || all.length > 0) throw new InvalidInput(toFaults(all, input));

  const { terms: _terms, apply: _apply, effectiveFrom: _effectiveFrom, ...policy } = read.policy;
  const prepared = prepareMonth({ ...read, policy, facts: facts.items.flatMap(({ value }) => value ?? []) });
  const unsafe: ValidationIssue[] = [];
  const assessments = customers.items.flatMap(({ value, index }) =>
    (value === undefined ? [] : contractsOf(value)).flatMap((contract, i) => {
      try {
        return [assess(prepared, contract)];
      } catch (error) {
        if (!(error instanceof InvalidInput)) throw error;
        unsafe.push({ path: feesPath(contract, index, i), rule: error.faults[0]?.rule ?? '' });
        return [];
      }
    }),
  );
  if (unsafe.length > 0) throw new InvalidInput(toFaults(unsafe, input));
  return assessments;
};

const feesPath = ({ service }: ServiceContract, customer: number, index: number): PropertyKey[] => [
  'customers',
  customer,
  ...(service === undefined ? [] : ['services', index]),
  'serviceFees',
  'amountMinor',
];

type Path = readonly PropertyKey[];

/** Returns the list at a path of the input, or an empty one. */
const listAt = (input: unknown, path: Path): readonly unknown[] => {
  const found = path.reduce<unknown>(
    (value, key) => (isObject(value) && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined),
    input,
  );
  return Array.isArray(found) ? found : [];
};

/** Reads a list item by item, so that one invalid item hides no other's fault. */
const readItems = <T>(key: string, schemaFor: (item: unknown) => z.core.$ZodType<T>, input: unknown) => {
  const items: ReadItem<T>[] = [];
  const issues: ValidationIssue[] = [];
  for (const [index, item] of listAt(input, [key]).entries()) {
    const { value, issues: own = [] } = tryParse(schemaFor(item), item);
    items.push({ item, value, index });
    issues.push(...own.map(({ path, rule }) => ({ path: [key, index, ...path], rule })));
  }
  return { items, issues };
};

/**
 * Reports facts of the same kind and id whose content differs in anything but `recordedAt`, as JSON values. Facts with other faults
 * are compared too.
 */
const contradictions = (facts: readonly ReadItem<unknown>[]): ValidationIssue[] => {
  const first = new Map<string, string>();
  return facts.flatMap(({ item, index }) => {
    const { value: named } = tryParse(z.looseObject({ kind: anyText, id: anyText }), item);
    if (named === undefined) return [];
    const content = contentOf(named);
    const key = JSON.stringify([named.kind, named.id]);
    const before = first.get(key) ?? content;
    first.set(key, before);
    return before === content
      ? []
      : [{ path: ['facts', index, 'id'], rule: `the id of another ${named.kind} with other content` }];
  });
};

/** Returns the content of a fact, with keys in order. No valid fact is nested deeper than three levels. */
const contentOf = ({ recordedAt: _, ...content }: object & { readonly recordedAt?: unknown }): string =>
  JSON.stringify(inKeyOrder(content));

const inKeyOrder = (value: unknown, levels = 3): unknown => {
  if (!isObject(value)) return value;
  if (levels === 0) return '…';
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([key, child]) => [key, inKeyOrder(child, levels - 1)]);
};

/** Reports the items of a list that have the id of an earlier one, beside any other fault. */
const repeatedIds = (path: Path, rule: string, input: unknown): ValidationIssue[] => {
  const seen = new Set<string>();
  return listAt(input, path).flatMap((item, index) => {
    const { value } = tryParse(z.looseObject({ id: anyText }), item);
    const isRepeated = value !== undefined && seen.has(value.id);
    if (value !== undefined) seen.add(value.id);
    return isRepeated ? [{ path: [...path, index, 'id'], rule }] : [];
  });
};

/** The contracts of an input as given: the path of each customer, or of each of its services. */
const contractPaths = (input: unknown): Path[] =>
  listAt(input, ['customers']).flatMap((_, i) => {
    const services = listAt(input, ['customers', i, 'services']).map((_, j) => ['customers', i, 'services', j]);
    return [['customers', i], ...services];
  });

/** Reports used components that the case does not have. Nothing is reported while the components themselves are invalid. */
const unknownComponents = (input: unknown): ValidationIssue[] => {
  const { value } = tryParse(z.object({ components: z.array(z.looseObject({ id: z.string() })) }), input);
  if (value === undefined) return [];
  const configured = new Set<unknown>(value.components.map(({ id }) => id));
  return contractPaths(input).flatMap((path) =>
    listAt(input, [...path, 'components']).flatMap((id, i) =>
      typeof id === 'string' && !configured.has(id)
        ? [{ path: [...path, 'components', i], rule: 'not a configured component' }]
        : [],
    ),
  );
};

const priced = z.looseObject({ serviceFees: z.looseObject({ currency: anyText }) });
const limits = z.object({
  policy: z.looseObject({ caps: z.optional(z.unknown()), payableAbove: z.optional(z.unknown()) }),
});
const inMoney = z.looseObject({ currency: anyText });

/** Reports fees in another currency than a cap, `payableAbove`, or an earlier service of the same customer. */
const currencyConflicts = (input: unknown): ValidationIssue[] => {
  const { value } = tryParse(limits, input);
  const asked = [...(Array.isArray(value?.policy.caps) ? value.policy.caps : []), value?.policy.payableAbove].flatMap(
    (one) => tryParse(inMoney, one).value?.currency ?? [],
  );
  return listAt(input, ['customers']).flatMap((customer, i) => {
    const services = listAt(customer, ['services']).map((service, j) => ({ service, path: ['services', j] }));
    const billed = [{ service: customer, path: [] }, ...services].flatMap(({ service, path }) => {
      const { currency } = tryParse(priced, service).value?.serviceFees ?? {};
      return currency === undefined ? [] : [{ currency, path: ['customers', i, ...path, 'serviceFees', 'currency'] }];
    });
    return billed.flatMap(({ currency, path }) => {
      const differs = asked.find((other) => other !== currency);
      if (differs !== undefined) return [{ path, rule: `not the currency of the policy's amounts (${differs})` }];
      return billed[0] !== undefined && billed[0].currency !== currency
        ? [{ path, rule: `not the currency of the first service (${billed[0].currency})` }]
        : [];
    });
  });
};
