import * as z from 'zod/mini';
import type { Fees } from '../facts/customer.ts';
import type { Label } from '../month/label.ts';
import { instantOf } from '../time/instant.ts';
import type { Interval } from '../time/intervals.ts';
import { explanation } from './explanation.ts';
import type { Statement } from './statement.ts';

/** The keys of an explanation that a comparison needs. A stored statement is read by these alone. */
const comparable = z.object({
  explanation: z.pick(explanation, { policy: true, intervals: true, outages: true, credit: true }),
});
type Comparable = Pick<Statement, 'explanation'> | z.output<typeof comparable>;

/** The statements of a stored month of a customer, each with the service that it is about. */
const comparableMonth = z.object({
  statements: z.array(z.extend(comparable, { service: z.optional(z.string()) })),
});

/** The kinds of facts that people record. Changed states of alarms and providers show in the labels. */
const RECORDED_KINDS = ['notice', 'exclusion', 'maintenance', 'downtime'] as const;
type RecordedKind = (typeof RECORDED_KINDS)[number];

/** A difference between two statements of a month. */
export type Change =
  | { readonly kind: 'policy'; readonly before: string; readonly after: string }
  | { readonly kind: 'fees'; readonly before: Fees; readonly after: Fees }
  | { readonly kind: 'evidence'; readonly fact: RecordedKind; readonly id: string; readonly isAdded: boolean }
  | { readonly kind: 'relabelled'; readonly interval: Interval; readonly before: Label; readonly after: Label };

/** Returns what differs between two stored statements of a month, as JSON; nothing if one of them cannot be read. */
export const changesBetween = (before: string, after: string): Change[] => {
  const [old, now] = [before, after].map((text) => z.safeParse(comparable, JSON.parse(text)).data);
  return old === undefined || now === undefined ? [] : changesOf(old, now);
};

/** A difference between two months of a customer, in the statement of a service. */
export type MonthChange = { readonly service: string | undefined; readonly change: Change };

/** Returns what differs between two stored months of a customer, as JSON, in the statements of services that both have. */
export const monthChangesBetween = (before: string, after: string): MonthChange[] => {
  const [old, now] = [before, after].map((text) => z.safeParse(comparableMonth, JSON.parse(text)).data);
  return (now?.statements ?? []).flatMap((statement) => {
    const { service } = statement;
    const earlier = old?.statements.find((one) => one.service === service);
    return earlier === undefined ? [] : changesOf(earlier, statement).map((change) => ({ service, change }));
  });
};

const changesOf = (old: Comparable, now: Comparable): Change[] => {
  const [was, is] = [old.explanation.credit, now.explanation.credit];
  return [
    ...(policyText(old) === policyText(now)
      ? []
      : [{ kind: 'policy', before: policyText(old), after: policyText(now) } as const]),
    ...(was.feeMinor === is.feeMinor && was.currency === is.currency
      ? []
      : [{ kind: 'fees', before: feesOf(was), after: feesOf(is) } as const]),
    ...RECORDED_KINDS.flatMap((fact) => evidenceChanges(fact, factsOf(fact, old), factsOf(fact, now))),
    ...relabelled(old, now),
  ];
};

const feesOf = ({ feeMinor, currency }: Comparable['explanation']['credit']): Fees => ({
  amountMinor: feeMinor,
  currency,
});

const policyText = ({ explanation: { policy } }: Comparable): string => `${policy.id}, version ${policy.version}`;

/** Returns the facts of a kind that a statement uses: notices that cover an outage, and the reasons of labels. */
const factsOf = (fact: RecordedKind, { explanation: { outages, intervals } }: Comparable): Set<string> =>
  new Set(
    fact === 'notice'
      ? outages.flatMap(({ steps }) => steps.flatMap(({ notices }) => notices.map(({ id }) => id)))
      : intervals.flatMap(({ because }) => because.flatMap(({ kind, facts }) => (kind === fact ? facts : []))),
  );

const evidenceChanges = (fact: RecordedKind, before: ReadonlySet<string>, after: ReadonlySet<string>): Change[] => [
  ...[...after].filter((id) => !before.has(id)).map((id) => ({ kind: 'evidence', fact, id, isAdded: true }) as const),
  ...[...before].filter((id) => !after.has(id)).map((id) => ({ kind: 'evidence', fact, id, isAdded: false }) as const),
];

type Labelled = Interval & { readonly label: Label };

const labelled = ({ explanation: { intervals } }: Comparable): Labelled[] =>
  intervals.map(({ start, end, label }) => ({ start: instantOf(start), end: instantOf(end), label }));

/** Returns the intervals whose label differs. Both statements divide the same month without gap, so one walk finds all. */
const relabelled = (before: Comparable, after: Comparable): Change[] => {
  const [old, now] = [labelled(before), labelled(after)];
  const changes: Change[] = [];
  for (let i = 0, j = 0; i < old.length && j < now.length;) {
    const [a, b] = [old[i], now[j]];
    if (a === undefined || b === undefined) break;
    const interval = { start: Math.max(a.start, b.start), end: Math.min(a.end, b.end) };
    if (a.label !== b.label && interval.start < interval.end)
      changes.push({ kind: 'relabelled', interval, before: a.label, after: b.label });
    if (a.end <= b.end) i += 1;
    if (b.end <= a.end) j += 1;
  }
  return changes;
};
