import { monthName } from '../lib/month-name.ts';
import type { Figures, Statement } from '../domain/statement/statement.ts';
import { calculation } from './calculation.ts';
import { calendar } from './calendar-section.ts';
import { clauses } from './clauses.ts';
import { clockOf } from './page-clock.ts';
import { downtimes } from './downtimes-section.ts';
import { type FactHref, type Unmatched, unmatchedSection } from './evidence-section.ts';
import { headline, keyFigures } from './headline.ts';
import { html } from './html.ts';
import { ifNoticedSection } from './full-notice-section.ts';
import { called, type Names, NO_NAMES } from './display-names.ts';
import { page, utcSwitch } from './page.ts';
import { type RevisionShown, revisionsSection } from './revisions-section.ts';
import type { Annotations } from './annotations.ts';

export type StatementPage = {
  readonly statement: Statement;
  readonly customerName: string;
  /** The revisions of the credit so far, in order; none if there never was one. */
  readonly revisions: readonly RevisionShown[];
  /** The figures had notice of everything come at once; left out where the policy asks for none. */
  readonly ifNoticed?: Figures | undefined;
  /** The customer's notices of the month that cover no downtime. */
  readonly unmatched?: readonly Unmatched[];
  /** What people call what the facts name by code. */
  readonly names?: Names;
  /** What people wrote beside the facts. */
  readonly said?: Annotations;
  /** Where a fact can be looked at, where the page is one of many. */
  readonly factHref?: FactHref | undefined;
  /** The stored JSON that this page shows: its SHA-256, and where it lies beside the page. */
  readonly stored?: { readonly sha256?: string; readonly href: string };
};

/** How large a page may be: it is stored for each customer and month, and opened on telephones. */
const MOST_BYTES = 98_000;

/** What every page has besides its body. */
const EMPTY_BYTES = Buffer.byteLength(page({ title: '', body: html`<main></main>` }));

/**
 * A customer's month as one page that stands alone: what is due and why, for the customer, the account manager and the auditor.
 * Made from the statement's JSON, the ledger and the customer's own words; the same input gives the same page, byte for byte.
 */
export const statementPage = ({
  statement,
  customerName,
  revisions,
  ifNoticed,
  unmatched = [],
  names = NO_NAMES,
  said = {},
  factHref,
  stored,
}: StatementPage): string => {
  const { month, explanation } = statement;
  const name = monthName(month);
  const clock = clockOf(explanation.timeZone, month);
  const last = revisions.at(-1);
  const above = html`${headline(statement)} ${keyFigures(statement)} ${calendar(statement, name)}`;
  const below = html`${unmatchedSection({ clock, said, factHref }, unmatched)} ${calculation(statement)}
  ${ifNoticed === undefined ? undefined : ifNoticedSection(statement, ifNoticed)}
  ${revisionsSection({ month, timeZone: explanation.timeZone, revisions, said })} ${clauses()}`;
  const header = html`<header>
    <div class="top">
      <p class="overline">Service credit statement</p>
      ${utcSwitch(explanation.timeZone)}
    </div>
    <h1>${called(customerName)} <span>${name}</span></h1>
  </header>`;
  const footer = html`<footer>
    <p>
      ${last === undefined ? 'No revision' : `Revision ${last.revision}`}; worked out with what was known on
      ${clock.moment(Date.parse(explanation.asOf))}. Policy ${explanation.policy.id}, version
      ${explanation.policy.version}. Customer <span class="id">${statement.customer}</span>. Not redeemable for cash.
    </p>
    ${
      stored === undefined
        ? undefined
        : html`<p>
            Every figure and its evidence: <a href="${stored.href}">the statement's JSON</a>${
              stored.sha256 === undefined ? undefined : html`, SHA-256 <span class="id">${stored.sha256}</span>`
            }.
          </p>`
    }
  </footer>`;
  const around = [header, above, below, footer];
  const room = around.reduce((left, part) => left - Buffer.byteLength(part.toString()), MOST_BYTES - EMPTY_BYTES);
  const told = downtimes({ statement, names, said, factHref }, room);
  const body = html`${header}
    <main>${above} ${told} ${below}</main>
    ${footer}`;
  return page({ title: `${customerName}, ${name}: service credit`, body });
};
