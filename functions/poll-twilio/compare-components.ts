import { effectiveFacts, recordedBy, ofKind } from '../../shared/domain/facts/effective-facts.ts';
import type { FactOf } from '../../shared/domain/facts/facts.ts';
import { compare } from '../../shared/domain/facts/state-intervals.ts';
import { formatInstant, type Instant } from '../../shared/domain/time/instant.ts';
import { type Fault, InvalidInput } from '../../shared/lib/validation.ts';
import { asWebhook, type Shown, shownFact, shownOf } from '../../shared/ingest/statuspage-documents.ts';
import { recordFact } from '../../shared/persistence/record-fact.ts';
import {
  type DataQualityIssue,
  keepDataQualityIssue,
  providerSubject,
} from '../../shared/persistence/source-health.ts';
import { keepPayload } from '../../shared/persistence/payload-store.ts';
import type { Table } from '../../shared/persistence/dynamo-table.ts';
import { loadSharedFacts } from '../../shared/persistence/shared-facts.ts';
import { countRecordedFact } from '../../shared/ingest/count-recorded-fact.ts';
import type { PollTwilioContext } from './handler.ts';

const DAY = 24 * 3_600_000;

/** A webhook on its way, or the page's other documents from another cache, get there first: three polls. */
const SETTLE_MS = 15 * 60_000;

/** `isWhole`: this poll has read all that the page says of incidents, so that a difference is none of theirs. */
type Page = { readonly provider: string; readonly page: string; readonly isWhole: boolean };

/**
 * Compares what the page shows of each configured component with the last word that is known of it. A word that was lost leaves
 * a difference: then the status that is shown is a fact since the component's record was last changed, and a person is told,
 * since it may have been so longer. The difference is counted from the first poll on. A record that is older than the last known
 * word tells nothing new: then a person is told, and nothing recorded.
 */
export const compareComponents = async (
  context: PollTwilioContext,
  page: Page,
  list: readonly unknown[],
): Promise<void> => {
  const codes = Object.values(context.sources.components).flatMap(({ dependsOn }) =>
    dependsOn.flatMap((on) => (on.provider === page.provider ? [on.component] : [])),
  );
  const faults: Fault[] = [];
  for (const code of new Set(codes)) {
    try {
      await compareComponent(context, page, code, shownOf(list, code));
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      faults.push(...error.faults.map((fault) => ({ ...fault, at: `${code}.${fault.at}` })));
    }
  }
  if (faults.length > 0) throw new InvalidInput(faults);
};

const compareComponent = async (
  context: PollTwilioContext,
  page: Page,
  code: string,
  shown: Shown | undefined,
): Promise<void> => {
  const { table, telemetry, clock } = context;
  const { provider, isWhole } = page;
  const now = clock();
  if (shown === undefined) {
    const subject = providerSubject(provider, code);
    const at = now - (now % DAY);
    await keepDataQualityIssue(
      table,
      { kind: 'provider-component-missing', subject, at, note: 'not on its page' },
      now,
    );
    return;
  }
  const { status, updatedAt } = shown;
  const known = await lastWord(table, provider, code, now);
  // Before its first word a component is taken to work (semantics: it is not out).
  if (status === (known?.status ?? 'operational')) return;
  telemetry.count('StatusesDiffering', 1, { page: provider });
  telemetry.note('a page shows another status than is known', { provider, code, status, known: known?.status });
  if (!isWhole || now - updatedAt < SETTLE_MS) return;
  if (known === undefined || updatedAt > known.at) await recordShown(context, page, shown, now);
  else await keepDataQualityIssue(table, contradiction(providerSubject(provider, code), shown, known, now), now);
};

/** The record was not changed since the last known word, and shows another: which is right, only a person can find out. */
const contradiction = (
  subject: string,
  { status }: Shown,
  known: FactOf<'provider-status'>,
  now: Instant,
): DataQualityIssue => ({
  kind: 'provider-status-differs',
  subject,
  at: now - (now % DAY),
  note: `its page shows ${status}, the last word was ${known.status} at ${formatInstant(known.at)}`,
});

/** The word on a component that stands last: by its instant, when it was learned, its id (semantics, section 2). */
const lastWord = async (
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

const recordShown = async (
  { table, telemetry }: PollTwilioContext,
  { provider, page }: Page,
  shown: Shown,
  now: Instant,
): Promise<void> => {
  const { component, status, updatedAt, entry } = shown;
  const body = asWebhook(page, { component: entry });
  const payload = await keepPayload(table, { door: 'poll', body, receivedAt: now, by: provider });
  const fact = { ...shownFact(provider, shown), recordedAt: now };
  countRecordedFact(telemetry, await recordFact(table, { fact, payload, by: provider }));
  const finding = {
    kind: 'provider-change-missed',
    subject: providerSubject(provider, component),
    at: updatedAt,
    note: `${status} by ${formatInstant(updatedAt)}, seen on the page alone: it may have been so before`,
  };
  await keepDataQualityIssue(table, finding, now);
};
