import { monthName } from '../../../shared/lib/month-name.ts';
import type { CustomerEffect, MonthEffect } from '../../../shared/closing/preview-fact.ts';
import type { Fact } from '../../../shared/domain/facts/facts.ts';
import { withTimes } from '../../../shared/web/review-section.ts';
import { type Clock, clockOf } from '../../../shared/web/page-clock.ts';
import { countText, difference, money } from '../../../shared/web/figures.ts';
import { type Html, html } from '../../../shared/web/html.ts';
import { called, type Names } from '../../../shared/web/display-names.ts';
import { utcSwitch } from '../../../shared/web/page.ts';
import { changeText } from '../../../shared/web/revisions-section.ts';
import { factTime, factText, KIND_NAMES } from './fact-text.ts';
import { type FormKind, FORMS, type FormValues } from './form-definitions.ts';
import { consolePage, type Frame } from './console-frame.ts';
import { factPath, recordPath, statementPath } from '../../../shared/config/console-paths.ts';

export type EffectPage = {
  readonly kind: FormKind;
  readonly values: FormValues;
  /** What would be recorded; and of a retraction, what it takes back. */
  readonly fact: Fact;
  readonly target: Fact | undefined;
  readonly months: readonly MonthEffect[];
  readonly timeZone: string;
  readonly names: Names;
};

/** How many changes of one customer are told, and how many customers. */
const TOLD = 6;
const LISTED = 50;

/** What would be recorded, and what it would change, before it is. */
export const effectPage = (
  { kind, values, fact, target, months, timeZone, names }: EffectPage,
  frame: Frame,
): string => {
  const clock = clockOf(timeZone, months[0]?.month ?? new Date(factTime(fact)).toISOString().slice(0, 7));
  const said = target ?? fact;
  const shown = months.length > 1 ? months.filter(({ customers }, i) => i === 0 || customers.some(changes)) : months;
  const body = html`<header>
      <div class="top">
        <p class="overline">${FORMS[kind].title}: not saved yet</p>
        ${utcSwitch(timeZone)}
      </div>
      <h1>${headline(months)}</h1>
    </header>
    <main>
      <dl class="pairs">
        <dt>${target === undefined ? 'Would be recorded' : 'Would be retracted'}</dt>
        <dd>${KIND_NAMES[said.kind]}, ${clock.moment(factTime(said))}: ${factText(said, clock, names)}</dd>
        <dt>Under the id</dt>
        <dd class="id">${target === undefined ? said.id : html`<a href="${factPath(said)}">${said.id}</a>`}</dd>
      </dl>
      ${shown.map((month) => section(month, clock))}
      <form class="acts" method="post" action="${recordPath(kind)}">
        ${Object.entries(values).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value ?? ''}" />`)}
        <button class="act" type="submit" name="do" value="save">
          ${target === undefined ? 'Record it' : 'Retract it'}
        </button>
        <button class="quiet" type="submit" name="do" value="edit">Change it</button>
        <span class="aside">Recorded once, however often this is pressed.</span>
      </form>
    </main>`;
  return consolePage(`Effect: ${FORMS[kind].title}`, body, frame);
};

const changes = ({ beforeMinor, afterMinor, changes }: CustomerEffect): boolean =>
  beforeMinor !== afterMinor || changes.length > 0;

/** By how much credits would change in all, by currency. */
const headline = (months: readonly MonthEffect[]): Html => {
  const effects = months.flatMap(({ customers }) => customers);
  const moved = effects.filter(({ beforeMinor, afterMinor }) => beforeMinor !== afterMinor);
  if (moved.length === 0) return html`No credit changes`;
  const sums = new Map<string, number>();
  for (const { currency, beforeMinor = 0, afterMinor = 0 } of moved)
    sums.set(currency, (sums.get(currency) ?? 0) + afterMinor - beforeMinor);
  const whom = new Set(moved.map(({ customer }) => customer)).size;
  return html`${[...sums].map(([currency, minor]) => html`${difference(minor, currency)} `)}
    <span>for ${countText(whom, 'customer')}</span>`;
};

const section = ({ month, isClosed, isSwept, customers, looked, more }: MonthEffect, clock: Clock): Html => {
  const shown = customers.slice(0, LISTED);
  return html`<section aria-labelledby="effect-${month}">
    <h2 id="effect-${month}">${monthName(month)}</h2>
    <p class="aside">
      ${isClosed ? html`Closed. ${isSwept ? 'The daily sweep applies the difference as an adjustment; closing the month again does so sooner.' : 'Too long ago for the daily sweep: it is applied when the month is closed again.'}` : 'Not closed: this is what the month comes to so far.'}
      ${more ? html`<b>The first ${looked} customers who can have a credit were looked at; there are more.</b>` : `${countText(looked, 'customer')} looked at.`}
    </p>
    ${shown.length === 0 ? html`<p>Nobody’s statement changes.</p>` : table(month, shown, clock)}
    ${customers.length > LISTED ? html`<p class="aside">and ${countText(customers.length - LISTED, 'more customer')}.</p>` : undefined}
  </section>`;
};

const table = (month: string, customers: readonly CustomerEffect[], clock: Clock): Html =>
  html`<div class="wide" role="region" aria-label="Effect on ${monthName(month)}" tabindex="0">
    <table class="ledger effect">
      <thead>
        <tr>
          <th scope="col">Customer</th>
          <th scope="col" class="number">In the ledger</th>
          <th scope="col" class="number">Known now</th>
          <th scope="col" class="number">With this</th>
          <th scope="col" class="number">Difference</th>
        </tr>
      </thead>
      <tbody>
        ${customers.map((customer) => rows(month, customer, clock))}
      </tbody>
    </table>
  </div>`;

const rows = (month: string, effect: CustomerEffect, clock: Clock): Html => {
  const { customer, name, currency, ledgerMinor, beforeMinor, afterMinor, blocked } = effect;
  const amount = (minor: number | undefined): Html | string =>
    minor === undefined ? 'blocked' : money(minor, currency);
  return html`<tr class="${beforeMinor === afterMinor ? 'same' : ''}">
      <th scope="row">
        <a href="${statementPath(month, customer, { now: '1' })}">${called(name)}</a>
        <span class="id aside">${customer}</span>
      </th>
      <td class="number">${ledgerMinor === undefined ? '–' : money(ledgerMinor, currency)}</td>
      <td class="number">${amount(beforeMinor)}</td>
      <td class="number after">${amount(afterMinor)}</td>
      <td class="number">
        ${beforeMinor === undefined || afterMinor === undefined ? '–' : difference(afterMinor - beforeMinor, currency)}
      </td>
    </tr>
    <tr class="why">
      <td colspan="5">
        <ul class="changes">
          ${blocked === undefined ? undefined : html`<li>${withTimes(blocked, clock)}</li>`}
          ${effect.changes.slice(0, TOLD).map((change) => html`<li>${changeText({ clock }, change)}</li>`)}
          ${effect.changes.length > TOLD ? html`<li>and ${effect.changes.length - TOLD} more</li>` : undefined}
          ${effect.changes.length === 0 && blocked === undefined ? html`<li>nothing in the statement changes</li>` : undefined}
        </ul>
      </td>
    </tr>`;
};
