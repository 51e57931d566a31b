import { monthName } from '../lib/month-name.ts';
import type { Statement } from '../domain/statement/statement.ts';
import { length, lengthText, money } from './figures.ts';
import { type Html, html, listed } from './html.ts';
import { type DowntimeCategory, downtimeViews } from './downtime-view.ts';

/** That nothing is due, and why. */
export const nothingDue = (statement: Statement): Html =>
  html`is due for ${monthName(statement.month)}: ${listed(whyNothing(statement), ', and ')}.`;

/** Why nothing is due, the reason nearest to a credit first. */
const whyNothing = (statement: Statement): Html[] => {
  const { credits, observedDowntimeMs, creditableDowntimeMs, totalsMs, explanation } = statement;
  const { forfeited = 0, pending = 0 } = totalsMs;
  if (explanation.credit.gated) return [html`the target was met, and there is no credit then`];
  if (credits > 0) return [worthNothing(statement)];
  if (creditableDowntimeMs > 0)
    return [html`${length(creditableDowntimeMs)} of downtime counts`, html`${tooLittle(statement)}`];
  if (forfeited > 0 || pending > 0)
    return [
      ...(forfeited > 0 ? [html`no notice of ${length(forfeited)} of downtime came in time`] : []),
      ...(pending > 0 ? [html`notice of ${length(pending)} of downtime may still come`] : []),
    ];
  if (observedDowntimeMs > 0)
    return [html`${length(observedDowntimeMs)} of downtime was not recognised in time to count`];
  return [html`${whereItFell(statement)}`];
};

/** Why credits that were earned come to nothing. */
const worthNothing = ({ uncappedMinor, currency, explanation: { credit } }: Statement): Html => {
  if (credit.feeMinor === 0) return html`a credit was earned, and the fees are ${money(0, currency)}`;
  return uncappedMinor === 0
    ? html`what was earned of ${money(credit.feeMinor, currency)} rounds to nothing`
    : html`a credit was earned, and a month can give nothing at most`;
};

/** Why downtime that counts earns nothing. */
const tooLittle = ({ periods, explanation: { credit } }: Statement): string => {
  if (credit.rule.kind !== 'per-period') return 'availability did not fall low enough for a credit';
  return periods.some(({ qualifies }) => qualifies)
    ? `no day has ${lengthText(credit.rule.blockMs)} of it at a stretch`
    : 'no stretch of it is long enough for a credit';
};

/** What became of downtime none of which is observed. */
const whereItFell = (statement: Statement): string => {
  const fates = new Set(downtimeViews(statement).flatMap(({ parts }) => parts.map(({ fate }) => fate)));
  if (fates.size === 0) return 'nothing that the customer uses was down';
  const places = PLACES.filter(([, those]) => those.some((fate) => fates.has(fate)));
  const told = new Set<DowntimeCategory>(['up', ...places.flatMap(([, those]) => those)]);
  return [...fates].every((fate) => told.has(fate))
    ? `all downtime was ${listed(
        places.map(([place]) => place),
        ' or ',
      ).toString()}`
    : 'no downtime was long enough to count';
};

const PLACES: readonly (readonly [place: string, fates: readonly DowntimeCategory[]])[] = [
  ['excused', ['excused']],
  ['outside service time', ['holiday', 'weekend', 'maintenance', 'inactive']],
  ['in another month', ['elsewhere']],
];
