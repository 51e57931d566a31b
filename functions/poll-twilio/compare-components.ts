import { providerComponentsOf } from '../../shared/config/sources.ts';
import { effectiveFacts, ofKind, recordedBy } from '../../shared/domain/facts/effective-facts.ts';
import type { FactOf } from '../../shared/domain/facts/facts.ts';
import { compare } from '../../shared/domain/facts/state-intervals.ts';
import { formatInstant, type Instant } from '../../shared/domain/time/instant.ts';
import { countRecordedFact } from '../../shared/ingest/count-recorded-fact.ts';
import {
  type DisplayedComponent,
  displayedComponent,
  displayedFact,
  groupMembers,
  type GroupMember,
  webhookBody,
} from '../../shared/ingest/statuspage-documents.ts';
import { DAY_MS, MINUTE_MS } from '../../shared/lib/time-units.ts';
import { type Fault, InvalidInput } from '../../shared/lib/validation.ts';
import type { Table } from '../../shared/persistence/dynamo-table.ts';
import { keepPayload } from '../../shared/persistence/payload-store.ts';
import { recordFact } from '../../shared/persistence/record-fact.ts';
import { loadSharedFacts } from '../../shared/persistence/shared-facts.ts';
import {
  type DataQualityIssue,
  keepDataQualityIssue,
  providerSubject,
} from '../../shared/persistence/source-health.ts';
import type { PollTwilioContext } from './context.ts';

/** Three polls: time for a webhook, or for the page's other documents in another cache, to arrive first. */
const SETTLE_MS = 15 * MINUTE_MS;

/** `isComplete`: this poll has ingested all incidents, so they cannot explain a difference. */
type Page = { readonly provider: string; readonly page: string; readonly isComplete: boolean };

/**
 * Compares the displayed status of each configured component with its last recorded status.
 * A difference means that an update was lost. It is counted from the first poll on.
 * If the component's entry changed after the last recorded status, the displayed status is recorded as of that change.
 * It may be older, so a warning is stored too. If the entry is older, only a warning is stored.
 * A component group only gets a warning with its members.
 */
export const compareComponents = async (
  context: PollTwilioContext,
  page: Page,
  list: readonly unknown[],
): Promise<void> => {
  const faults: Fault[] = [];
  for (const code of providerComponentsOf(context.sources, page.provider)) {
    try {
      const members = groupMembers(list, code);
      if (members === undefined) await compareComponent(context, page, code, displayedComponent(list, code));
      else await reportGroup(context, providerSubject(page.provider, code), members);
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      faults.push(...error.faults.map((fault) => ({ ...fault, at: `${code}.${fault.at}` })));
    }
  }
  if (faults.length > 0) throw new InvalidInput(faults);
};

/** Members that a warning names. */
const MEMBERS_MAX = 20;

/** A dependency on a group has no evidence. Its warning is stored once a day. */
const reportGroup = async (
  { table, telemetry, clock }: PollTwilioContext,
  subject: string,
  members: readonly GroupMember[],
): Promise<void> => {
  const now = clock();
  const names = members.slice(0, MEMBERS_MAX).map(({ code, name }) => `${name} (${code})`);
  const more = members.length > MEMBERS_MAX ? `, and ${members.length - MEMBERS_MAX} more` : '';
  const note = `a group of components; depend on its members instead: ${names.join(', ') || 'none'}${more}`;
  telemetry.note('a configured component is a group of the status page', { subject });
  await keepDataQualityIssue(
    table,
    { kind: 'provider-component-is-a-group', subject, at: now - (now % DAY_MS), note },
    now,
  );
};

const compareComponent = async (
  context: PollTwilioContext,
  page: Page,
  code: string,
  displayed: DisplayedComponent | undefined,
): Promise<void> => {
  const { table, telemetry, clock } = context;
  const { provider, isComplete } = page;
  const now = clock();
  if (displayed === undefined) {
    const subject = providerSubject(provider, code);
    const at = now - (now % DAY_MS);
    await keepDataQualityIssue(
      table,
      { kind: 'provider-component-missing', subject, at, note: 'not on its page' },
      now,
    );
    return;
  }
  const { status, updatedAt } = displayed;
  const recorded = await lastRecordedStatus(table, provider, code, now);
  // A component without a recorded status is operational (docs/rules.md §4).
  if (status === (recorded?.status ?? 'operational')) return;
  telemetry.count('StatusesDiffering', 1, { page: provider });
  telemetry.note('status page differs from last recorded status', { provider, code, status, known: recorded?.status });
  if (!isComplete || now - updatedAt < SETTLE_MS) return;
  if (recorded === undefined || updatedAt > recorded.at) await recordDisplayed(context, page, displayed, now);
  else await keepDataQualityIssue(table, contradiction(providerSubject(provider, code), displayed, recorded, now), now);
};

/** The entry has another status, but did not change since the last recorded one. A person must decide which is right. */
const contradiction = (
  subject: string,
  { status }: DisplayedComponent,
  recorded: FactOf<'provider-status'>,
  now: Instant,
): DataQualityIssue => ({
  kind: 'provider-status-differs',
  subject,
  at: now - (now % DAY_MS),
  note: `its page shows ${status}, the last recorded status was ${recorded.status} at ${formatInstant(recorded.at)}`,
});

/** Returns the last status by instant, then by time of recording, then by id (docs/rules.md §2). */
const lastRecordedStatus = async (
  table: Table,
  provider: string,
  component: string,
  now: Instant,
): Promise<FactOf<'provider-status'> | undefined> => {
  const subjects = { monitors: [], providerComponents: [{ provider, component }], components: [] };
  const facts = effectiveFacts(await loadSharedFacts(table, subjects, { from: now, to: now }, now), now);
  return ofKind(facts, 'provider-status')
    .toSorted((a, b) => a.at - b.at || compare(recordedBy(a), recordedBy(b)) || compare(a.id, b.id))
    .at(-1);
};

const recordDisplayed = async (
  { table, telemetry }: PollTwilioContext,
  { provider, page }: Page,
  displayed: DisplayedComponent,
  now: Instant,
): Promise<void> => {
  const { component, status, updatedAt, entry } = displayed;
  const body = webhookBody(page, { component: entry });
  const payload = await keepPayload(table, { door: 'poll', body, receivedAt: now, by: provider });
  const fact = { ...displayedFact(provider, displayed), recordedAt: now };
  countRecordedFact(telemetry, await recordFact(table, { fact, payload, by: provider }));
  const finding = {
    kind: 'provider-change-missed',
    subject: providerSubject(provider, component),
    at: updatedAt,
    note: `${status} by ${formatInstant(updatedAt)}, seen only on the page: it may have begun earlier`,
  };
  await keepDataQualityIssue(table, finding, now);
};
