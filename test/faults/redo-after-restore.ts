import { monthSteps, playSteps, type MonthStep } from './simulated-month.ts';
import { findLostAlarms, findRecovery, findAllIncidents } from './lost-evidence.ts';
import type { Simulation } from './simulation.ts';

/** Repeats the steps after a point in time on a restored table, as people and the product do. */

const HOUR = 3_600_000;

/** Records an outage by hand that no source reports again. */
const byHand =
  (start: string, end: string, evidence: string): MonthStep['act'] =>
  (simulation) =>
    simulation.call('POST', '/exclusions', {
      scope: { component: 'voice' },
      start,
      end,
      reason: 'third-party',
      evidence,
    });

/** A person orders a close in place of the schedule and the sweep. */
const close: MonthStep['act'] = (simulation) =>
  simulation.call('POST', '/months/2026-10/close', { reason: 'after the restore' });

const nothing: MonthStep['act'] = async () => {};

/** Steps that are repeated in a different way: nobody sends events again, so the alarms and the page are read. */
const AGAIN: Readonly<Record<string, MonthStep['act']>> = {
  'alarms and health': async (simulation) => {
    await findLostAlarms(simulation);
    await byHand('2026-10-16T18:49:00Z', '2026-10-16T20:10:00Z', 'AWS Health, LAMBDA in us-east-1')(simulation);
  },
  'an incident': findAllIncidents,
  'a broken webhook': nothing,
  'the status page is read': byHand('2026-10-29T18:50:00Z', '2026-10-29T20:10:00Z', 'its page showed an outage'),
  'the status page is read again': findRecovery,
};

const actAgain = ({ name, act }: MonthStep): MonthStep['act'] => {
  if (/^(scheduled|sweep) at /.test(name)) return close;
  return AGAIN[name] ?? act;
};

/** Repeats the steps from `from` on, in the same order and one hour apart. */
export const redoAfterRestore = async (simulation: Simulation, from: number, now: number): Promise<void> => {
  const steps = monthSteps.slice(from).map((step, i) => ({
    name: step.name,
    at: new Date(now + i * HOUR).toISOString(),
    act: actAgain(step),
  }));
  await playSteps(simulation, steps);
};
