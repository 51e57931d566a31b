import * as z from 'zod/mini';
import type { Instant } from '../domain/time/instant.ts';
import type { ProviderIncident } from '../persistence/source-health.ts';
import { lenientField } from './lenient-field.ts';
import { sourceInstant } from './source-timestamps.ts';

const update = z.object({
  status: lenientField(z.string()),
  display_at: lenientField(sourceInstant),
  created_at: lenientField(sourceInstant),
  updated_at: lenientField(sourceInstant),
  affected_components: lenientField(z.array(z.unknown())),
});

const incident = z.object({
  id: z.string().check(z.minLength(1), z.maxLength(80)),
  name: lenientField(z.string()),
  created_at: lenientField(sourceInstant),
  updated_at: lenientField(sourceInstant),
  started_at: lenientField(sourceInstant),
  resolved_at: lenientField(sourceInstant),
  scheduled_for: lenientField(sourceInstant),
  scheduled_until: lenientField(sourceInstant),
  components: lenientField(z.array(z.unknown())),
  incident_updates: lenientField(z.array(z.unknown())),
});

const coded = z.object({ code: z.string() });
const identified = z.object({ id: z.string() });

/** The statuses of an update that ends its incident. */
const LAST_STATUSES = new Set(['resolved', 'completed', 'postmortem']);

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
  const updates = (data.incident_updates ?? []).flatMap((each) => z.safeParse(update, each).data ?? []);
  const times = updates.flatMap(({ display_at, created_at }) => display_at ?? created_at ?? []);
  const start = data.scheduled_for ?? data.started_at ?? earliest([...times, ...present(data.created_at)]);
  if (start === undefined) return undefined;
  const ends = updates.flatMap(({ status, display_at, created_at }) =>
    LAST_STATUSES.has(status ?? '') ? (display_at ?? created_at ?? []) : [],
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

const present = (at: Instant | undefined): Instant[] => (at === undefined ? [] : [at]);

const earliest = (times: readonly Instant[]): Instant | undefined =>
  times.reduce<Instant | undefined>((first, at) => (first === undefined || at < first ? at : first), undefined);
