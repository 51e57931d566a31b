import { monthName } from '../lib/month-name.ts';
import type { Figures, Statement } from '../domain/statement/statement.ts';
import { calculation } from './calculation.ts';
import { calendarSection } from './calendar-section.ts';
import { clausesSection } from './clauses.ts';
import { clockOf } from './page-clock.ts';
import { downtimesSection } from './downtimes-section.ts';
import { type FactHref, type UnmatchedNotice, unmatchedSection } from './evidence-section.ts';
import { headline, keyFigures } from './headline.ts';
import { html } from './html.ts';
import { fullNoticeSection } from './full-notice-section.ts';
import { customerName as nameElement, type Names, NO_NAMES } from './display-names.ts';
import { page, type PageFrame, utcSwitch } from './page.ts';
import { type RevisionShown, revisionsSection } from './revisions-section.ts';
import type { Annotations } from '../persistence/annotations.ts';

export type StatementPage = {
  readonly statement: Statement;
  readonly customerName: string;
  /** The revisions of the credit, in order. */
  readonly revisions: readonly RevisionShown[];
  /** The figures if every downtime had been notified at its start; undefined if the policy requires no notice. */
  readonly ifNoticed?: Figures | undefined;
  /** The customer's notices of the month that cover no downtime. */
  readonly unmatched?: readonly UnmatchedNotice[];
  readonly names?: Names;
  readonly annotations?: Annotations;
  /** @default facts are not links */
  readonly factHref?: FactHref | undefined;
  /** The statement's stored JSON: its SHA-256 and its address. */
  readonly stored?: { readonly sha256?: string; readonly href: string };
  readonly frame?: PageFrame | undefined;
};

/** A page is stored for each customer and month and opened on phones. Without the bytes of a frame. */
const PAGE_BYTES_MAX = 98_000;

const EMPTY_PAGE_BYTES = Buffer.byteLength(page({ title: '', body: html`<main></main>` }));

/**
 * Returns the page of a customer's month: the amount, its calculation and its evidence.
 * The same input gives the same page, byte for byte.
 */
export const statementPage = ({
  statement,
  customerName,
  revisions,
  ifNoticed,
  unmatched = [],
  names = NO_NAMES,
  annotations = {},
  factHref,
  stored,
  frame,
}: StatementPage): string => {
  const { month, explanation } = statement;
  const name = monthName(month);
  const clock = clockOf(explanation.timeZone, month);
  const last = revisions.at(-1);
  const above = html`${headline(statement)} ${keyFigures(statement)} ${calendarSection(statement, name)}`;
  const below = html`${unmatchedSection({ clock, annotations, factHref }, unmatched)} ${calculation(statement)}
  ${ifNoticed === undefined ? undefined : fullNoticeSection(statement, ifNoticed)}
  ${revisionsSection({ month, timeZone: explanation.timeZone, revisions, annotations })} ${clausesSection()}`;
  const header = html`<header>
    <div class="top">
      <p class="overline">Service credit statement</p>
      ${utcSwitch(explanation.timeZone)}
    </div>
    <h1>${nameElement(customerName)} <span>${name}</span></h1>
  </header>`;
  const footer = html`<footer>
    <p>
      ${last === undefined ? 'No revision' : `Revision ${last.revision}`}. Evidence up to
      ${clock.moment(Date.parse(explanation.asOf))}. Policy ${explanation.policy.id}, version
      ${explanation.policy.version}. Customer <span class="id">${statement.customer}</span>. Not redeemable for cash.
    </p>
    ${
      stored === undefined
        ? undefined
        : html`<p>
            All figures and evidence: <a href="${stored.href}">the statement's JSON</a>${
              stored.sha256 === undefined ? undefined : html`, SHA-256 <span class="id">${stored.sha256}</span>`
            }.
          </p>`
    }
  </footer>`;
  const around = [header, above, below, footer];
  const bytesLeft = around.reduce(
    (left, part) => left - Buffer.byteLength(part.toString()),
    PAGE_BYTES_MAX - EMPTY_PAGE_BYTES,
  );
  const downtimes = downtimesSection({ statement, names, annotations, factHref }, bytesLeft);
  const body = html`${header}
    <main>${above} ${downtimes} ${below}</main>
    ${footer}`;
  return page({ title: `${customerName}, ${name}: service credit`, body, frame });
};
