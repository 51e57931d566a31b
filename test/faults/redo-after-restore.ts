import { monthSteps, playSteps, type MonthStep } from './simulated-month.ts';
import { reconcileAlarms, pollRecoveredPage, pollPageAfterRestore } from './lost-evidence.ts';
import type { Simulation } from './simulation.ts';

/** What people and the product do after a restore, so that what was recorded after the point in time is recorded again. */

const HOUR = 3_600_000;

/** Somebody records by hand what no source tells again. */
const byHand =
  (start: string, end: string, evidence: string): MonthStep['act'] =>
  (world) =>
    world.call('POST', '/exclusions', {
      scope: { component: 'voice' },
      start,
      end,
      reason: 'third-party',
      evidence,
    });

/** In order: a closing of the schedule's, or a sweep, is ordered by a person now. */
const close: MonthStep['act'] = (world) => world.call('POST', '/months/2026-10/close', { reason: 'after the restore' });

const nothing: MonthStep['act'] = async () => {};

/** How a step is done again, where it is not simply done once more: alarms and the page are read, since nobody tells them twice. */
const AGAIN: Readonly<Record<string, MonthStep['act']>> = {
  'alarms and health': async (world) => {
    await reconcileAlarms(world);
    await byHand('2026-10-16T18:49:00Z', '2026-10-16T20:10:00Z', 'AWS Health, LAMBDA in us-east-1')(world);
  },
  'an incident': pollPageAfterRestore,
  'a broken webhook': nothing,
  'the status page is read': byHand('2026-10-29T18:50:00Z', '2026-10-29T20:10:00Z', 'its page showed an outage'),
  'the status page is read again': pollRecoveredPage,
};

const actAgain = ({ name, act }: MonthStep): MonthStep['act'] => {
  if (/^(scheduled|sweep) at /.test(name)) return close;
  return AGAIN[name] ?? act;
};

/** Does in a restored world what came from the step `from` on, an hour each, in the same order. */
export const redoAfterRestore = async (world: Simulation, from: number, now: number): Promise<void> => {
  const steps = monthSteps.slice(from).map((step, i) => ({
    name: step.name,
    at: new Date(now + i * HOUR).toISOString(),
    act: actAgain(step),
  }));
  await playSteps(world, steps);
};
