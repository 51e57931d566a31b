import type { ActivityRow } from '../../../shared/api/activity-api.ts';
import {
  activityPath,
  customerPath,
  factPath,
  monthPath,
  recordPath,
  runsPath,
} from '../../../shared/config/console-paths.ts';
import { monthName } from '../../../shared/lib/month-name.ts';
import { describeFault, type Fault } from '../../../shared/lib/validation.ts';
import { attrs, type Html, html } from '../../../shared/web/html.ts';
import { type Clock, clockOf } from '../../../shared/web/page-clock.ts';
import { utcSwitch } from '../../../shared/web/page.ts';
import { consolePage, type Frame, personText } from './console-frame.ts';

export type ShownActivity = {
  readonly activities: readonly ActivityRow[];
  /** The cursor of the next page. */
  readonly next?: string | undefined;
  /** The values of the filters. */
  readonly shown: Readonly<Record<string, string>>;
  readonly faults: readonly Fault[];
  readonly kinds: readonly ActivityRow['kind'][];
  readonly timeZone: string;
};

const KIND_NAMES: Readonly<Record<ActivityRow['kind'], string>> = {
  notice: 'Notice',
  maintenance: 'Maintenance',
  exclusion: 'Exclusion',
  downtime: 'Declared downtime',
  retraction: 'Retraction',
  customer: 'Customer record',
  fees: 'Fees',
  goodwill: 'Goodwill credit',
  approval: 'Approval decision',
  'invoice-review': 'Decision on an invoice',
  closing: 'Close',
  sweep: 'Daily sweep',
};

/** Returns all records, retractions and closes, newest first, with filters. */
export const activityPage = (
  { activities, next, shown, faults, kinds, timeZone }: ShownActivity,
  frame: Frame,
): string => {
  const clock = clockOf(timeZone);
  const isFiltered = Object.keys(shown).length > 0;
  const body = html`<header>
      <div class="top">
        <p class="overline">Audit</p>
        ${utcSwitch(timeZone)}
      </div>
      <h1>Activity</h1>
    </header>
    <main>
      <p class="lead">Every record, retraction and close, newest first. Nothing is ever removed from it.</p>
      ${faults.map((fault) => html`<p class="wrong" role="alert">${describeFault(fault)}</p>`)}
      <form class="filters" method="get" action="${activityPath()}">
        ${filter('by', 'Person', 'search', shown)}
        <div>
          <label for="kind">Kind</label>
          <select id="kind" name="kind">
            <option value="">All kinds</option>
            ${kinds.map((kind) => html`<option value="${kind}" ${attrs({ selected: shown['kind'] === kind })}>${KIND_NAMES[kind]}</option>`)}
          </select>
        </div>
        ${filter('customer', 'Customer id', 'search', shown)} ${filter('from', 'From', 'date', shown)}
        ${filter('to', 'To', 'date', shown)}
        <button class="quiet" type="submit">Filter</button>
      </form>
      <section aria-label="Entries">
        ${activities.length === 0 ? emptyText(isFiltered, next !== undefined) : activityTable(activities, clock)}
        <p class="aside">
          ${isFiltered ? html`<a href="${activityPath()}">All activity</a> ` : undefined}
          ${next === undefined ? undefined : html`<a href="${activityPath({ ...shown, cursor: next })}">Earlier</a> `}
          <a href="${activityPath(shown, 'csv')}">CSV</a>
        </p>
      </section>
    </main>`;
  return consolePage('Activity', body, frame);
};

const filter = (name: string, label: string, type: 'search' | 'date', shown: Readonly<Record<string, string>>): Html =>
  html`<div>
    <label for="${name}">${label}</label>
    <input id="${name}" name="${name}" type="${type}" value="${shown[name] ?? ''}" />
  </div>`;

const emptyText = (isFiltered: boolean, isCut: boolean): Html => {
  if (isCut) return html`<p>No entry of this part matches. Earlier entries follow.</p>`;
  return isFiltered
    ? html`<p>No entry matches.</p>`
    : html`<p>Nothing is recorded yet. <a href="${recordPath('customer')}">Add the first customer</a>.</p>`;
};

const activityTable = (activities: readonly ActivityRow[], clock: Clock): Html =>
  html`<div class="wide" role="region" aria-label="Table of activity" tabindex="0">
    <table class="ledger facts">
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Kind</th>
          <th scope="col">About</th>
          <th scope="col">By</th>
        </tr>
      </thead>
      <tbody>
        ${activities.map(
          (row) =>
            html`<tr>
              <td>${clock.moment(Date.parse(row.at))}</td>
              <td>${KIND_NAMES[row.kind]}</td>
              <td>${aboutText(row)}</td>
              <td>${personText({ nameOf: () => row.byName }, row.by, { isShort: true })}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;

const aboutText = ({ kind, customer, month, id, name, reason, of }: ActivityRow): Html => {
  const links = [
    ...(customer === undefined ? [] : [html`<a href="${customerPath(customer)}">${name ?? customer}</a>`]),
    ...(month === undefined
      ? []
      : [html`<a href="${kind === 'fees' ? monthPath(month) : runsPath(month)}">${monthName(month)}</a>`]),
    ...(FACTS.has(kind) && id !== undefined ? [factLink(of?.kind ?? kind, id)] : []),
  ];
  return html`${links.map((link, i) => html`${i === 0 ? '' : ', '}${link}`)}${reason === undefined ? '' : `: ${reason}`}`;
};

const FACTS: ReadonlySet<string> = new Set(['notice', 'maintenance', 'exclusion', 'downtime', 'retraction']);

const factLink = (kind: string, id: string): Html => html`<a class="id" href="${factPath({ kind, id })}">${id}</a>`;
