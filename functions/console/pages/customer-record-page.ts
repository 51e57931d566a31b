import type { CustomerMessages } from '../../../shared/api/mail-api.ts';
import { activityPath, recordPath, statementPath } from '../../../shared/config/console-paths.ts';
import { monthName } from '../../../shared/lib/month-name.ts';
import type { ChargedFees, ContractRecord } from '../../../shared/persistence/customer-record.ts';
import type { LoadedCustomer } from '../../../shared/persistence/load-customer.ts';
import type { ProfileVersion } from '../../../shared/persistence/customer-versions.ts';
import type { KeptFact } from '../../../shared/persistence/facts-about.ts';
import { customerName, type Names } from '../../../shared/web/display-names.ts';
import { money } from '../../../shared/web/figures.ts';
import { type Html, html, listed } from '../../../shared/web/html.ts';
import { clockOf, type Clock } from '../../../shared/web/page-clock.ts';
import { utcSwitch } from '../../../shared/web/page.ts';
import { withTimes } from '../../../shared/web/review-section.ts';
import type { Revision } from '../../../shared/persistence/ledger.ts';
import { blockedLinks } from './blocked-links.ts';
import { consolePage, type Frame, personText } from './console-frame.ts';
import { factTime } from './fact-text.ts';
import { factsTable } from './facts-table.ts';
import { mailSection } from './mail-section.ts';

/** A version of a record, and its contracts: one for each service, or one for the customer. */
type RecordVersion = ProfileVersion & { readonly contracts: readonly ContractRecord[] };

/** A customer's month: its amount with the reason if nothing is due, or why it is blocked. */
export type AssessedMonth = {
  readonly month: string;
  readonly isClosed: boolean;
  readonly revision: Revision | undefined;
  readonly blocked?: string;
  readonly amounts?: { readonly amountMinor: number; readonly currency: string };
  readonly nothingDue?: Html | undefined;
};

export type CustomerPage = {
  readonly loaded: LoadedCustomer;
  /** The versions of the record in order, each with its contracts. */
  readonly versions: readonly RecordVersion[];
  /** The customer's facts without retractions, each with its own. */
  readonly facts: readonly KeptFact[];
  /** The assessed months, the latest first. */
  readonly months: readonly AssessedMonth[];
  readonly mail: CustomerMessages;
  /** The outcome of a form that was just saved. */
  readonly stored?: string | undefined;
  readonly timeZone: string;
  readonly names: Names;
};

const FACTS_MAX = 100;

/** The customers of a replay folder have held since 1970. */
const FROM_BEGINNING = 0;

/** Returns a customer's page: months, record versions, fees and facts. */
export const customerRecordPage = (
  { loaded, versions, facts, months, mail, stored, timeZone, names }: CustomerPage,
  frame: Frame,
): string => {
  const { id, profiles, fees, unreadable } = loaded;
  const clock = clockOf(timeZone);
  const latestFirst = facts.toSorted((a, b) => factTime(b.kept.fact) - factTime(a.kept.fact));
  const body = html`<header>
      <div class="top">
        <p class="overline">Customer</p>
        ${utcSwitch(timeZone)}
      </div>
      <h1>${customerName(profiles.at(-1)?.profile.name ?? id)}</h1>
      <p class="id">${id}</p>
    </header>
    <main>
      ${unreadable.map((item) => html`<p class="wrong">${item}</p>`)}
      ${
        stored === undefined
          ? undefined
          : html`<p class="lead" role="status">
              <b>${stored === 'unchanged' ? 'Nothing changed: the same is already recorded.' : 'Saved.'}</b>
            </p>`
      }
      <p class="acts">
        <a href="${recordPath('customer', { id })}">Change the record</a>
        <a href="${recordPath('fees', { customer: id })}">Set fees of a month</a>
        <a href="${recordPath('notice', { customer: id })}">Record a notice</a>
        <a href="${activityPath({ customer: id })}">Activity</a>
      </p>
      <section aria-labelledby="months">
        <h2 id="months">Months</h2>
        <ul class="notes">
          ${months.map((each) => monthLine(id, each, clock))}
        </ul>
      </section>
      <section aria-labelledby="record">
        <h2 id="record">Record</h2>
        ${versions.length === 0 ? html`<p>No record.</p>` : recordVersions(versions, clock, frame)}
      </section>
      ${
        fees.length === 0
          ? undefined
          : html`<section aria-labelledby="fees">
              <h2 id="fees">Fees by month</h2>
              <ul class="notes">
                ${fees.map(
                  (version) =>
                    html`<li>
                      ${monthName(version.month)}: ${chargedText(version.fees)}
                      <span class="soft"
                        >recorded ${clock.moment(version.recordedAt)}, by
                        ${personText(frame, version.by, { at: version.recordedAt })}</span
                      >
                    </li>`,
                )}
              </ul>
            </section>`
      }
      ${mailSection(id, mail, clock, frame)}
      <section aria-labelledby="facts">
        <h2 id="facts">Facts about this customer</h2>
        ${facts.length === 0 ? html`<p>No facts. <a href="${recordPath('notice', { customer: id })}">Record its first notice</a>.</p>` : factsTable('Table of facts', latestFirst.slice(0, FACTS_MAX), { clock, names })}
        ${facts.length > FACTS_MAX ? html`<p class="aside">The latest ${FACTS_MAX} of ${facts.length}.</p>` : undefined}
      </section>
    </main>`;
  return consolePage(profiles.at(-1)?.profile.name ?? id, body, frame);
};

