import { monthName } from '../../../shared/lib/month-name.ts';
import { clockOf, type Clock } from '../../../shared/web/page-clock.ts';
import { money } from '../../../shared/web/figures.ts';
import { type Html, html } from '../../../shared/web/html.ts';
import { called, type Names } from '../../../shared/web/display-names.ts';
import { utcSwitch } from '../../../shared/web/page.ts';
import type { LoadedCustomer } from '../../../shared/persistence/load-customer.ts';
import type { ProfileVersion } from '../../../shared/persistence/customer-versions.ts';
import { withRetractions } from '../../../shared/persistence/facts-about.ts';
import { factsTable } from './facts-table.ts';
import { factTime } from './fact-text.ts';
import { consolePage, type Frame } from './console-frame.ts';
import { recordPath, statementPath } from '../../../shared/config/console-paths.ts';

export type CustomerPage = {
  /** Loaded from a year back on. */
  readonly loaded: LoadedCustomer;
  /** The month that it is now. */
  readonly month: string;
  readonly timeZone: string;
  readonly names: Names;
};

/** How many facts of a customer are listed, the latest first. */
const LISTED = 100;

/** All that is known of a customer: its record by version, what months were charged, its facts, its months. */
export const customerRecordPage = ({ loaded, month, timeZone, names }: CustomerPage, frame: Frame): string => {
  const { id, profiles, fees, records, revisions, unreadable } = loaded;
  const clock = clockOf(timeZone, month);
  const evidence = records.filter(({ fact }) => fact.kind !== 'retraction');
  const facts = withRetractions(evidence, records).toSorted((a, b) => factTime(b.kept.fact) - factTime(a.kept.fact));
  const months = [...new Set([month, ...revisions.map((revision) => revision.month)])].toSorted().toReversed();
  const body = html`<header>
      <div class="top">
        <p class="overline">Customer</p>
        ${utcSwitch(timeZone)}
      </div>
      <h1>${called(profiles.at(-1)?.profile.name ?? id)}</h1>
      <p class="id">${id}</p>
    </header>
    <main>
      ${unreadable.map((what) => html`<p class="wrong">${what}</p>`)}
      <p class="acts"><a href="${recordPath('notice', { customer: id })}">Record a notice of theirs</a></p>
      <section aria-labelledby="months">
        <h2 id="months">Months</h2>
        <ul class="notes">
          ${months.map((each) => monthLine(loaded, each))}
        </ul>
      </section>
      <section aria-labelledby="record">
        <h2 id="record">Record</h2>
        ${profiles.length === 0 ? html`<p>There is none.</p>` : versions(profiles, clock)}
      </section>
      ${
        fees.length === 0
          ? undefined
          : html`<section aria-labelledby="fees">
              <h2 id="fees">What months were charged</h2>
              <ul class="notes">
                ${fees.map(
                  (version) =>
                    html`<li>
                      ${monthName(version.month)}: ${money(version.fees.amountMinor, version.fees.currency)}
                      <span class="soft"
                        >recorded ${clock.moment(version.recordedAt)}, by <span class="id">${version.by}</span></span
                      >
                    </li>`,
                )}
              </ul>
            </section>`
      }
      <section aria-labelledby="facts">
        <h2 id="facts">Notices, and windows of its own</h2>
        ${facts.length === 0 ? html`<p>None.</p>` : factsTable('Facts about this customer', facts.slice(0, LISTED), { clock, names })}
        ${facts.length > LISTED ? html`<p class="aside">The latest ${LISTED} of ${facts.length}.</p>` : undefined}
      </section>
    </main>`;
  return consolePage(profiles.at(-1)?.profile.name ?? id, body, frame);
};

const monthLine = ({ id, revisions }: LoadedCustomer, month: string): Html => {
  const last = revisions.findLast((revision) => revision.month === month);
  return html`<li>
    <a href="${statementPath(month, id)}">${monthName(month)}</a>
    ${last === undefined ? html`<span class="soft">no revision</span>` : html`${money(last.amountMinor, last.currency)} <span class="soft">revision ${last.revision}: ${last.reason}</span>`}
  </li>`;
};

const versions = (profiles: readonly ProfileVersion[], clock: Clock): Html =>
  html`<div class="wide" role="region" aria-label="Versions of the record" tabindex="0">
    <table class="ledger">
      <thead>
        <tr>
          <th scope="col">In force from</th>
          <th scope="col">Name</th>
          <th scope="col">Components</th>
          <th scope="col">Policy</th>
          <th scope="col" class="number">Standing fees</th>
          <th scope="col">Contract</th>
          <th scope="col">By</th>
        </tr>
      </thead>
      <tbody>
        ${profiles.toReversed().map(
          ({ profile, recordedAt, by }) =>
            html`<tr>
              <td>${clock.moment(recordedAt)}</td>
              <td>${called(profile.name)}</td>
              <td>${profile.components.join(', ')}</td>
              <td>${profile.policy ?? 'the default'}</td>
              <td class="number">
                ${profile.serviceFees === undefined ? 'none' : money(profile.serviceFees.amountMinor, profile.serviceFees.currency)}
              </td>
              <td>${runs(profile, clock)}</td>
              <td><span class="id">${by}</span></td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;

const runs = ({ activeFrom, activeTo }: ProfileVersion['profile'], clock: Clock): Html | string => {
  if (activeFrom === undefined && activeTo === undefined) return 'always';
  return html`${activeFrom === undefined ? undefined : html`from ${clock.moment(activeFrom)}`}
  ${activeTo === undefined ? undefined : html`to ${clock.moment(activeTo)}`}`;
};
