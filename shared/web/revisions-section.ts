import { monthName } from '../lib/month-name.ts';
import type { Revision } from '../persistence/ledger.ts';
import { type Change, changesBetween } from '../domain/statement/statement-changes.ts';
import { type Clock, clockOf } from './page-clock.ts';
import { difference, length, money } from './figures.ts';
import { type Html, html } from './html.ts';
import { labelName } from './label-marks.ts';
import { exclusionName } from './display-names.ts';
import { retractedBecause, type Annotations } from './annotations.ts';

/** A revision as the ledger has it, with its statement as it was stored. */
export type RevisionShown = Pick<
  Revision,
  'revision' | 'amountMinor' | 'previousAmountMinor' | 'currency' | 'reason' | 'closedAsOf' | 'recordedAt' | 'statement'
>;

/** How many revisions, and changes of one, a page tells. */
const TOLD = 12;

export type Revisions = {
  readonly month: string;
  readonly timeZone: string;
  readonly revisions: readonly RevisionShown[];
  readonly said: Annotations;
};

/** The credit's revisions, and what changed from each to the next. */
export const revisionsSection = ({ month, timeZone, revisions, said }: Revisions): Html => {
  const clock = clockOf(timeZone, month);
  const last = revisions.slice(-TOLD);
  return html`<section aria-labelledby="revisions">
    <h2 id="revisions">Revisions of this credit</h2>
    ${
      revisions.length === 0
        ? html`<p>There is none: ${monthName(month)} has no credit, and had none before.</p>`
        : html`<ol class="revisions">
            ${last.map((revision) =>
              entry(
                { clock, said },
                revision,
                revisions.find((one) => one.revision === revision.revision - 1),
              ),
            )}
          </ol>`
    }
    ${revisions.length > TOLD ? html`<p class="aside">The last ${TOLD} of ${revisions.length}.</p>` : undefined}
  </section>`;
};

type Told = { readonly clock: Clock; readonly said?: Annotations };

const entry = (by: Told, revision: RevisionShown, before: RevisionShown | undefined): Html => {
  const { amountMinor, previousAmountMinor, currency, reason, closedAsOf } = revision;
  const changes = before === undefined ? [] : changesBetween(before.statement, revision.statement);
  return html`<li>
    <h3>Revision ${revision.revision}</h3>
    <p class="what">${money(amountMinor, currency)}</p>
    <p class="delta">${revision.revision === 1 ? '' : difference(amountMinor - previousAmountMinor, currency)}</p>
    <div class="told">
      <p>${reason}</p>
      ${
        changes.length === 0
          ? undefined
          : html`<ul class="changes">
              ${changes.slice(0, TOLD).map((change) => html`<li>${changeText(by, change)}</li>`)}
              ${changes.length > TOLD ? html`<li>and ${changes.length - TOLD} more</li>` : undefined}
            </ul>`
      }
      <p class="aside">With what was known on ${by.clock.moment(closedAsOf)}.</p>
    </div>
  </li>`;
};

/** What differs between two statements, in words. */
export const changeText = ({ clock, said = {} }: Told, change: Change): Html => {
  switch (change.kind) {
    case 'policy':
      return html`Policy ${change.before} → ${change.after}`;
    case 'fees':
      return html`Service fees ${money(change.before, change.currency)} → ${money(change.after, change.currency)}`;
    case 'evidence':
      return html`${FACTS[change.fact]}
        <span class="id">${change.fact === 'exclusion' ? exclusionName(change.id, change.id) : change.id}</span>${
          change.comes
            ? ' is evidence now'
            : html` is no longer evidence${retractedBecause(said, { kind: change.fact, id: change.id })}`
        }`;
    case 'relabelled': {
      const { span, before, after } = change;
      return html`${clock.span(span.start, span.end)}, ${length(span.end - span.start)}:
      ${labelName(before).toLowerCase()} → ${labelName(after).toLowerCase()}`;
    }
  }
};

const FACTS: Readonly<Record<Extract<Change, { kind: 'evidence' }>['fact'], string>> = {
  notice: 'Notice',
  exclusion: 'Exclusion',
  maintenance: 'Maintenance',
  downtime: 'Declared downtime',
};
