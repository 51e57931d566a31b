import type { AmountBeforeClose } from '../../../shared/closing/customer-amounts.ts';
import {
  amountsPath,
  closePath,
  customerPath,
  recordPath,
  statementPath,
} from '../../../shared/config/console-paths.ts';
import type { Instant } from '../../../shared/domain/time/instant.ts';
import { monthName } from '../../../shared/lib/month-name.ts';
import { customerName } from '../../../shared/web/display-names.ts';
import { countText, difference, money } from '../../../shared/web/figures.ts';
import { attrs, type Html, html } from '../../../shared/web/html.ts';
import { type Clock, clockOf } from '../../../shared/web/page-clock.ts';
import { page, utcSwitch } from '../../../shared/web/page.ts';
import { withTimes } from '../../../shared/web/review-section.ts';
import { reviewText } from '../../../shared/web/review-text.ts';
import { SORT_SCRIPT } from '../../../shared/web/sort-script.ts';
import { blockedLinks } from './blocked-links.ts';
import { consoleFrame, type Frame } from './console-frame.ts';

export const AMOUNT_FILTERS = ['all', 'credited', 'changed', 'blocked', 'review'] as const;
type AmountFilter = (typeof AMOUNT_FILTERS)[number];

export type AmountsPage = {
  readonly month: string;
  readonly amounts: readonly AmountBeforeClose[];
  readonly show: AmountFilter;
  readonly isClosed: boolean;
  /** Whether the amounts follow the current policies in place of those of the last close. */
  readonly isCurrent: boolean;
  /** Whether the month has ended, so that it can be closed. */
  readonly canClose: boolean;
  readonly asOf: Instant;
  readonly timeZone: string;
  readonly after: string | undefined;
  readonly next: string | undefined;
};

const FILTER_NAMES: Readonly<Record<AmountFilter, string>> = {
  all: 'All',
  credited: 'Credited',
  changed: 'Changed',
  blocked: 'Blocked',
  review: 'To review',
};

const isShown: Readonly<Record<AmountFilter, (amount: AmountBeforeClose) => boolean>> = {
  all: () => true,
  credited: (amount) => amount.blocked === undefined && amount.amountMinor > 0,
  changed: (amount) => amount.blocked === undefined && amount.deltaMinor !== 0,
  blocked: (amount) => amount.blocked !== undefined,
  review: ({ attention }) => attention.length > 0,
};

/** Returns the amounts of a month by customer, as a close would record them, and the form for it. */
export const amountsPage = (given: AmountsPage, frame: Frame): string => {
  const { month, amounts, show, isClosed, isCurrent, asOf, timeZone, after, next } = given;
  const clock = clockOf(timeZone);
  const policies = isCurrent ? 'current' : undefined;
  const shown = amounts.filter(isShown[show]);
  const body = html`<header>
      <div class="top">
        <p class="overline">${isClosed ? 'Before closing again' : 'Before closing'}</p>
        ${utcSwitch(timeZone)}
      </div>
      <h1>Customers <span>${monthName(month)}</span></h1>
    </header>
    <main>
      <p class="lead">
        The amounts that a close would record now, with evidence up to ${clock.moment(asOf)}. Nothing is stored.
        ${after === undefined && next === undefined ? totals(amounts) : undefined}
      </p>
      ${isClosed ? policyChoice(given) : undefined}
      <nav class="tabs" aria-label="Filter">
        ${AMOUNT_FILTERS.map((filter) => {
          const count = amounts.filter(isShown[filter]).length;
          const href = amountsPath(month, { show: filter === 'all' ? undefined : filter, policies, after });
          return html`<a href="${href}" ${attrs({ 'aria-current': filter === show ? 'true' : undefined })}
            >${FILTER_NAMES[filter]} (${count})</a
          >`;
        })}
      </nav>
      ${shown.length === 0 ? emptyText(amounts.length, month) : amountTable(month, shown, clock)}
      ${
        after === undefined && next === undefined
          ? undefined
          : html`<p class="aside">
              ${countText(amounts.length, 'customer')}${after === undefined ? '' : ` after ${after}`}. The counts are
              those of this page.
              ${after === undefined ? undefined : html`<a href="${amountsPath(month, { show, policies })}">First</a>`}
              ${next === undefined ? undefined : html`<a href="${amountsPath(month, { show, policies, after: next })}">Next</a>`}
            </p>`
      }
      ${closeSection(given)}
    </main>`;
  return page({
    title: `Customers, ${monthName(month)}: sla-credits`,
    body,
    script: SORT_SCRIPT,
    frame: consoleFrame(frame),
  });
};

