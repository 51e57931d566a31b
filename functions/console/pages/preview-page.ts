import type { CustomerEffect, MonthEffect } from '../../../shared/closing/preview-fact.ts';
import { factPath, recordPath, statementPath } from '../../../shared/config/console-paths.ts';
import type { Fact } from '../../../shared/domain/facts/facts.ts';
import { monthName } from '../../../shared/lib/month-name.ts';
import type { Fault } from '../../../shared/lib/validation.ts';
import { customerName, type Names } from '../../../shared/web/display-names.ts';
import { factKindName } from '../../../shared/web/fact-kind-name.ts';
import { countText, difference, money } from '../../../shared/web/figures.ts';
import { type Html, html } from '../../../shared/web/html.ts';
import { type Clock, clockOf } from '../../../shared/web/page-clock.ts';
import { utcSwitch } from '../../../shared/web/page.ts';
import { withTimes } from '../../../shared/web/review-section.ts';
import { changeText } from '../../../shared/web/revisions-section.ts';
import { consolePage, type Frame } from './console-frame.ts';
import { factText, factTime } from './fact-text.ts';
import { type FormKind, FORMS, type FormValues } from './form-definitions.ts';

export type PreviewPage = {
  readonly kind: FormKind;
  readonly values: FormValues;
  /** The draft fact. */
  readonly fact: Fact;
  /** The fact that a draft retraction retracts. */
  readonly target: Fact | undefined;
  readonly months: readonly MonthEffect[];
  readonly timeZone: string;
  readonly names: Names;
  readonly warnings: PreviewWarnings;
};

export type PreviewWarnings = {
  /** Dates that are far from now: a person confirms them. `isMissing`: the form was sent without the confirmation. */
  readonly far: readonly Fault[];
  readonly isMissing: boolean;
  /** The customer of the draft, if it has no record; with similar customers. */
  readonly unknown?: { readonly customer: string; readonly similar: readonly CustomerName[] } | undefined;
};

type CustomerName = { readonly id: string; readonly name: string };

const CHANGES_MAX = 6;
const CUSTOMERS_MAX = 50;

