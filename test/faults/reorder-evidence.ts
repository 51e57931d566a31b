import { queued, type Step } from './simulated-month.ts';
import { events, incident } from './month-payloads.ts';

/** A list in another order, and a third of it once more. */
const shuffled = <T>(list: readonly T[], draw: () => number): T[] =>
  [...list, ...list.filter(() => draw() < 1 / 3)]
    .map((item) => ({ item, place: draw() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item);

/** What a step does is evidence that may come in any order: not a customer's record, which is what its caller said last. */
const isEvidence = ({ name }: Step): boolean =>
  /^(POST \/(notices|downtimes|exclusions|maintenance|retractions)|an incident|the incident corrected|a broken webhook)/.test(
    name,
  );

/**
 * The same month with its evidence in another order, and some of it twice: what came before the closing among itself, and what came
 * after it; every alarm event in a batch of its own; and the first word of the status page once more after its correction.
 */
export const reordered = (steps: readonly Step[], draw: () => number): Step[] => {
  const alarms = steps
    .filter(({ name }) => name === 'alarms and health')
    .flatMap((step) => events.map((event) => ({ ...step, act: queued('intake', event) })));
  const stale: Step = {
    name: 'an incident, once more',
    at: '2026-11-05T14:00:00Z',
    act: (world) => world.webhook(incident('2026-10-15T16:55:00Z', '2026-10-15T19:05:00Z', '2026-10-15T19:05:00Z')),
  };
  const closedAt = steps.findIndex(({ name }) => name.startsWith('scheduled'));
  const againAt = steps.findIndex(({ name }) => name.endsWith('/close'));
  const before = steps.slice(0, closedAt);
  const late = steps.slice(closedAt + 1, againAt);
  const mix = (part: readonly Step[], more: readonly Step[]): Step[] => {
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
