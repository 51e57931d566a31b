import type * as z from 'zod/mini';
import type { FactOf } from '../shared/domain/facts.ts';
import type { Instant } from '../shared/domain/instant.ts';
import type { Decision, Said, Version } from '../shared/sources/versions.ts';
import { settle } from '../shared/store/settle.ts';
import type { Table } from '../shared/store/table.ts';
import { appendVersions, loadVersions } from '../shared/store/versions.ts';
import { countRecording, type Telemetry } from './telemetry.ts';

type Context = { readonly table: Table; readonly telemetry: Telemetry; readonly clock: () => Instant };

/** An update that its source can edit after it was published: how it is stored, what follows from it, and the fact it makes. */
export type Edited<W extends Said> = {
  readonly provider: string;
  readonly update: string;
  readonly schema: z.core.$ZodType<Version<W>, Readonly<Record<string, unknown>>>;
  readonly decide: (stored: readonly Version<W>[]) => Decision<W>;
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
export const recordEdited = async <W extends Said>(
  { table, telemetry, clock }: Context,
  edited: Edited<W>,
  tries = TRIES,
): Promise<void> => {
  const { provider, update, schema, toFact, payload, by } = edited;
  const decision = edited.decide(await loadVersions(table, provider, update, schema));
  if ((await appendVersions(table, provider, schema, decision.versions)) === 'taken') {
    if (tries === 0) throw new Error(`${provider}: ${update} is edited too often at once`);
    await recordEdited({ table, telemetry, clock }, edited, tries - 1);
    return;
  }
  const standing = { stand: decision.record.map(toFact), fall: decision.retract.map(toFact) };
  const recordings = await settle(table, standing, {
    recordedAt: clock(),
    reason: 'edited by the provider',
    payload,
    by,
  });
  for (const recording of recordings) countRecording(telemetry, recording);
};
