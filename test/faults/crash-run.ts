import type { Config } from '../../shared/config/config.ts';
import { instant } from '../support/builders/instant-text.ts';
import type { SiteEmulators } from './simulation-site.ts';
import { crashAt, noFault, type RequestPoint } from './request-faults.ts';
import { playSteps, type MonthStep } from './simulated-month.ts';
import type { Interval } from '../../shared/domain/time/intervals.ts';
import { readOutcome } from './ledger-outcome.ts';
import type { RecordedInvocation, UndisturbedRun, SiteSnapshot } from './undisturbed-run.ts';
import { newSimulation, type Simulation } from './simulation.ts';

/** A point at which one invocation crashes. */
export type CrashPoint = { readonly recorded: RecordedInvocation; readonly point: RequestPoint };

/** Returns all crash points of a run: before and after each request of each invocation. */
export const allCrashPoints = ({ invocations }: UndisturbedRun): CrashPoint[] =>
  invocations.flatMap((recorded) =>
    recorded.requests.flatMap((_, request) =>
      (['before', 'after'] as const).map((when) => ({ recorded, point: { request, when } })),
    ),
  );

/** Steps are at least an hour apart. With retries, a step takes as long as the retry delays of all its messages. */
const LONGEST_STEP = 59 * 60_000;

/**
 * The result of a run with a crash. `same`: all items equalled those of the undisturbed run after the queues were
 * empty. The rest of the run is then the same too. Otherwise the run was played to its end, and `digest` is that of
 * its ledger.
 */
export type CrashRun = {
  readonly kill: CrashPoint;
  readonly same: boolean;
  readonly digest: string;
  readonly wrong: readonly string[];
};

/**
 * Restores the state before an invocation, crashes it at a point, and lets the queues or the caller retry. `toTheEnd`
 * plays the rest of the month also if all items equal those of the undisturbed run.
 */
export const runWithCrash = async (
  emulators: SiteEmulators,
  config: Config,
  steps: readonly MonthStep[],
  { stood, outcome }: UndisturbedRun,
  kill: CrashPoint,
  toTheEnd = false,
): Promise<CrashRun> => {
  const { step, isFirst, before } = kill.recorded;
  const [now, ...rest] = steps.slice(step);
  if (now === undefined) throw new Error('no such step');
  const site = await emulators.site(before.items);
  const simulation = newSimulation(site, {
    config,
    choose: (_, earlier) => (earlier === 0 ? crashAt(kill.point) : noFault),
    billed: before.billed,
    refused: before.refused,
  });
  simulation.setClock(instant(now.at));
  // The crashed invocation gets its own message first, in any order of the queue.
  const brought = before.waiting.filter(({ body }) => body === kill.recorded.body);
  await simulation.put(...brought, ...before.waiting.filter((message) => !brought.includes(message)));
  if (isFirst && before.waiting.length === 0) await now.act(simulation);
  await simulation.pump();
  const hit = simulation.invocations[0]?.dead === true ? [] : ['the process did not crash'];

  const expected = stood[step + 1];
  const same =
    expected !== undefined &&
    (await standsAs(simulation, expected, { start: instant(now.at), end: instant(now.at) + LONGEST_STEP }));
  if (same && !toTheEnd) {
    await site.close();
    return { kill, same, digest: outcome.digest, wrong: hit };
  }
  await playSteps(simulation, rest);
  const { digest, wrong } = await readOutcome(simulation);
  await site.close();
  return { kill, same, digest, wrong: [...hit, ...wrong, ...unlike(simulation.refused, stood.at(-1)?.refused ?? [])] };
};

/** The attribute of a closed run that names the delivery that closed it: a message id, which is unique. */
const CLOSER = 'closer';

const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;

/**
 * Returns whether all items and messages equal those of the undisturbed run. Instants within this step count as equal,
 * since a retry lengthens the step. Later steps are hours later, so all of these instants are past by then.
 */
const standsAs = async (
  simulation: Simulation,
  { items, billed }: SiteSnapshot,
  { start, end }: Interval,
): Promise<boolean> => {
  const atOnce = (text: string): string =>
    text.replaceAll(INSTANT, (written) => (instant(written) >= start && instant(written) < end ? 'now' : written));
  const sorted = (item: object): string =>
    atOnce(
      JSON.stringify(
        Object.entries(item)
          .filter(([name]) => name !== CLOSER)
          .toSorted(([a], [b]) => (a < b ? -1 : 1)),
        (name, value: unknown) =>
          name === 'NS' && Array.isArray(value) ? value.map(String).toSorted((a, b) => (a < b ? -1 : 1)) : value, // a set has no order
      ),
    );
  const lines = (all: SiteSnapshot['items']): string => all.map(sorted).toSorted().join('\n');
  const sent = (bodies: readonly string[]): string => [...new Set(bodies.map(atOnce))].toSorted().join('\n');
  return sent(simulation.billed) === sent(billed) && lines(await simulation.site.items()) === lines(items);
};

/** Compares dead letters. One may arrive twice; none may be missing. */
const unlike = (refused: readonly string[], expected: readonly string[]): string[] =>
  JSON.stringify([...new Set(refused)].toSorted()) === JSON.stringify([...new Set(expected)].toSorted())
    ? []
    : ['the dead letters differ'];
