import {
  approvalsPath,
  goodwillPath,
  invoiceReviewsPath,
  statementPath,
} from '../../../shared/config/console-paths.ts';
import { monthName } from '../../../shared/lib/month-name.ts';
import type { Fault } from '../../../shared/lib/validation.ts';
import type { CreditProposal } from '../../../shared/persistence/approval-log.ts';
import { difference, money } from '../../../shared/web/figures.ts';
import { attrs, type Html, html, listed } from '../../../shared/web/html.ts';
import { type Clock, clockOf } from '../../../shared/web/page-clock.ts';
import { utcSwitch } from '../../../shared/web/page.ts';
import { consolePage, type Frame, personText } from './console-frame.ts';
import { faultList } from './fault-list.ts';
import { knownCustomers } from './form-page.ts';

type ListedCredit = { readonly id: string; readonly proposal: CreditProposal };

export type ApprovalsPage = {
  readonly proposals: readonly ListedCredit[];
  /** Whether a person may not approve a credit whose evidence the person recorded. */
  readonly fourEyes: boolean;
  /** Whether the stage books credits in Stripe, which may leave some to a person. */
  readonly hasReviews: boolean;
  readonly timeZone: string;
  /** The proposal about which a decision was just recorded. */
  readonly decided?: string | undefined;
  /** The customer to which goodwill was just granted. */
  readonly granted?: string | undefined;
  /** The faults of the decision that was just sent, and its proposal. */
  readonly rejected?: { readonly id: string; readonly faults: readonly Fault[] } | undefined;
  /** Known customers, which the form for goodwill suggests. */
  readonly customers: readonly string[];
  /** The goodwill form that was just sent, with its faults. */
  readonly goodwill?:
    | { readonly values: Readonly<Record<string, string>>; readonly faults: readonly Fault[] }
    | undefined;
};

/** Returns the credits that wait for approval, each with its effect and a form, and the form for goodwill. */
export const approvalsPage = (given: ApprovalsPage, frame: Frame): string => {
  const { proposals, timeZone, decided, granted, rejected, goodwill } = given;
  const clock = clockOf(timeZone);
  const isListed = proposals.some(({ id }) => id === rejected?.id);
  const body = html`<header>
      <div class="top">
        <p class="overline">Credits</p>
        ${utcSwitch(timeZone)}
      </div>
      <h1>Approvals</h1>
    </header>
    <main>
      <p class="lead">
        These credits are above the limit of their currency. An approved credit is sent to invoicing at once; a declined
        amount is not proposed again.
      </p>
      ${given.hasReviews ? html`<p class="aside"><a href="${invoiceReviewsPath()}">Credits that Stripe did not take</a></p>` : undefined}
      ${decided === undefined ? undefined : html`<p role="status"><b>Recorded:</b> the decision about <span class="id">${decided}</span>.</p>`}
      ${granted === undefined ? undefined : html`<p role="status"><b>Recorded:</b> goodwill for <span class="id">${granted}</span>. The next close or sweep credits it.</p>`}
      ${rejected === undefined || isListed ? undefined : faultList(rejected.faults)}
      ${
        proposals.length === 0
          ? html`<p>
              No credit waits for approval. The limits are <span class="id">approval</span> in the configuration.
            </p>`
          : undefined
      }
      ${proposals.map((credit) =>
        proposalSection(credit, clock, {
          isBarred: given.fourEyes && credit.proposal.recordedBy.includes(frame.by),
          frame,
          faults: credit.id === rejected?.id ? rejected.faults : [],
        }),
      )}
      ${knownCustomers(given.customers)} ${goodwillForm(goodwill)}
    </main>`;
  return consolePage('Approvals', body, frame);
};

const proposalSection = (
  { id, proposal }: ListedCredit,
  clock: Clock,
  { isBarred, faults, frame }: { readonly isBarred: boolean; readonly faults: readonly Fault[]; readonly frame: Frame },
): Html => {
  const { customer, month, amountMinor, previousAmountMinor, currency, reason, recordedBy, recordedAt } = proposal;
  return html`<section aria-labelledby="p-${id}">
    <h2 id="p-${id}">${customer}, ${monthName(month)}</h2>
    <p>
      ${money(previousAmountMinor, currency)} → <b>${money(amountMinor, currency)}</b>
      (${difference(amountMinor - previousAmountMinor, currency)}), proposed ${clock.moment(recordedAt)}.
      <a href="${statementPath(month, customer)}">Statement</a>
    </p>
    <p>${reason}</p>
    ${recordedBy.length === 0 ? undefined : html`<p class="aside">Evidence recorded by ${listed(recordedBy.map((by) => personText(frame, by)))}.</p>`}
    ${faultList(faults)}
    ${isBarred ? html`<p>You recorded evidence of this credit, so another person must approve it.</p>` : undefined}
    <form class="entry" method="post" action="${approvalsPath(id)}">
      <div class="field">
        <label for="reason-${id}">Reason</label>
        <input type="text" id="reason-${id}" name="reason" required />
      </div>
      <p class="acts">
        <button class="act" type="submit" name="approve" value="true" ${attrs({ disabled: isBarred })}>Approve</button>
        <button class="quiet" type="submit" name="approve" value="false">Decline</button>
      </p>
    </form>
  </section>`;
};

const GOODWILL_FIELDS = [
  ['customer', 'Customer'],
  ['month', 'Month (2026-10)'],
  ['amount', 'Amount (10.00 USD)'],
  ['reason', 'Reason, printed on the invoice line'],
] as const;

const goodwillForm = (sent: ApprovalsPage['goodwill']): Html =>
  html`<section aria-labelledby="goodwill">
    <h2 id="goodwill">Grant goodwill</h2>
    <p class="aside">
      The credit is limited to the fees that the computed credit leaves. Several grants of a month add up.
    </p>
    ${faultList(sent?.faults ?? [])}
    <form class="entry" method="post" action="${goodwillPath}">
      ${GOODWILL_FIELDS.map(
        ([name, label]) =>
          html`<div class="field">
            <label for="goodwill-${name}">${label}</label>
            <input
              type="text"
              id="goodwill-${name}"
              name="${name}"
              value="${sent?.values[name] ?? ''}"
              ${attrs(name === 'customer' ? { list: 'known-customers' } : {})}
              required
            />
          </div>`,
      )}
      <p class="acts"><button class="act" type="submit">Grant goodwill</button></p>
    </form>
  </section>`;
