import type { Label } from '../domain/month/label.ts';
import { noCreditReason, type NoCreditReason } from '../domain/statement/no-credit-reason.ts';
import type { Statement } from '../domain/statement/statement.ts';
import { length, money } from './figures.ts';
import { type Html, html, listed } from './html.ts';
import type { StatementView } from './statement-view.ts';

/** Returns why nothing is due, as a clause without a full stop; undefined if a credit is due. */
export const noCreditText = (view: StatementView): Html | undefined => {
  const reason = noCreditReason(view.statement);
  return reason === undefined ? undefined : reasonText(view, reason);
};

const reasonText = (view: StatementView, reason: NoCreditReason): Html => {
  const { currency } = view.statement;
  switch (reason.kind) {
    case 'target-met':
      return html`the availability target was met`;
    case 'no-fees':
      return html`a credit was earned, but the fees are ${money(0, currency)}`;
    case 'rounds-to-zero':
      return html`the credit on fees of ${money(reason.feeMinor, currency)} rounds to zero`;
    case 'capped-to-zero':
      return html`a credit was earned, but the monthly cap is zero`;
    case 'too-small-to-pay':
      return html`a credit of ${money(reason.cappedMinor, currency)} was earned, but only credits above
      ${money(reason.payableAboveMinor, currency)} are paid`;
    case 'too-little-downtime':
      return html`${length(reason.creditableMs)} of downtime counts, but ${tooLittleText(view.statement, reason.cause)}`;
    case 'not-claimed':
      return notClaimedText(view, reason);
    case 'not-counted':
      return reason.unrecognizedMs === 0
        ? html`no downtime was long enough to count`
        : html`${length(reason.unrecognizedMs)} of downtime was over before the customer recognised it`;
    case 'set-aside':
      return setAsideText(reason.labels);
    case 'no-downtime':
      return html`no component that the customer uses was down`;
  }
};

type ReasonOf<K extends NoCreditReason['kind']> = Extract<NoCreditReason, { kind: K }>;

const BLOCK_PLACES = { day: 'no day contains', period: 'no downtime contains', month: 'the month does not contain' };

const tooLittleText = (
  { explanation: { credit, counted } }: Statement,
  cause: ReasonOf<'too-little-downtime'>['cause'],
): Html => {
  const { rule } = credit;
  switch (cause) {
    case 'no-qualifying-downtime':
      return rule.kind === 'per-block' || rule.kind === 'per-outage'
        ? html`${rule.summedOver === 'period' ? 'no part of it is longer than' : `no ${rule.summedOver} has more than`}
          ${length(rule.longerThanMs)}${rule.summedOver === 'period' ? '' : ' of it'}`
        : html`no part of it earns a credit`;
    case 'no-whole-block':
      return rule.kind === 'per-block'
        ? html`${BLOCK_PLACES[rule.blocksWithin]} a full block of ${length(rule.blockMs)}`
        : html`it contains no full block`;
    case 'no-whole-unit':
      return html`it contains no whole unit of ${length(counted.wholeUnits?.unitMs ?? 0)}`;
    case 'limit':
      return html`the limits on the number of credits allow none`;
    case 'ends-in-another-month':
      return html`it ends in another month`;
    case 'no-tier':
      return rule.kind === 'tiers' && rule.by !== 'availability'
        ? html`it is too short for a credit`
        : html`availability was not low enough for a credit`;
    case 'nothing-measured':
      return html`no time was measured`;
  }
};

const notClaimedText = ({ statement, clock }: StatementView, reason: ReasonOf<'not-claimed'>): Html => {
  const { forfeitedMs, pendingMs, step } = reason;
  const isOnlyOne = statement.explanation.outages.filter(({ forfeit }) => forfeit !== null).length === 1;
  const [notice] = step.notices;
  const late =
    isOnlyOne && notice !== undefined
      ? html`, but ${length(Date.parse(notice.receivedAt) - Date.parse(notice.deadline))} late`
      : undefined;
  const until = isOnlyOne ? html` until ${clock.deadline(Date.parse(step.deadline))}` : undefined;
  const noun = step.step === 'claim' ? 'claim for' : 'notice of';
  return listed(
    [
      ...(forfeitedMs > 0
        ? [
            late === undefined
              ? html`no ${noun} ${length(forfeitedMs)} of downtime was received in time`
              : html`${noun} ${length(forfeitedMs)} of downtime was received${late}`,
          ]
        : []),
      ...(pendingMs > 0 ? [html`${noun} ${length(pendingMs)} of downtime may still come${until}`] : []),
    ],
    ', and ',
  );
};

/** Labels under which downtime does not count, with their text. */
const PLACES: readonly (readonly [label: Label | 'another-month', text: string])[] = [
  ['excused', 'excused'],
  ['holiday', 'on a public holiday'],
  ['weekend', 'on a weekend'],
  ['off-hours', 'in off hours'],
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