/** Returns a draft fact with its effect on the credits of each month, and buttons to save or edit it. */
export const previewPage = (
  { kind, values, fact, target, months, timeZone, names, warnings }: PreviewPage,
  frame: Frame,
): string => {
  const clock = clockOf(timeZone);
  const subject = target ?? fact;
  const shown =
    months.length > 1 ? months.filter(({ customers }, i) => i === 0 || customers.some(hasAnyEffect)) : months;
  const body = html`<header>
      <div class="top">
        <p class="overline">${FORMS[kind].title}: preview, not saved</p>
        ${utcSwitch(timeZone)}
      </div>
      <h1>${effectHeadline(months)}</h1>
    </header>
    <main>
      <dl class="pairs">
        <dt>${target === undefined ? 'To be recorded' : 'To be retracted'}</dt>
        <dd>${factKindName(subject.kind)}, ${clock.moment(factTime(subject))}: ${factText(subject, clock, names)}</dd>
        <dt>Id</dt>
        <dd class="id">
          ${target === undefined ? subject.id : html`<a href="${factPath(subject)}">${subject.id}</a>`}
        </dd>
      </dl>
      ${unknownCustomer(warnings)} ${shown.map((month) => effectSection(month, clock))}
      <form class="acts" method="post" action="${recordPath(kind)}">
        ${Object.entries(values).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value ?? ''}" />`)}
        ${farConfirmation(warnings, clock)}
        <button class="act" type="submit" name="do" value="save">${target === undefined ? 'Save' : 'Retract'}</button>
        <button class="quiet" type="submit" name="do" value="edit">Edit</button>
        <span class="aside">If it is sent twice, it is recorded once.</span>
      </form>
    </main>`;
  return consolePage(`Preview: ${FORMS[kind].title}`, body, frame);
};

/** Returns a box to confirm dates that are more than a year away; undefined without such dates. */
export const farConfirmation = ({ far, isMissing }: PreviewWarnings, clock: Clock): Html | undefined =>
  far.length === 0
    ? undefined
    : html`<div class="wrong" role="${isMissing ? 'alert' : 'note'}">
        <ul>
          ${far.map(({ at, rule, value }) => html`<li>${FAR_NAMES[at] ?? at}: ${withTimes(String(value), clock)} is ${rule}.</li>`)}
        </ul>
        <label><input type="checkbox" name="confirmed" value="far" required /> The date is right</label>
      </div>`;

const FAR_NAMES: Readonly<Record<string, string>> = {
  start: 'From',
  end: 'To',
  recognizedAt: 'Recognised',
  receivedAt: 'Received',
  announcedAt: 'Announced',
  effectiveFrom: 'Takes effect',
  month: 'Month',
};

const unknownCustomer = ({ unknown }: PreviewWarnings): Html | undefined =>
  unknown === undefined
    ? undefined
    : html`<p class="wrong" role="note">
        No customer has the id <span class="id">${unknown.customer}</span>. The notice is kept, and counts once the
        customer has a record.
        ${
          unknown.similar.length === 0
            ? html`<a href="${recordPath('customer', { id: unknown.customer })}">Add the customer</a>.`
            : html`Similar:
              ${unknown.similar.map(({ id, name }, i) => html`${i === 0 ? '' : ', '}${customerName(name)} <span class="id">${id}</span>`)}.`
        }
      </p>`;

/** Whether a customer's amount or statement changes. */
const hasAnyEffect = ({ beforeMinor, afterMinor, changes }: CustomerEffect): boolean =>
  beforeMinor !== afterMinor || changes.length > 0;

/** Returns the sum of all changes in credits, by currency. */
export const effectHeadline = (months: readonly MonthEffect[]): Html => {
  const effects = months.flatMap(({ customers }) => customers);
  const moved = effects.filter(({ beforeMinor, afterMinor }) => beforeMinor !== afterMinor);
  if (moved.length === 0) return html`No credit changes`;
  const sums = new Map<string, number>();
  for (const { currency, beforeMinor = 0, afterMinor = 0 } of moved)
    sums.set(currency, (sums.get(currency) ?? 0) + afterMinor - beforeMinor);
  const customers = new Set(moved.map(({ customer }) => customer)).size;
  return html`${[...sums].map(([currency, minor]) => html`${difference(minor, currency)} `)}
    <span>for ${countText(customers, 'customer')}</span>`;
};

/** Returns the effect on one month, customer by customer. */
export const effectSection = (effect: MonthEffect, clock: Clock): Html => {
  const { month, customers, looked, more } = effect;
  return html`<section aria-labelledby="effect-${month}">
    <h2 id="effect-${month}">${monthName(month)}</h2>
    <p class="aside">
      ${applicationText(effect)}
      ${more ? html`<b>Only the first ${looked} customers who can have a credit were checked.</b>` : `${countText(looked, 'customer')} checked.`}
    </p>
    ${customers.length === 0 ? html`<p>No statement changes.</p>` : effectTable(month, customers.slice(0, CUSTOMERS_MAX), clock)}
    ${customers.length > CUSTOMERS_MAX ? html`<p class="aside">and ${countText(customers.length - CUSTOMERS_MAX, 'more customer')}.</p>` : undefined}
  </section>`;
};

/** When the effect is applied to the credits. */
const applicationText = ({ isClosed, isSwept }: MonthEffect): string => {
  if (!isClosed) return 'Not closed: these are the figures so far.';
  return isSwept
    ? 'Closed. The daily sweep applies the difference as an adjustment; closing the month again applies it sooner.'
    : 'Closed. The daily sweep no longer covers this month: close it again to apply the difference.';
};

const effectTable = (month: string, customers: readonly CustomerEffect[], clock: Clock): Html =>
  html`<div class="wide" role="region" aria-label="Effect on ${monthName(month)}" tabindex="0">
    <table class="ledger effect">
      <thead>
        <tr>
          <th scope="col">Customer</th>
          <th scope="col" class="number">Ledger</th>
          <th scope="col" class="number">Current</th>
          <th scope="col" class="number">After saving</th>
          <th scope="col" class="number">Difference</th>
        </tr>
      </thead>
      <tbody>
        ${customers.map((customer) => customerRows(month, customer, clock))}
      </tbody>
    </table>
  </div>`;

const customerRows = (month: string, effect: CustomerEffect, clock: Clock): Html => {
  const { customer, name, currency, ledgerMinor, beforeMinor, afterMinor, blocked } = effect;
  const amount = (minor: number | undefined): Html | string =>
    minor === undefined ? 'blocked' : money(minor, currency);
  return html`<tr class="${beforeMinor === afterMinor ? 'same' : ''}">
      <th scope="row">
        <a href="${statementPath(month, customer, { now: '1' })}">${customerName(name)}</a>
        <span class="id aside">${customer}</span>
      </th>
      <td class="number">${ledgerMinor === undefined ? '–' : money(ledgerMinor, currency)}</td>
      <td class="number">${amount(beforeMinor)}</td>
      <td class="number after">${amount(afterMinor)}</td>
      <td class="number">
        ${beforeMinor === undefined || afterMinor === undefined ? '–' : difference(afterMinor - beforeMinor, currency)}
      </td>
    </tr>
    <tr class="changes-row">
      <td colspan="5">
        <ul class="changes">
          ${blocked === undefined ? undefined : html`<li>${withTimes(blocked, clock)}</li>`}
          ${effect.changes.slice(0, CHANGES_MAX).map((change) => html`<li>${changeText({ clock }, change)}</li>`)}
          ${effect.changes.length > CHANGES_MAX ? html`<li>and ${effect.changes.length - CHANGES_MAX} more</li>` : undefined}
          ${effect.changes.length === 0 && blocked === undefined ? html`<li>no change in the statement</li>` : undefined}
        </ul>
      </td>
    </tr>`;
};