/** The sums by currency: recorded, now and their difference. */
const totals = (amounts: readonly AmountBeforeClose[]): Html => {
  const sums = new Map<string, { due: number; delta: number }>();
  for (const amount of amounts) {
    if (amount.blocked !== undefined) continue;
    const { due, delta } = sums.get(amount.currency) ?? { due: 0, delta: 0 };
    sums.set(amount.currency, { due: due + amount.amountMinor, delta: delta + amount.deltaMinor });
  }
  return html`${[...sums].map(
    ([currency, { due, delta }]) =>
      html`In all <b>${money(due, currency)}</b>, which is ${difference(delta, currency)} against the ledger. `,
  )}`;
};

const policyChoice = ({ month, show, isCurrent }: AmountsPage): Html =>
  html`<nav class="tabs" aria-label="Policies">
    <a href="${amountsPath(month, { show })}" ${attrs({ 'aria-current': isCurrent ? undefined : 'true' })}
      >Policies of the last close</a
    >
    <a
      href="${amountsPath(month, { show, policies: 'current' })}"
      ${attrs({ 'aria-current': isCurrent ? 'true' : undefined })}
      >Current policies</a
    >
  </nav>`;

const emptyText = (evaluated: number, month: string): Html =>
  evaluated === 0
    ? html`<p class="lead">
        No customer can have a credit for ${monthName(month)}. <a href="${recordPath('customer')}">Add a customer</a>,
        or <a href="${recordPath('notice')}">record a notice</a>.
      </p>`
    : html`<p class="lead">No customer of this page is of this kind.</p>`;

const amountTable = (month: string, amounts: readonly AmountBeforeClose[], clock: Clock): Html =>
  html`<div class="wide" role="region" aria-label="Amounts by customer" tabindex="0">
    <table class="ledger sortable">
      <thead>
        <tr>
          <th scope="col">Customer</th>
          <th scope="col" class="number">In the ledger</th>
          <th scope="col" class="number">Now</th>
          <th scope="col" class="number">Difference</th>
          <th scope="col">To do</th>
        </tr>
      </thead>
      <tbody>
        ${amounts.map((amount) => amountRow(month, amount, clock))}
      </tbody>
    </table>
  </div>`;

const amountRow = (month: string, amount: AmountBeforeClose, clock: Clock): Html => {
  const { customer, previousAmountMinor } = amount;
  if (amount.blocked !== undefined)
    return html`<tr>
      <th scope="row"><a href="${customerPath(customer)}">${customer}</a></th>
      <td class="number"><data value="${previousAmountMinor}">–</data></td>
      <td class="number"><data value="-1">blocked</data></td>
      <td class="number"><data value="0">–</data></td>
      <td>${withTimes(amount.blocked, clock)}: ${blockedLinks({ customer, reason: amount.blocked }, month)}</td>
    </tr>`;
  const kinds = [...new Set(amount.attention.map(({ kind }) => kind))];
  return html`<tr>
    <th scope="row">
      <a href="${statementPath(month, customer, { now: '1' })}">${customerName(amount.name)}</a>
      <span class="id aside">${customer}</span>
    </th>
    <td class="number">${money(previousAmountMinor, amount.currency)}</td>
    <td class="number">${money(amount.amountMinor, amount.currency)}</td>
    <td class="number">
      ${amount.deltaMinor === 0 ? html`<data value="0">–</data>` : difference(amount.deltaMinor, amount.currency)}
    </td>
    <td>${kinds.length === 0 ? '' : html`${kinds.map((kind, i) => `${i === 0 ? '' : '; '}${reviewText(kind)}`)}`}</td>
  </tr>`;
};

const closeSection = ({ month, isClosed, isCurrent, canClose }: AmountsPage): Html =>
  canClose
    ? html`<section aria-labelledby="close">
        <h2 id="close">Close ${monthName(month)}${isClosed ? ' again' : ''}</h2>
        <p class="aside">
          A close records each changed amount and sends it to billing.
          ${isCurrent ? 'It applies the current policies.' : undefined} Your name and the reason are recorded.
        </p>
        <form class="find" method="post" action="${closePath(month)}">
          ${isCurrent ? html`<input type="hidden" name="policies" value="current" />` : undefined}
          <input name="reason" required maxlength="500" aria-label="Reason" placeholder="Reason" />
          <button class="act" type="submit">Close ${isClosed ? 'again' : 'now'}</button>
        </form>
      </section>`
    : html`<p class="aside">The month has not ended, so it cannot be closed yet.</p>`;
