import type * as z from 'zod/mini';
import type { FactOf } from '../domain/facts/facts.ts';
import type { Instant } from '../domain/time/instant.ts';
import type { VersionChanges, UpdateStatement, UpdateVersion } from './update-versions.ts';
import { reconcileFacts } from '../persistence/reconcile-facts.ts';
import type { Table } from '../persistence/dynamo-table.ts';
import { appendVersions, loadVersions } from '../persistence/append-versions.ts';
import type { Telemetry } from '../config/telemetry-names.ts';
import { countRecordedFact } from './count-recorded-fact.ts';

type Context = { readonly table: Table; readonly telemetry: Telemetry; readonly clock: () => Instant };

/** An update that its source can edit, with its schema, the plan of its changes, and its fact. */
export type VersionedUpdate<S extends UpdateStatement> = {
  readonly provider: string;
  readonly update: string;
  readonly schema: z.core.$ZodType<UpdateVersion<S>, Readonly<Record<string, unknown>>>;
  readonly plan: (stored: readonly UpdateVersion<S>[]) => VersionChanges<S>;
  readonly toFact: (statement: S) => FactOf<'provider-status' | 'exclusion'>;
  readonly payload: string;
  readonly by: string;
};

/** New plans after concurrent deliveries of one update: far more than there are deliveries. */
const PLANS_MAX = 20;

/**
 * Records the current content of an update, and retracts the facts of its former content.
 * It writes versions first and facts after them, so that a repeat finishes the work of a crashed invocation.
 */
export const recordVersionedUpdate = async <S extends UpdateStatement>(
  { table, telemetry, clock }: Context,
  edited: VersionedUpdate<S>,
  plansLeft = PLANS_MAX,
): Promise<void> => {
  const { provider, update, schema, toFact, payload, by } = edited;
  const changes = edited.plan(await loadVersions(table, provider, update, schema));
  if ((await appendVersions(table, provider, schema, changes.versions)) === 'taken') {
    if (plansLeft === 0) throw new Error(`${provider}: update ${update} was changed by ${PLANS_MAX} other deliveries`);
    await recordVersionedUpdate({ table, telemetry, clock }, edited, plansLeft - 1);
    return;
  }
  const standing = { stand: changes.record.map(toFact), fall: changes.retract.map(toFact) };
  const recordings = await reconcileFacts(table, standing, {
    recordedAt: clock(),
    reason: 'edited by the provider',
    payload,
    by,
  });
  for (const recording of recordings) countRecordedFact(telemetry, recording);
};
