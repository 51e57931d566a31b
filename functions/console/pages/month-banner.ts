import { monthName } from '../../../shared/lib/month-name.ts';
import type { MonthStatus } from '../../../shared/closing/month-status.ts';
import type { Instant } from '../../../shared/domain/time/instant.ts';
import { utcText } from '../../../shared/web/page-clock.ts';
import { countText } from '../../../shared/web/figures.ts';
import { type Html, html } from '../../../shared/web/html.ts';
import { runId } from '../../../shared/persistence/run-store.ts';
import { banner } from './console-frame.ts';
import { closePath, messagesPath, monthPath } from '../../../shared/config/console-paths.ts';

export type MonthBanner = {
  readonly month: string;
  readonly standing: MonthStatus;
  /** Whether the page shows what is known now, and not what the last closing knew. */
  readonly isNow: boolean;
  /** When the month ends, and when the schedule closes it. */
  readonly ends: Instant;
  readonly due: Instant;
  readonly now: Instant;
  /** How far a closing that is under way has come. */
  readonly progress: { readonly done: number; readonly planned: number | undefined } | undefined;
  /** A run that was just ordered. */
  readonly ordered: string | undefined;
  /** Set where the page shows some of the customers only. `next`: the last of them, if there are more. */
  readonly some:
    | { readonly count: number; readonly after: string | undefined; readonly next: string | undefined }
    | undefined;
};

/** What a month's page cannot say itself: of when it is, of whom, and what can be done about it. */
export const monthBanner = (shown: MonthBanner): Html => {
  const { month, standing, isNow, ordered, progress, some } = shown;
  return banner(
    html`${ordered === undefined ? undefined : orderedNote(ordered, standing)}
      ${progress === undefined ? undefined : html`<p>A closing is under way: ${progressText(progress)}.</p>`}
      <p class="row">${sentence(shown)}</p>
      ${some === undefined ? undefined : html`<p>${ofSome(month, isNow, some)}</p>`} ${closeForm(shown)}`,
  );
};

/** An order waits; a run that has come to its end says so. */
const orderedNote = (ordered: string, { closing, closedAt }: MonthStatus): Html =>
  closing !== undefined && closedAt !== undefined && runId(closing) === ordered
    ? html`<p role="status"><b>Closed:</b> <span class="id">${ordered}</span>.</p>`
    : html`<p role="status">
        <b>Ordered:</b> <span class="id">${ordered}</span>. It waits for five minutes, so that whatever was being
        recorded then counts.
      </p>`;

const progressText = ({ done, planned }: { readonly done: number; readonly planned: number | undefined }): string =>
  planned === undefined ? 'being planned' : `${done} of ${countText(planned, 'part')} done`;

const sentence = ({ month, standing, isNow, due, now }: MonthBanner): Html => {
  if (standing.closing === undefined)
    return html`<span
      >${due > now ? html`It will be closed on schedule on <time datetime="${new Date(due).toISOString()}">${utcText(due)}</time>.` : 'Its closing is overdue.'}
      Until then these are the figures of now.</span
    >`;
  const messages = html`<a href="${messagesPath(month)}">Sent to billing</a>`;
  return isNow
    ? html`<span>With what is known now, as an adjustment would have it. Nothing of this has been sent.</span>
        <a href="${monthPath(month)}">As last closed</a> ${messages}`
    : html`<span>As the last run left it.</span>
        <a href="${monthPath(month, { now: '1' })}">With what is known now</a> ${messages}`;
};

type Some = NonNullable<MonthBanner['some']>;

const ofSome = (month: string, isNow: boolean, { count, after, next }: Some): Html => {
  const now = isNow ? '1' : undefined;
  return html`Figures of customers are those of ${countText(count, 'customer')} who can have a
  credit${after === undefined ? '' : `, after ${after}`}; the rest of the page is of all.
  ${after === undefined ? undefined : html`<a href="${monthPath(month, { now })}">First</a>`}
  ${next === undefined ? undefined : html`<a href="${monthPath(month, { now, after: next })}">Next</a>`}`;
};

/** A month that has not ended cannot be closed for good, so it is not offered. */
const closeForm = ({ month, standing, ends, now }: MonthBanner): Html | undefined =>
  ends > now
    ? undefined
    : html`<form class="find" method="post" action="${closePath(month)}">
        <input
          name="reason"
          required
          maxlength="500"
          aria-label="Why ${monthName(month)} is closed${standing.closing === undefined ? '' : ' again'}"
          placeholder="Why?"
        />
        <button class="quiet" type="submit">Close ${standing.closing === undefined ? 'now' : 'again'}</button>
      </form>`;
