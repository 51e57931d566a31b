import {
  customerPath,
  factPath,
  factsPath,
  recordPath,
  statementPath,
  unmatchedPath,
} from '../../../shared/config/console-paths.ts';
import type { ReviewItem } from '../../../shared/persistence/run-results.ts';
import { type Html, html } from '../../../shared/web/html.ts';
import type { ReviewLinks } from '../../../shared/web/review-section.ts';
import { blockedLinks } from './blocked-links.ts';

/** Returns the links of a month's blocked customers and review items. */
export const reviewLinks = (month: string): ReviewLinks => ({
  customerHref: (customer) => statementPath(month, customer),
  subjectHref: (item) => subjectPath(item, month),
  blocked: (blocked) => blockedLinks(blocked, month),
  review: resolution,
});

/** The kinds whose subject is the id of a fact. */
const FACT_KINDS_OF: Readonly<Record<string, string>> = {
  'maintenance-during-outage': 'maintenance',
  'maintenance-recorded-late': 'maintenance',
  'notice-recognised-early': 'notice',
  'notice-without-downtime': 'notice',
};

const subjectPath = ({ kind, subject, customer }: ReviewItem, month: string): string | undefined => {
  const fact = FACT_KINDS_OF[kind];
  if (fact !== undefined) return factPath({ kind: fact, id: subject });
  if (kind.startsWith('alarm-') || kind.startsWith('provider-') || kind.startsWith('aws-')) return factsPath(month);
  return customer === undefined ? undefined : customerPath(customer);
};

/** Returns a link to the form that resolves an item; undefined if nothing is to be recorded. */
const resolution = ({ kind, subject, customer }: ReviewItem): Html | undefined => {
  const fact = FACT_KINDS_OF[kind];
  if (fact !== undefined)
    return html`<a href="${recordPath('retraction', { kind: fact, id: subject })}">retract it</a>`;
  if (kind === 'downtime-pending-notice' && customer !== undefined)
    return html`<a href="${recordPath('notice', { customer })}">record a notice</a>`;
  if (kind.startsWith('aws-')) return html`<a href="${recordPath('exclusion')}">record an exclusion</a>`;
  if (kind.startsWith('alarm-')) return html`<a href="${recordPath('downtime')}">record a downtime</a>`;
  if (kind.startsWith('unmatched')) return html`<a href="${unmatchedPath()}">assign it</a>`;
  return customer !== undefined && (kind.startsWith('terms-') || kind.startsWith('external-'))
    ? html`<a href="${recordPath('customer', { id: customer })}">change the record</a>`
    : undefined;
};