const monthLine = (id: string, assessed: AssessedMonth, clock: Clock): Html => {
  const { month, isClosed, revision, blocked, amounts, nothingDue } = assessed;
  const status = isClosed ? undefined : html` <span class="soft">not closed</span>`;
  const name = html`<a href="${statementPath(month, id)}">${monthName(month)}</a>`;
  if (amounts === undefined)
    return html`<li>
      ${name} <b>blocked</b>: ${withTimes(blocked ?? '', clock)}
      (${blockedLinks({ customer: id, reason: blocked ?? '' }, month)})${status}
    </li>`;
  return html`<li>
    ${name}
    ${money(amounts.amountMinor, amounts.currency)}${nothingDue === undefined ? undefined : html`: ${nothingDue}`}
    ${revision === undefined ? undefined : html`<span class="soft">revision ${revision.revision}: ${revision.reason}</span>`}${status}
  </li>`;
};

const recordVersions = (versions: readonly RecordVersion[], clock: Clock, frame: Frame): Html =>
  html`<div class="wide" role="region" aria-label="Versions of the record" tabindex="0">
    <table class="ledger">
      <thead>
        <tr>
          <th scope="col">Takes effect</th>
          <th scope="col">Name</th>
          <th scope="col">Components</th>
          <th scope="col">Policy</th>
          <th scope="col" class="number">Recurring fees</th>
          <th scope="col">Contract term</th>
          <th scope="col">Recorded</th>
        </tr>
      </thead>
      <tbody>
        ${versions.toReversed().map(
          ({ profile, contracts, effectiveFrom, recordedAt, by }) =>
            html`<tr>
              <td>
                ${effectiveFrom === FROM_BEGINNING ? 'from the beginning' : clock.moment(effectiveFrom ?? recordedAt)}
              </td>
              <td>${customerName(profile.name)}</td>
              <td>${contractLines(contracts, ({ components }) => components.join(', '))}</td>
              <td>${contractLines(contracts, ({ policy }) => policy ?? 'default')}</td>
              <td class="number">
                ${contractLines(contracts, ({ serviceFees: fees }) => (fees === undefined ? 'none' : money(fees.amountMinor, fees.currency)))}
              </td>
              <td>${contractTerm(profile, clock)}</td>
              <td>${clock.moment(recordedAt)} ${personText(frame, by, { at: recordedAt })}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;

/** Returns a line for each service with its name, or the text alone for a customer without services. */
export const contractLines = (
  contracts: readonly ContractRecord[],
  text: (contract: ContractRecord) => Html | string,
): Html[] =>
  contracts.map((contract) =>
    contract.service === undefined
      ? html`${text(contract)}`
      : html`<div>${contract.name ?? contract.service}: ${text(contract)}</div>`,
  );

const chargedText = (fees: ChargedFees): Html =>
  'services' in fees
    ? listed(Object.entries(fees.services).map(([id, fee]) => html`${id} ${money(fee.amountMinor, fee.currency)}`))
    : money(fees.amountMinor, fees.currency);

const contractTerm = ({ activeFrom, activeTo }: ProfileVersion['profile'], clock: Clock): Html | string => {
  if (activeFrom === undefined && activeTo === undefined) return 'unlimited';
  return html`${activeFrom === undefined ? undefined : html`from ${clock.moment(activeFrom)}`}
  ${activeTo === undefined ? undefined : html`to ${clock.moment(activeTo)}`}`;
};
