import type { Label } from '../domain/month/baseline.ts';
import { noCreditReason, type NoCreditReason } from '../domain/statement/no-credit-reason.ts';
import type { Statement } from '../domain/statement/statement.ts';
import { length, money } from './figures.ts';
import { type Html, html, listed } from './html.ts';
import { clockOf } from './page-clock.ts';

/** Returns why nothing is due, as a clause without a full stop; undefined if a credit is due. */
export const noCreditText = (statement: Statement): Html | undefined => {
  const reason = noCreditReason(statement);
  return reason === undefined ? undefined : reasonText(statement, reason);
};

const reasonText = (statement: Statement, reason: NoCreditReason): Html => {
  const { currency } = statement;
  switch (reason.kind) {
    case 'target-met':
      return html`the availability target was met`;
    case 'no-fees':
      return html`a credit was earned, but the fees are ${money(0, currency)}`;
    case 'rounds-to-zero':
      return html`the credit on fees of ${money(reason.feeMinor, currency)} rounds to zero`;
    case 'capped-to-zero':
      return html`a credit was earned, but the monthly cap is zero`;
    case 'too-little-downtime':
      return html`${length(reason.creditableMs)} of downtime counts, but ${tooLittleText(statement, reason.cause)}`;
    case 'not-claimed':
      return notClaimedText(statement, reason);
    case 'not-counted':
      return html`${length(reason.observedMs)} of downtime was over before the customer recognised it`;
    case 'set-aside':
      return setAsideText(reason.labels);
    case 'no-downtime':
      return html`no component that the customer uses was down`;
  }
};

type ReasonOf<K extends NoCreditReason['kind']> = Extract<NoCreditReason, { kind: K }>;

const tooLittleText = (
  { explanation: { credit } }: Statement,
  cause: ReasonOf<'too-little-downtime'>['cause'],
): Html => {
  if (credit.rule.kind !== 'per-period' || cause === 'no-tier')
    return html`availability was not low enough for a credit`;
  return cause === 'no-whole-block'
    ? html`no day contains a full block of ${length(credit.rule.blockMs)}`
    : html`no part of it is longer than ${length(credit.rule.longerThanMs)}`;
};

const notClaimedText = (statement: Statement, reason: ReasonOf<'not-claimed'>): Html => {
  const { forfeitedMs, pendingMs, outage } = reason;
  const clock = clockOf(statement.explanation.timeZone, statement.month);
  const isOnlyOne = statement.explanation.downtimes.filter(({ forfeit }) => forfeit !== null).length === 1;
  const deadline = isOnlyOne && outage !== undefined ? Date.parse(outage.deadline) : undefined;
  const receivedAt = outage?.notices[0]?.receivedAt;
  const late =
    deadline === undefined || receivedAt === undefined
      ? undefined
      : html`, but ${length(Date.parse(receivedAt) - deadline)} late`;
  return listed(
    [
      ...(forfeitedMs > 0
        ? [
            late === undefined
              ? html`no notice of ${length(forfeitedMs)} of downtime was received in time`
              : html`notice of ${length(forfeitedMs)} of downtime was received${late}`,
          ]
        : []),
      ...(pendingMs > 0
        ? [
            html`notice of ${length(pendingMs)} of downtime may still
            come${deadline === undefined ? undefined : html` until ${clock.moment(deadline)}`}`,
          ]
        : []),
    ],
    ', and ',
  );
};

/** Labels under which downtime does not count, with their text. */
const PLACES: readonly (readonly [label: Label | 'another-month', text: string])[] = [
  ['excused', 'excused'],
  ['holiday', 'on a public holiday'],
  ['weekend', 'on a weekend'],
  ['maintenance', 'in scheduled maintenance'],
  ['inactive', 'outside the contract term'],
  ['another-month', 'in another month'],
];

const setAsideText = (labels: ReasonOf<'set-aside'>['labels']): Html => {
  const places = PLACES.filter(([label]) => labels.includes(label));
  const named = new Set<Label | 'another-month'>(['up', ...places.map(([label]) => label)]);
  if (places.length === 0 || labels.some((label) => !named.has(label)))
    return html`no downtime was long enough to count`;
  return html`all downtime was
  ${listed(
    places.map(([, text]) => text),
    ' or ',
  )}`;
};
