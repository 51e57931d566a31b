import * as z from 'zod/mini';
import { LABELS, type Label } from '../domain/situation.ts';
import type { Span } from '../domain/spans.ts';

/** What is read of a stored statement to see what changed since: statements of all versions have it. */
const stored = z.object({
  explanation: z.object({
    policy: z.object({ id: z.string(), version: z.number() }),
    stretches: z.array(
      z.object({
        start: z.string(),
        end: z.string(),
        label: z.string(),
        because: z.optional(z.array(z.object({ kind: z.string(), facts: z.array(z.string()) }))),
      }),
    ),
    downtimes: z.array(
      z.object({ start: z.string(), end: z.string(), notices: z.array(z.object({ id: z.string() })) }),
    ),
    credit: z.object({ feeMinor: z.number(), currency: z.string() }),
  }),
});
type Stored = z.output<typeof stored>;

/** What people record: of these it is told which are evidence for a month and which no longer are. Of alarms and providers the labels tell. */
const RECORDED = ['notice', 'exclusion', 'maintenance', 'downtime'] as const;
type Recorded = (typeof RECORDED)[number];

export type Change =
  | { readonly kind: 'policy'; readonly before: string; readonly after: string }
  | { readonly kind: 'fees'; readonly before: number; readonly after: number; readonly currency: string }
  | { readonly kind: 'evidence'; readonly fact: Recorded; readonly id: string; readonly comes: boolean }
  | { readonly kind: 'relabelled'; readonly span: Span; readonly before: Label; readonly after: Label };

/** What differs between two statements of a month, given as they are stored; nothing where one cannot be read. */
export const changesBetween = (before: string, after: string): Change[] => {
  const [old, now] = [read(before), read(after)];
  if (old === undefined || now === undefined) return [];
  return [
    ...(policyOf(old) === policyOf(now)
      ? []
      : [{ kind: 'policy', before: policyOf(old), after: policyOf(now) } as const]),
    ...(old.explanation.credit.feeMinor === now.explanation.credit.feeMinor
      ? []
      : [
          {
            kind: 'fees',
            before: old.explanation.credit.feeMinor,
            after: now.explanation.credit.feeMinor,
            currency: now.explanation.credit.currency,
          } as const,
        ]),
    ...RECORDED.flatMap((fact) => evidenceChanged(fact, factsOf(fact, old), factsOf(fact, now))),
    ...relabelled(old, now),
  ];
};

const read = (text: string): Stored | undefined => z.safeParse(stored, JSON.parse(text)).data;

const policyOf = ({ explanation: { policy } }: Stored): string => `${policy.id}, version ${policy.version}`;

/** The facts of a kind that a statement goes by: notices that cover a downtime, and what gives a stretch its label. */
const factsOf = (fact: Recorded, { explanation: { downtimes, stretches } }: Stored): Set<string> =>
  new Set(
    fact === 'notice'
      ? downtimes.flatMap(({ notices }) => notices.map(({ id }) => id))
      : stretches.flatMap(({ because = [] }) => because.flatMap(({ kind, facts }) => (kind === fact ? facts : []))),
  );

const evidenceChanged = (fact: Recorded, before: ReadonlySet<string>, after: ReadonlySet<string>): Change[] => [
  ...[...after].filter((id) => !before.has(id)).map((id) => ({ kind: 'evidence', fact, id, comes: true }) as const),
  ...[...before].filter((id) => !after.has(id)).map((id) => ({ kind: 'evidence', fact, id, comes: false }) as const),
];

type Labelled = Span & { readonly label: string };

const labelled = ({ explanation }: Stored): Labelled[] =>
  explanation.stretches.map(({ start, end, label }) => ({ start: Date.parse(start), end: Date.parse(end), label }));

/** The stretches that have another label now: both divide the same month without gap, so one walk along them finds all. */
const relabelled = (before: Stored, after: Stored): Change[] => {
  const [old, now] = [labelled(before), labelled(after)];
  const found: Extract<Change, { kind: 'relabelled' }>[] = [];
  for (let i = 0, j = 0; i < old.length && j < now.length;) {
    const [a, b] = [old[i], now[j]];
    if (a === undefined || b === undefined) break;
    const span = { start: Math.max(a.start, b.start), end: Math.min(a.end, b.end) };
    const [was, is] = [labelOf(a), labelOf(b)];
    if (was !== undefined && is !== undefined && was !== is && span.start < span.end)
      found.push({ kind: 'relabelled', span, before: was, after: is });
    if (a.end <= b.end) i += 1;
    if (b.end <= a.end) j += 1;
  }
  return found;
};

const labelOf = ({ label }: Labelled): Label | undefined => LABELS.find((known) => known === label);
