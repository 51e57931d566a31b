import { history, play, type Step } from './simulated-month.ts';
import { alarmsRead, componentBack, pageTold } from './lost-evidence.ts';
import type { World } from './simulation.ts';

/** What people and the product do after a restore, so that what was recorded after the point in time is recorded again. */

const HOUR = 3_600_000;

/** Somebody records by hand what no source tells again. */
const byHand =
  (start: string, end: string, evidence: string): Step['act'] =>
  (world) =>
    world.call('POST', '/exclusions', {
      scope: { component: 'voice' },
      start,
      end,
      reason: 'third-party',
      evidence,
    });

/** In order: a closing of the schedule's, or a sweep, is ordered by a person now. */
const close: Step['act'] = (world) => world.call('POST', '/months/2026-10/close', { reason: 'after the restore' });

const nothing: Step['act'] = async () => {};

/** How a step is done again, where it is not simply done once more: alarms and the page are read, since nobody tells them twice. */
const AGAIN: Readonly<Record<string, Step['act']>> = {
  'alarms and health': async (world) => {
    await alarmsRead(world);
    await byHand('2026-10-16T18:49:00Z', '2026-10-16T20:10:00Z', 'AWS Health, LAMBDA in us-east-1')(world);
  },
  'an incident': pageTold,
  'a broken webhook': nothing,
  'the status page is read': byHand('2026-10-29T18:50:00Z', '2026-10-29T20:10:00Z', 'its page showed an outage'),
  'the status page is read again': componentBack,
};

const actAgain = ({ name, act }: Step): Step['act'] => {
  if (/^(scheduled|sweep) at /.test(name)) return close;
  return AGAIN[name] ?? act;
};

/** Does in a restored world what came from the step `from` on, an hour each, in the same order. */
export const doAgain = async (world: World, from: number, now: number): Promise<void> => {
  const steps = history.slice(from).map((step, i) => ({
    name: step.name,
    at: new Date(now + i * HOUR).toISOString(),
    act: actAgain(step),
  }));
  await play(world, steps);
};
