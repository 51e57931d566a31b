import type { MonthStatus } from '../../../shared/closing/month-status.ts';
import {
  amountsPath,
  closePath,
  creditsCsvPath,
  messagesPath,
  monthPath,
  runsPath,
  unmatchedPath,
} from '../../../shared/config/console-paths.ts';
import type { Instant } from '../../../shared/domain/time/instant.ts';
import { monthName } from '../../../shared/lib/month-name.ts';
import { countText } from '../../../shared/web/figures.ts';
import { type Html, html } from '../../../shared/web/html.ts';
import { utcText } from '../../../shared/web/page-clock.ts';
import { noteBanner } from './console-frame.ts';

export type MonthBanner = {
  readonly month: string;
  readonly status: Pick<MonthStatus, 'closing' | 'closedAt'>;
  /** The run id of the newest close. */
  readonly closingRun: string | undefined;
  /** Whether the page uses current evidence in place of the last run's. */
  readonly isCurrent: boolean;
  /** When the month has ended under all policies, and when its close is scheduled. */
  readonly ends: Instant;
  readonly due: Instant;
  readonly now: Instant;
  /** The progress of an unfinished close. */
  readonly progress: { readonly done: number; readonly planned: number | undefined } | undefined;
  /** The id of a run that was just requested. */
  readonly requestedRun: string | undefined;
  /** The number of messages that may be notices of the month and wait for a person. */
  readonly unmatched: number;
  /** The customers of this page if there are more. `after`, `next`: the ids before and at its end. */
  readonly customers:
    | { readonly count: number; readonly after: string | undefined; readonly next: string | undefined }
    | undefined;
};

/** Returns the note above a month: its close, the evidence in use, and a form to close it. */
export const monthBanner = (banner: MonthBanner): Html => {
  const { progress, customers } = banner;
  return noteBanner(
    html`${requestNote(banner)}
      ${progress === undefined ? undefined : html`<p>Close in progress: ${progressText(progress)}.</p>`}
      <p class="row">${evidenceNote(banner)}</p>
      <p class="row">
        <a href="${amountsPath(banner.month)}">Customers and amounts before closing</a>
        <a href="${runsPath(banner.month)}">Runs</a>
      </p>
      ${
        banner.unmatched === 0
          ? undefined
          : html`<p>
              <a href="${unmatchedPath()}">${countText(banner.unmatched, 'message', 'messages')} without a customer</a>
              may be about this month.
            </p>`
      }
      ${customers === undefined ? undefined : html`<p>${customersNote(banner, customers)}</p>`} ${closeForm(banner)}`,
  );
};

const requestNote = ({ requestedRun, closingRun, status }: MonthBanner): Html | undefined => {
  if (requestedRun === undefined) return undefined;
  return status.closedAt !== undefined && closingRun === requestedRun
    ? html`<p role="status"><b>Closed:</b> <span class="id">${requestedRun}</span>.</p>`
    : html`<p role="status">
        <b>Requested:</b> <span class="id">${requestedRun}</span>. It starts after five minutes, so that evidence whose
        recording is in progress counts.
      </p>`;
};

const progressText = ({ done, planned }: { readonly done: number; readonly planned: number | undefined }): string =>
  planned === undefined ? 'being planned' : `${done} of ${countText(planned, 'batch', 'batches')} done`;

const evidenceNote = ({ month, status, isCurrent, due, now }: MonthBanner): Html => {
  if (status.closing === undefined)
    return html`<span
      >${due > now ? html`The close is scheduled for <time datetime="${new Date(due).toISOString()}">${utcText(due)}</time>.` : 'The scheduled close is overdue.'}
      Until then, these are the figures so far.</span
    >`;
  const messages = html`<a href="${messagesPath(month)}">Billing messages</a>
    <a href="${creditsCsvPath(month)}">Credits as CSV</a>`;
  return isCurrent
    ? html`<span
          >Figures with current evidence, as an adjustment would apply it. None of them has been sent to billing.</span
        >
        <a href="${monthPath(month)}">Figures of the last run</a> ${messages}`
    : html`<span>Figures of the last run.</span>
        <a href="${monthPath(month, { now: '1' })}">Figures with current evidence</a> ${messages}`;
};

const customersNote = (
  { month, isCurrent }: MonthBanner,
  { count, after, next }: NonNullable<MonthBanner['customers']>,
): Html => {
  const now = isCurrent ? '1' : undefined;
  return html`The credits are those of ${countText(count, 'customer')} who can have a
  credit${after === undefined ? '' : `, after ${after}`}. The rest of the page covers all customers.
  ${after === undefined ? undefined : html`<a href="${monthPath(month, { now })}">First</a>`}
  ${next === undefined ? undefined : html`<a href="${monthPath(month, { now, after: next })}">Next</a>`}`;
};

/** A month that has not ended cannot be closed, so it has no form. */
const closeForm = ({ month, status, ends, now }: MonthBanner): Html | undefined => {
  if (ends > now) return undefined;
  const isClosed = status.closing !== undefined;
  const label = `Reason for closing ${monthName(month)}${isClosed ? ' again' : ''}`;
  return html`<form class="find" method="post" action="${closePath(month)}">
    <input name="reason" required maxlength="500" aria-label="${label}" placeholder="Reason" />
    <button class="quiet" type="submit">Close ${isClosed ? 'again' : 'now'}</button>
  </form>`;
};
