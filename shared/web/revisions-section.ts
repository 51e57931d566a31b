import { monthName } from '../lib/month-name.ts';
import type { Revision } from '../persistence/ledger.ts';
import { type Change, type MonthChange, monthChangesBetween } from '../domain/statement/statement-changes.ts';
import { type Clock, clockOf } from './page-clock.ts';
import { difference, length, money } from './figures.ts';
import { type Html, html } from './html.ts';
import { labelName } from './label-marks.ts';
import { exclusionName } from './display-names.ts';
import { factKindName } from './fact-kind-name.ts';
import type { Annotations } from '../persistence/annotations.ts';
import { retractionReason } from './quoted-text.ts';

/** A revision of the ledger. Its statement is the customer's month as stored. */
export type RevisionShown = Pick<
  Revision,
  'revision' | 'amountMinor' | 'previousAmountMinor' | 'currency' | 'reason' | 'closedAsOf' | 'recordedAt' | 'statement'
>;

/** Limits the revisions, and the changes of each. */
const REVISIONS_MAX = 12;
const CHANGES_MAX = 12;

export type Revisions = {
  readonly month: string;
  readonly timeZone: string;
  readonly revisions: readonly RevisionShown[];
  readonly annotations: Annotations;
  readonly serviceNames: Readonly<Record<string, string>>;
};

/** Returns the latest revisions of a credit, each with the changes since the one before. */
export const revisionsSection = ({ month, timeZone, revisions, annotations, serviceNames }: Revisions): Html => {
  const clock = clockOf(timeZone, month);
  const latest = revisions.slice(-REVISIONS_MAX);
  return html`<section aria-labelledby="revisions">
    <h2 id="revisions">Revisions of this credit</h2>
    ${
      revisions.length === 0
        ? html`<p>No revision: ${monthName(month)} has never had a credit.</p>`
        : html`<ol class="revisions">
            ${latest.map((revision) =>
              revisionEntry(
                { clock, annotations, serviceNames },
                revision,
                revisions.find((other) => other.revision === revision.revision - 1),
              ),
            )}
          </ol>`
    }
    ${revisions.length > REVISIONS_MAX ? html`<p class="aside">The last ${REVISIONS_MAX} of ${revisions.length}.</p>` : undefined}
  </section>`;
};

type ChangeContext = {
  readonly clock: Clock;
  readonly annotations?: Annotations;
  readonly serviceNames?: Readonly<Record<string, string>>;
};

const revisionEntry = (context: ChangeContext, revision: RevisionShown, before: RevisionShown | undefined): Html => {
  const { amountMinor, previousAmountMinor, currency, reason, closedAsOf } = revision;
  const changes = before === undefined ? [] : monthChangesBetween(before.statement, revision.statement);
  return html`<li>
    <h3>Revision ${revision.revision}</h3>
    <p class="what">${money(amountMinor, currency)}</p>
    <p class="delta">${revision.revision === 1 ? '' : difference(amountMinor - previousAmountMinor, currency)}</p>
    <div class="entry-text">
      <p>${reason}</p>
      ${
        changes.length === 0
          ? undefined
          : html`<ul class="changes">
              ${changes.slice(0, CHANGES_MAX).map((change) => html`<li>${serviceChangeText(context, change)}</li>`)}
              ${changes.length > CHANGES_MAX ? html`<li>and ${changes.length - CHANGES_MAX} more</li>` : undefined}
            </ul>`
      }
      <p class="aside">Evidence up to ${context.clock.moment(closedAsOf)}.</p>
    </div>
  </li>`;
};

const serviceChangeText = (context: ChangeContext, { service, change }: MonthChange): Html => {
  const name = service === undefined ? undefined : (context.serviceNames?.[service] ?? service);
  return html`${name === undefined ? undefined : html`${name}: `}${changeText(context, change)}`;
};

/** Returns the text of a change between two statements. */
export const changeText = ({ clock, annotations = {} }: ChangeContext, change: Change): Html => {
  switch (change.kind) {
    case 'policy':
      return html`Policy ${change.before} → ${change.after}`;
    case 'fees':
      return html`Service fees ${money(change.before.amountMinor, change.before.currency)} →
      ${money(change.after.amountMinor, change.after.currency)}`;
    case 'evidence':
      return html`${factKindName(change.fact)}
        <span class="id">${change.fact === 'exclusion' ? exclusionName(change.id, change.id) : change.id}</span>${
          change.isAdded
            ? ' added as evidence'
            : html` removed from the evidence${retractionReason(annotations, { kind: change.fact, id: change.id })}`
        }`;
    case 'relabelled': {
      const { interval, before, after } = change;
      return html`${clock.span(interval.start, interval.end)}, ${length(interval.end - interval.start)}:
      ${labelName(before).toLowerCase()} → ${labelName(after).toLowerCase()}`;
    }
  }
};
