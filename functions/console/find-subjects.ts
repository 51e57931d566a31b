import type { ApiContext } from '../../shared/api/context.ts';
import { pageOfAllCustomers } from '../../shared/closing/select-customers.ts';
import type { Fact } from '../../shared/domain/facts/facts.ts';
import { customerId, month as monthField } from '../../shared/domain/facts/fields.ts';
import { mapConcurrently } from '../../shared/lib/map-concurrently.ts';
import { mostSimilar } from '../../shared/lib/most-similar.ts';
import { tryParse } from '../../shared/lib/validation.ts';
import { findProfile } from '../../shared/persistence/customer-versions.ts';
import { findFact } from '../../shared/persistence/record-fact.ts';
import { foldText, searchSubjects } from '../../shared/persistence/search-subjects.ts';
import { findFacts } from './find-facts.ts';

/** The results of a search. `alarms`: configured alarms with the components that they watch. */
export type FoundSubjects = {
  readonly month: string | undefined;
  readonly customers: readonly { readonly id: string; readonly name: string }[];
  readonly facts: readonly Fact[];
  readonly alarms: readonly { readonly alarm: string; readonly component: string }[];
  /** Whether there are more customers or facts. */
  readonly more: boolean;
};

const SUBJECTS_MAX = 30;
const ALARMS_MAX = 30;
const READS_MAX = 16;

/**
 * Finds customers and facts by the beginning of a term, alarms by a part of their name, and a month.
 * Older customers have no terms: the beginning of their id finds them, and a whole id finds any fact.
 */
export const findSubjects = async (context: ApiContext, text: string): Promise<FoundSubjects> => {
  const { table, clock } = context;
  const query = text.trim();
  const [{ subjects, more }, byId, exact] = await Promise.all([
    searchSubjects(table, query, SUBJECTS_MAX),
    customersById(context, query),
    query === '' ? [] : findFacts(context, query),
  ]);
  const ids = subjects.flatMap((subject) => (subject.kind === 'customer' ? [subject.id] : []));
  const customers = await mapConcurrently(READS_MAX, [...new Set([...byId, ...ids])], async (id) => {
    const record = await findProfile(table, id, clock());
    return record === undefined ? [] : [{ id, name: record.name }];
  });
  const listed = await mapConcurrently(READS_MAX, subjects, async (subject) => {
    if (subject.kind !== 'fact' || subject.factKind === 'retraction') return [];
    const found = await findFact(table, { kind: subject.factKind, id: subject.id });
    return found === undefined ? [] : [found.stored.fact];
  });
  const facts = [...exact.map(({ stored }) => stored.fact), ...listed.flat()];
  return {
    month: tryParse(monthField, query).value,
    customers: customers.flat(),
    facts: [...new Map(facts.map((fact) => [`${fact.kind} ${fact.id}`, fact])).values()],
    alarms: alarmsWith(context, query),
    more,
  };
};

/** Returns the customer with this id, and those whose ids begin with it, in this case. */
const customersById = async (context: ApiContext, query: string): Promise<string[]> => {
  const prefix = tryParse(customerId, query).value;
  if (prefix === undefined) return [];
  const { customers } = await pageOfAllCustomers(context, context.clock(), prefix);
  return [prefix, ...customers.filter((id) => id.startsWith(prefix))].slice(0, SUBJECTS_MAX);
};

const SIMILAR_MAX = 5;
/** The characters with which the names of similar customers begin, if their ids are of another kind. */
const BEGINNING = 3;

/** Returns the customers with ids or names like a probably misspelled one. It reads one page of all customers. */
export const similarCustomers = async (
  context: ApiContext,
  text: string,
): Promise<readonly { readonly id: string; readonly name: string }[]> => {
  const { table, clock } = context;
  const query = foldText(text);
  if (query === '') return [];
  const beginning = Array.from(query).slice(0, BEGINNING).join('');
  const [{ customers: ids }, { subjects }] = await Promise.all([
    pageOfAllCustomers(context, clock()),
    searchSubjects(table, beginning, SUBJECTS_MAX),
  ]);
  const begun = subjects.flatMap((subject) => (subject.kind === 'customer' ? [subject.id] : []));
  const likely = mostSimilar(ids, query, (id) => [id], SIMILAR_MAX);
  const found = await mapConcurrently(READS_MAX, [...new Set([...likely, ...begun])], async (id) => {
    const record = await findProfile(table, id, clock());
    return record === undefined ? [] : [{ id, name: record.name }];
  });
  return mostSimilar(found.flat(), query, ({ id, name }) => [id, foldText(name)], SIMILAR_MAX);
};

const alarmsWith = ({ deployment }: ApiContext, query: string): FoundSubjects['alarms'] => {
  const part = foldText(query);
  if (part === '') return [];
  return Object.entries(deployment.config.components)
    .flatMap(([component, { alarms }]) => alarms.map(({ alarm }) => ({ alarm, component })))
    .filter(({ alarm, component }) => foldText(alarm).includes(part) || foldText(component).startsWith(part))
    .slice(0, ALARMS_MAX);
};
