import type { Label } from '../month/baseline.ts';
import type { ExplainedDowntime, Reason } from './explanation.ts';
import type { Statement } from './statement.ts';

/** A part of a sentence: text, or a figure that a page or a terminal formats. */
export type ReasonPart =
  | string
  | { readonly ms: number }
  | { readonly minor: number; readonly currency: string }
  | { readonly instant: string }
  | { readonly cause: Reason };

/** Why a month has no credit: a clause without a full stop, and the downtimes that it is about, the longest first. */
export type NoCreditReason = {
  readonly text: readonly ReasonPart[];
  readonly downtimes: readonly ExplainedDowntime[];
};

/** Returns the reasons why nothing is due, the one closest to a credit first. Pages and commands share this wording. */
export const noCreditReasons = (statement: Statement): NoCreditReason[] => {
  const { credits, observedDowntimeMs, creditableDowntimeMs, totalsMs, explanation } = statement;
  const { forfeited = 0, pending = 0 } = totalsMs;
  if (explanation.credit.gated) return [{ text: ['the availability target was met'], downtimes: [] }];
  if (credits > 0) return [{ text: zeroAmount(statement), downtimes: [] }];
  if (creditableDowntimeMs > 0)
    return [
      {
        text: [{ ms: creditableDowntimeMs }, ' of downtime counts, but ', ...tooLittle(statement)],
        downtimes: downtimesWith(statement, 'downtime'),
      },
    ];
  if (forfeited > 0 || pending > 0)
    return [
      ...(forfeited > 0 ? [forfeitedReason(statement, forfeited)] : []),
      ...(pending > 0 ? [pendingReason(statement, pending)] : []),
    ];
  if (observedDowntimeMs > 0)
    return [
      {
        text: [{ ms: observedDowntimeMs }, ' of downtime was over before the customer recognised it'],
        downtimes: downtimesWith(statement, 'unrecognized'),
      },
    ];
  return [uncountedReason(statement)];
};

const zeroAmount = ({ uncappedMinor, currency, explanation: { credit } }: Statement): ReasonPart[] => {
  if (credit.feeMinor === 0) return ['a credit was earned, but the fees are ', { minor: 0, currency }];
  return uncappedMinor === 0
    ? ['the credit on fees of ', { minor: credit.feeMinor, currency }, ' rounds to zero']
    : ['a credit was earned, but the monthly cap is zero'];
};

const tooLittle = ({ periods, explanation: { credit } }: Statement): ReasonPart[] => {
  if (credit.rule.kind !== 'per-period') return ['availability did not fall low enough for a credit'];
  return periods.some(({ qualifies }) => qualifies)
    ? ['no day contains a full block of ', { ms: credit.rule.blockMs }]
    : ['no part of it is longer than ', { ms: credit.rule.longerThanMs }];
};

const forfeitedReason = (statement: Statement, forfeitedMs: number): NoCreditReason => {
  const downtimes = downtimesWith(statement, 'forfeited');
  const [downtime, ...others] = downtimes;
  const received = others.length > 0 ? undefined : downtime?.notices[0]?.receivedAt;
  const late: ReasonPart[] =
    downtime === undefined || received === undefined
      ? []
      : [', only ', { ms: Date.parse(received) - Date.parse(downtime.deadline) }, ' after the deadline'];
  return { text: ['no notice of ', { ms: forfeitedMs }, ' of downtime was received in time', ...late], downtimes };
};

const pendingReason = (statement: Statement, pendingMs: number): NoCreditReason => {
  const downtimes = downtimesWith(statement, 'pending');
  const [downtime, ...others] = downtimes;
  const until: ReasonPart[] =
    downtime === undefined || others.length > 0 ? [] : [' until ', { instant: downtime.deadline }];
  return { text: ['notice of ', { ms: pendingMs }, ' of downtime may still come', ...until], downtimes };
};

type Place = Label | 'elsewhere';

/** Labels under which downtime does not count, and the text for each. */
const PLACES: readonly (readonly [place: Place, text: string])[] = [
  ['excused', 'excused'],
  ['holiday', 'on a public holiday'],
  ['weekend', 'on a weekend'],
  ['maintenance', 'in scheduled maintenance'],
  ['inactive', 'outside the contract term'],
  ['elsewhere', 'in another month'],
];

/** The reason if no downtime was observed in service time. */
const uncountedReason = (statement: Statement): NoCreditReason => {
  const downtimes = longestFirst(statement.explanation.downtimes);
  if (downtimes.length === 0) return { text: ['no component that the customer uses was down'], downtimes };
  const places = new Set(downtimes.flatMap((downtime) => placesOf(statement, downtime)));
  const named = PLACES.filter(([place]) => places.delete(place));
  places.delete('up');
  if (named.length === 0 || places.size > 0) return { text: ['no downtime was long enough to count'], downtimes };
  const text = named.flatMap(([place, placeText], i): ReasonPart[] => [
    i === 0 ? 'all downtime was ' : ' or ',
    placeText,
    ...(place === 'excused' ? firstCause(statement) : []),
  ]);
  return { text, downtimes };
};

type WrittenInterval = { readonly start: string; readonly end: string };

const overlaps = (a: WrittenInterval, b: WrittenInterval): boolean =>
  Date.parse(a.start) < Date.parse(b.end) && Date.parse(a.end) > Date.parse(b.start);

const lengthOf = ({ start, end }: WrittenInterval): number => Date.parse(end) - Date.parse(start);

const longestFirst = (downtimes: readonly ExplainedDowntime[]): ExplainedDowntime[] =>
  downtimes.toSorted((a, b) => lengthOf(b) - lengthOf(a));

const downtimesWith = (statement: Statement, label: Label): ExplainedDowntime[] =>
  longestFirst(statement.explanation.downtimes.filter((downtime) => placesOf(statement, downtime).includes(label)));

const placesOf = ({ explanation: { start, end, stretches } }: Statement, downtime: ExplainedDowntime): Place[] => [
  ...stretches.filter((interval) => overlaps(interval, downtime)).map(({ label }) => label),
  ...(Date.parse(downtime.start) < Date.parse(start) || Date.parse(downtime.end) > Date.parse(end)
    ? ['elsewhere' as const]
    : []),
];

/** The first cause of excused downtime, in brackets. The statement lists every cause with its downtime. */
const firstCause = ({ explanation: { stretches, downtimes } }: Statement): ReasonPart[] => {
  const cause = stretches
    .filter((interval) => interval.label === 'excused' && downtimes.some((downtime) => overlaps(interval, downtime)))
    .flatMap(({ because }) => because)
    .find(isExcuse);
  return cause === undefined ? [] : [' (', { cause }, ')'];
};

/** Whether evidence of this kind can excuse downtime. */
export const isExcuse = ({ kind }: Reason): boolean =>
  kind === 'provider-status' || kind === 'exclusion' || kind === 'maintenance';
