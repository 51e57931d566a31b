import { type Html, html, listed } from './html.ts';
import { feesName, type StatementView } from './statement-view.ts';

/**
 * Returns when the contract began or ended within the month. Fee and cap are those of the whole month (docs/rules.md §8).
 * Returns undefined for a month that lies in the contract's term, or outside it.
 */
export const partialMonth = (view: StatementView): Html | undefined => {
  const { start, intervals, credit } = view.statement.explanation;
  const isActive = intervals.some(({ label }) => label !== 'inactive' && label !== 'future');
  const outside = intervals.filter(({ label }) => label === 'inactive');
  if (!isActive || outside.length === 0) return undefined;
  const moment = (text: string): Html => view.clock.moment(Date.parse(text));
  const turns = outside.map((interval) =>
    interval.start === start ? html`began ${moment(interval.end)}` : html`ended ${moment(interval.start)}`,
  );
  const subject = credit.capMinor === null ? `${feesName(view)} are` : `${feesName(view)} and the cap are`;
  return html`<p>The contract ${listed(turns, ' and ')}. ${capitalised(subject)} those of the whole month.</p>`;
};

const capitalised = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
