import type { Config } from '../../shared/config/config.ts';
import { instant } from '../support/builders/instant.ts';
import type { Emulators } from './simulation-site.ts';
import { killedAt, none, type Point } from './request-faults.ts';
import { play, type Step } from './simulated-month.ts';
import type { Interval } from '../../shared/domain/time/intervals.ts';
import { outcomeOf } from './ledger-outcome.ts';
import type { Recorded, Recording, Snapshot } from './undisturbed-run.ts';
import { newWorld, type World } from './simulation.ts';

/** A point at which one invocation is killed. */
export type Kill = { readonly recorded: Recorded; readonly point: Point };

/** Every point of a recording: before and after each single request of each invocation. */
export const everyKill = ({ invocations }: Recording): Kill[] =>
  invocations.flatMap((recorded) =>
    recorded.requests.flatMap((_, request) =>
      (['before', 'after'] as const).map((when) => ({ recorded, point: { request, when } })),
    ),
  );

/** Steps are at least an hour apart; retries make one last for as long as all its messages' absences. */
const LONGEST_STEP = 59 * 60_000;

/**
 * What a killed run came to: `same` if once its queues were empty again everything stood as in the undisturbed run, so that all that follows is the same too; else the run was played to its end, and `digest` is that of its ledger.
 */
export type Killed = {
  readonly kill: Kill;
  readonly same: boolean;
  readonly digest: string;
  readonly wrong: readonly string[];
};

/**
 * Lets things stand as they did before an invocation, kills it at a point, and lets the queues (or the caller) try again, and the rest
 * of the month go on. `toTheEnd`: even if everything stands as in the undisturbed run.
 */
export const runKilled = async (
  emulators: Emulators,
  config: Config,
  steps: readonly Step[],
  { stood, outcome }: Recording,
  kill: Kill,
  toTheEnd = false,
): Promise<Killed> => {
  const { step, isFirst, before } = kill.recorded;
  const [now, ...rest] = steps.slice(step);
  if (now === undefined) throw new Error('no such step');
  const site = await emulators.site(before.items);
  const world = newWorld(site, {
    config,
    choose: (_, earlier) => (earlier === 0 ? killedAt(kill.point) : none),
    billed: before.billed,
    refused: before.refused,
  });
  world.setClock(instant(now.at));
  // What it was brought comes first, whatever order the queue would choose.
  const brought = before.waiting.filter(({ body }) => body === kill.recorded.body);
  await world.put(...brought, ...before.waiting.filter((message) => !brought.includes(message)));
  if (isFirst && before.waiting.length === 0) await now.act(world);
  await world.pump();
  const hit = world.invocations[0]?.dead === true ? [] : ['the process was not killed'];

  const expected = stood[step + 1];
  const same =
    expected !== undefined &&
    (await standsAs(world, expected, { start: instant(now.at), end: instant(now.at) + LONGEST_STEP }));
  if (same && !toTheEnd) {
    await site.close();
    return { kill, same, digest: outcome.digest, wrong: hit };
  }
  await play(world, rest);
  const { digest, wrong } = await outcomeOf(world);
  await site.close();
  return { kill, same, digest, wrong: [...hit, ...wrong, ...unlike(world.refused, stood.at(-1)?.refused ?? [])] };
};

/** Where a run's end says which delivery it was: a message id, which is never the same twice. */
const CLOSER = 'closer';

const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;

/**
 * Whether everything stands as in the undisturbed run. Instants of this very step, which lasts longer with a retry in it, are taken as
 * one: whatever comes later is hours later, and finds them all past.
 */
const standsAs = async (world: World, { items, billed }: Snapshot, { start, end }: Interval): Promise<boolean> => {
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
  const lines = (all: Snapshot['items']): string => all.map(sorted).toSorted().join('\n');
  const sent = (bodies: readonly string[]): string => [...new Set(bodies.map(atOnce))].toSorted().join('\n');
  return sent(world.billed) === sent(billed) && lines(await world.site.items()) === lines(items);
};

/** A dead letter may come twice; none may be missing. */
const unlike = (refused: readonly string[], expected: readonly string[]): string[] =>
  JSON.stringify([...new Set(refused)].toSorted()) === JSON.stringify([...new Set(expected)].toSorted())
    ? []
    : ['the dead letters differ'];
