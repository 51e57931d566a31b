import type { Page } from 'playwright-core';
import type { Figures, Statement } from '../../shared/domain/statement/statement.ts';
import { inLegend, labelName } from '../../shared/web/label-marks.ts';
import { readFigure } from '../support/builders/page-markup.ts';

/** What stands where on a statement page, in reading order: numbers, and the words that say what they are. */
export type Numbers = Readonly<Record<string, readonly (number | string)[]>>;

/** Reads the visible text of elements, by where they stand. */
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

/** The numbers of a statement page, as they are read off the screen. */
export const numbersShown = async (page: Page): Promise<Numbers> => {
  const texts = await page.evaluate<Record<string, string[]>>(READ);
  return Object.fromEntries(
    Object.entries(texts).map(([where, those]) => [where, those.map((text) => readFigure(text) ?? text)]),
  );
};

type Revision = { readonly amountMinor: number; readonly previousAmountMinor: number };

/** The same from the statement's JSON, its revisions, and the figures had notice come. */
export const numbersInJson = (
  statement: Statement,
  revisions: readonly Revision[],
  ifNoticed: Figures | undefined,
): Numbers => {
  const { excusedMs, totalsMs, explanation } = statement;
  const { credit, downtimes } = explanation;
  const rateBps = credit.rule.kind === 'per-period' ? credit.rule.rateBps : 0;
  return {
    amount: [statement.amountMinor],
    key: [
      'Available',
      'Down',
      statement.observedDowntimeMs,
      'Counted',
      statement.creditableDowntimeMs,
      'Measured',
      statement.measuredMs,
      ...(excusedMs === 0 ? [] : [statement.serviceMs, excusedMs]),
    ],
    legend: inLegend((label) => label in totalsMs).flatMap((label) => [labelName(label), totalsMs[label] ?? 0]),
    days: credit.days
      .filter(({ credits }) => credits > 0)
      .flatMap(({ date, credits }) => [`${Number(date.slice(-2))} ${weekday(date)}`, credits * rateBps]),
    downtimes: downtimes.map(({ start, end }) => Date.parse(end) - Date.parse(start)),
    sums: sums(statement),
    compared:
      ifNoticed === undefined
        ? []
        : ['As it is', ...compared(statement), 'Had notice come at once', ...compared(ifNoticed)],
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

/** Credits × rate = rate of the month; of which fees, what; at most what of which fees; what is due. */
const sums = ({ explanation: { credit } }: Statement): number[] => {
  const { rule, credits, rateBps, feeMinor, uncappedMinor, cap, capMinor, amountMinor } = credit;
  if (rule.kind !== 'per-period') throw new Error('the sample has no other policy');
  return [
    credits,
    rule.rateBps,
    rateBps ?? 0,
    ...(credits === 0 ? [] : [rateBps ?? 0, feeMinor]),
    uncappedMinor,
    ...(cap === null || capMinor === null ? [] : [feeMinor, capMinor]),
    amountMinor,
  ];
};
