import type { Page } from 'playwright-core';
import type { CustomerMonth } from '../../shared/domain/statement/customer-month.ts';
import type { Figures, Statement } from '../../shared/domain/statement/statement.ts';
import { inLegend, labelName } from '../../shared/web/label-marks.ts';
import { readFigure } from '../support/builders/page-markup.ts';

/** The numbers of a statement page by section, in reading order, with their names. */
export type VisibleNumbers = Readonly<Record<string, readonly (number | string)[]>>;

/** Reads the visible text of elements by section. */
const READ = `(() => {
  const shown = (element) => element.innerText.replaceAll(/\\s+/g, ' ').trim();
  const texts = (selector) => [...document.querySelectorAll(selector)].map(shown);
  return {
    amount: texts('.headline .big'),
    key: texts('.key dt, .key data'),
    legend: [...document.querySelectorAll('.legend li:has(data)')].flatMap((item) => {
      const figure = shown(item.querySelector('data'));
      return [shown(item).slice(0, -figure.length).trim(), figure];
    }),
    days: texts('.days tbody tr:has(b) :is(th, b)'),
    downtimes: texts('.downtimes .what data'),
    sums: texts('.sum tbody data'),
    compared: texts('.compare tbody :is(th, data)'),
    revisions: texts('.revisions :is(.what, .delta) data'),
  };
})()`;

/** Returns the visible numbers of a statement page. */
export const numbersShown = async (page: Page): Promise<VisibleNumbers> => {
  const texts = await page.evaluate<Record<string, string[]>>(READ);
  return Object.fromEntries(
    Object.entries(texts).map(([where, those]) => [where, those.map((text) => readFigure(text) ?? text)]),
  );
};

type Revision = { readonly amountMinor: number; readonly previousAmountMinor: number };

/**
 * Returns the numbers that the page of a customer without services must show.
 * They come from the JSON of the month, its revisions and its figures with full notice.
 */
export const numbersInJson = (
  { statements: [statement], amountMinor }: CustomerMonth,
  revisions: readonly Revision[],
  ifNoticed: Figures | undefined,
): VisibleNumbers => {
  if (statement === undefined) throw new Error('a month has a statement');
  const { excusedMs, totalsMs, explanation } = statement;
  const { credit, outages } = explanation;
  const rateBps = credit.rule.kind === 'per-block' ? (credit.rule.amount.bps ?? 0) : 0;
  return {
    amount: [amountMinor],
    key: [
      'Availability',
      'Downtime',
      statement.observedDowntimeMs,
      'Counted',
      statement.creditableDowntimeMs,
      'Measured',
      statement.measuredMs,
      ...(excusedMs === 0 ? [] : [statement.serviceMs, excusedMs]),
    ],
    legend: inLegend((label) => label in totalsMs).flatMap((label) => [labelName(label), totalsMs[label] ?? 0]),
    days: credit.bookings.flatMap(({ date, credits }) =>
      date === null || credits === 0 ? [] : [`${Number(date.slice(-2))} ${weekday(date)}`, credits * rateBps],
    ),
    downtimes: outages.map(({ start, end }) => Date.parse(end) - Date.parse(start)),
    sums: sums(statement),
    compared:
      ifNoticed === undefined ? [] : ['Actual', ...compared(statement), 'If notified in time', ...compared(ifNoticed)],
    revisions: revisions.flatMap(({ amountMinor, previousAmountMinor }, i) =>
      i === 0 ? [amountMinor] : [amountMinor, amountMinor - previousAmountMinor],
    ),
  };
};

const weekday = (date: string): string =>
  new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: 'UTC' }).format(Date.parse(date));

const compared = ({ creditableDowntimeMs, credits, amountMinor }: Figures): number[] => [
  creditableDowntimeMs,
  credits,
  amountMinor,
];

/** The numbers of the calculation in order: credits and rate, fees and share, cap, amount. */
const sums = ({ explanation: { credit } }: Statement): number[] => {
  const { rule, credits, rateBps, feeMinor, uncappedMinor, caps, amountMinor } = credit;
  if (rule.kind !== 'per-block') throw new Error('the sample has no other policy');
  return [
    credits,
    rule.amount.bps ?? 0,
    rateBps ?? 0,
    ...(credits === 0 ? [] : [rateBps ?? 0, feeMinor]),
    uncappedMinor,
    ...caps.flatMap(({ minor }) => [feeMinor, minor]),
    amountMinor,
  ];
};
