import type { ListedReview } from '../../../shared/api/invoice-reviews-api.ts';
import { invoiceReviewsPath, statementPath } from '../../../shared/config/console-paths.ts';
import { monthName } from '../../../shared/lib/month-name.ts';
import type { Fault } from '../../../shared/lib/validation.ts';
import { money } from '../../../shared/web/figures.ts';
import { type Html, html } from '../../../shared/web/html.ts';
import { type Clock, clockOf } from '../../../shared/web/page-clock.ts';
import { utcSwitch } from '../../../shared/web/page.ts';
import { consolePage, type Frame, personText } from './console-frame.ts';
import { faultList } from './fault-list.ts';

export type InvoiceReviewsPage = {
  readonly reviews: readonly ListedReview[];
  /** Further credits of the list, which this page leaves out. */
  readonly notListed: number;
  readonly timeZone: string;
  /** The credit about which a decision was just recorded. */
  readonly decided?: string | undefined;
  /** The faults of the decision that was just sent, and its credit. */
  readonly rejected?: { readonly id: string; readonly faults: readonly Fault[] } | undefined;
};

/** Returns the credits that Stripe did not take, each with the reason and a form. */
export const invoiceReviewsPage = (given: InvoiceReviewsPage, frame: Frame): string => {
  const { reviews, notListed, timeZone, decided, rejected } = given;
  const clock = clockOf(timeZone);
  const isListed = reviews.some(({ id }) => id === rejected?.id);
  const body = html`<header>
      <div class="top">
        <p class="overline">Credits</p>
        ${utcSwitch(timeZone)}
      </div>
      <h1>Invoicing</h1>
    </header>
    <main>
      <p class="lead">
        Stripe did not take these credits, so their customers are invoiced without them. Fix the cause and try again, or
        book the credit by hand and mark it as done. A person then also books its later revisions.
      </p>
      ${decided === undefined ? undefined : html`<p role="status"><b>Recorded:</b> the decision about <span class="id">${decided}</span>.</p>`}
      ${rejected === undefined || isListed ? undefined : faultList(rejected.faults)}
      ${reviews.length === 0 ? html`<p>No credit waits for a person.</p>` : undefined}
      ${reviews.map((review) =>
        reviewSection(review, clock, { frame, faults: review.id === rejected?.id ? rejected.faults : [] }),
      )}
      ${notListed === 0 ? undefined : html`<p class="aside">${notListed} more follow when these are decided.</p>`}
    </main>`;
  return consolePage('Invoicing', body, frame);
};

const reviewSection = (
  { id, customer, month, revision, reason, recordedAt, retried, amountMinor, currency }: ListedReview,
  clock: Clock,
  { frame, faults }: { readonly frame: Frame; readonly faults: readonly Fault[] },
): Html =>
  html`<section aria-labelledby="r-${id}">
    <h2 id="r-${id}">${customer}, ${monthName(month)}</h2>
    <p>
      ${amountMinor === undefined || currency === undefined ? undefined : html`<b>${money(amountMinor, currency)}</b>, `}
      revision ${revision}, not booked on ${clock.moment(recordedAt)}.
      <a href="${statementPath(month, customer)}">Statement</a>
    </p>
    <p>${reason}</p>
    ${retried === undefined ? undefined : html`<p class="aside">Tried again on ${clock.moment(retried.recordedAt)} by ${personText(frame, retried.by, { at: retried.recordedAt })}: ${retried.reason}</p>`}
    ${faultList(faults)}
    <form class="entry" method="post" action="${invoiceReviewsPath(id)}">
      <div class="field">
        <label for="reason-${id}">Reason</label>
        <input type="text" id="reason-${id}" name="reason" required />
      </div>
      <p class="acts">
        <button class="act" type="submit" name="action" value="retry">Try again</button>
        <button class="quiet" type="submit" name="action" value="done">Mark as done by hand</button>
      </p>
    </form>
  </section>`;
