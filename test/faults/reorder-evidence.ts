import { enqueue, type MonthStep } from './simulated-month.ts';
import { intakeEvents, incidentWebhook } from './month-payloads.ts';

/** Returns a list in random order with a third of its items repeated. */
const shuffled = <T>(list: readonly T[], draw: () => number): T[] =>
  [...list, ...list.filter(() => draw() < 1 / 3)]
    .map((item) => ({ item, place: draw() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item);

/** Evidence may arrive in any order. A customer record may not: the last one is valid. */
const isEvidence = ({ name }: MonthStep): boolean =>
  /^(POST \/(notices|downtimes|exclusions|maintenance|retractions)|an incident|the incident corrected|a broken webhook)/.test(
    name,
  );

/**
 * Returns the month with its evidence in random order and partly repeated, separately before and after the close. Each
 * alarm event is a batch of its own. The first version of the incident arrives again after its correction.
 */
export const reorderEvidence = (steps: readonly MonthStep[], draw: () => number): MonthStep[] => {
  const alarms = steps
    .filter(({ name }) => name === 'alarms and health')
    .flatMap((step) => intakeEvents.map((event) => ({ ...step, act: enqueue('intake', event) })));
  const stale: MonthStep = {
    name: 'an incident, once more',
    at: '2026-11-05T14:00:00Z',
    act: (simulation) =>
      simulation.webhook(incidentWebhook('2026-10-15T16:55:00Z', '2026-10-15T19:05:00Z', '2026-10-15T19:05:00Z')),
  };
  const closedAt = steps.findIndex(({ name }) => name.startsWith('scheduled'));
  const againAt = steps.findIndex(({ name }) => name.endsWith('/close'));
  const before = steps.slice(0, closedAt);
  const late = steps.slice(closedAt + 1, againAt);
  const mix = (part: readonly MonthStep[], more: readonly MonthStep[]): MonthStep[] => {
    const at = part.at(-1)?.at ?? '';
    return shuffled([...part.filter(isEvidence), ...more], draw).map((step) => ({ ...step, at }));
  };
  return [
    ...before.filter((step) => !isEvidence(step) && step.name !== 'alarms and health'),
    ...mix(before, alarms),
    ...steps.slice(closedAt, closedAt + 1),
    ...late.filter((step) => !isEvidence(step)),
    ...mix(late, []),
    stale,
    ...steps.slice(againAt),
  ];
};
