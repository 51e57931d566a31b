import * as z from 'zod/mini';
import type { Instant } from '../domain/time/instant.ts';
import type { ProviderIncident } from '../persistence/source-health.ts';
import { sourceInstant } from './source-timestamps.ts';

/** The fields are optional, and invalid ones count as missing: they decide no amount. */
const lenient = <S extends z.core.$ZodType>(schema: S) => z.catch(z.nullish(schema), undefined);

const update = z.object({
  status: lenient(z.string()),
  display_at: lenient(sourceInstant),
  created_at: lenient(sourceInstant),
  updated_at: lenient(sourceInstant),
  affected_components: lenient(z.array(z.unknown())),
});

const incident = z.object({
  id: z.string().check(z.minLength(1), z.maxLength(80)),
  name: lenient(z.string()),
  created_at: lenient(sourceInstant),
  updated_at: lenient(sourceInstant),
  started_at: lenient(sourceInstant),
  resolved_at: lenient(sourceInstant),
  scheduled_for: lenient(sourceInstant),
  scheduled_until: lenient(sourceInstant),
  components: lenient(z.array(z.unknown())),
  incident_updates: z.catch(z.array(z.unknown()), []),
});

const coded = z.object({ code: z.string() });
const identified = z.object({ id: z.string() });

/** The statuses of an update that ends its incident. */
const LAST_STATUSES = ['resolved', 'completed', 'postmortem'];

/** Characters of an incident's name that are stored. */
const NAME_CHARACTERS_MAX = 200;

/**
 * Returns when an incident, or a maintenance, of a status page began and ended, and whether it names no component.
 * An incident that lists a component of interest, but assigns it no status, names none either.
 * Returns undefined for an incident without an id or a time.
 */
export const providerIncident = (entry: unknown, matters: (code: string) => boolean): ProviderIncident | undefined => {
  const { data } = z.safeParse(incident, entry);
  if (data === undefined) return undefined;
  const updates = data.incident_updates.flatMap((each) => z.safeParse(update, each).data ?? []);
  const times = updates.flatMap(({ display_at, created_at }) => display_at ?? created_at ?? []);
  const start = data.scheduled_for ?? data.started_at ?? earliest([...times, ...present(data.created_at)]);
  if (start === undefined) return undefined;
  const ends = updates.flatMap(({ status, display_at, created_at }) =>
    LAST_STATUSES.includes(status ?? '') ? (display_at ?? created_at ?? []) : [],
  );
  const end =
    earliest(ends) ?? data.resolved_at ?? (data.scheduled_for ? data.scheduled_until : undefined) ?? undefined;
  const edits = [...times, ...updates.flatMap(({ updated_at }) => updated_at ?? []), ...present(data.updated_at)];
  const listed = (data.components ?? []).flatMap((each) => z.safeParse(identified, each).data?.id ?? []);
  const hasStatuses = updates.some(({ affected_components }) =>
    affected_components?.some((each) => z.safeParse(coded, each).success),
  );
  return {
    incident: data.id,
    name: (data.name ?? data.id).toWellFormed().slice(0, NAME_CHARACTERS_MAX).toWellFormed() || data.id,
    start,
    ...(end === undefined ? {} : { end: Math.max(start, end) }),
    updatedAt: edits.reduce((latest, at) => Math.max(latest, at), start),
    namesNoComponent: !hasStatuses && (listed.length === 0 || listed.some(matters)),
  };
};

const present = (at: Instant | null | undefined): Instant[] => (at === null || at === undefined ? [] : [at]);

const earliest = (times: readonly Instant[]): Instant | undefined =>
  times.reduce<Instant | undefined>((first, at) => (first === undefined || at < first ? at : first), undefined);
