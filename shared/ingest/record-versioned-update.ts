import type * as z from 'zod/mini';
import type { FactOf } from '../domain/facts/facts.ts';
import type { Instant } from '../domain/time/instant.ts';
import type { VersionChanges, UpdateStatement, Version } from './update-versions.ts';
import { reconcileFacts } from '../persistence/reconcile-facts.ts';
import type { Table } from '../persistence/dynamo-table.ts';
import { appendVersions, loadVersions } from '../persistence/append-versions.ts';
import type { Telemetry } from '../config/telemetry-names.ts';
import { countRecordedFact } from './count-recorded-fact.ts';

type Context = { readonly table: Table; readonly telemetry: Telemetry; readonly clock: () => Instant };

/** An update that its source can edit after it was published: how it is stored, what follows from it, and the fact it makes. */
export type VersionedUpdate<W extends UpdateStatement> = {
  readonly provider: string;
  readonly update: string;
  readonly schema: z.core.$ZodType<Version<W>, Readonly<Record<string, unknown>>>;
  readonly decide: (stored: readonly Version<W>[]) => VersionChanges<W>;
  readonly toFact: (said: W) => FactOf<'provider-status' | 'exclusion'>;
  readonly payload: string;
  readonly by: string;
};

/** How often a decision is made again where another delivery came between; far more than there are ways for an update to arrive. */
const TRIES = 20;

/**
 * Records what an update says now, and retracts what it said before and says no longer (reason: edited by the provider).
 * Versions first, then what follows from them: a repeat completes what a crash left undone.
 */
export const recordVersionedUpdate = async <W extends UpdateStatement>(
  { table, telemetry, clock }: Context,
  edited: VersionedUpdate<W>,
  tries = TRIES,
): Promise<void> => {
  const { provider, update, schema, toFact, payload, by } = edited;
  const decision = edited.decide(await loadVersions(table, provider, update, schema));
  if ((await appendVersions(table, provider, schema, decision.versions)) === 'taken') {
    if (tries === 0) throw new Error(`${provider}: ${update} is edited too often at once`);
    await recordVersionedUpdate({ table, telemetry, clock }, edited, tries - 1);
    return;
  }
  const standing = { stand: decision.record.map(toFact), fall: decision.retract.map(toFact) };
  const recordings = await reconcileFacts(table, standing, {
    recordedAt: clock(),
    reason: 'edited by the provider',
    payload,
    by,
  });
  for (const recording of recordings) countRecordedFact(telemetry, recording);
};
