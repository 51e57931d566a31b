import { history } from './simulated-month.ts';
import { everyKill, type Killed, type Kill, runKilled } from './crash-run.ts';
import { print, type Setting } from './fault-suite.ts';

/**
 * The fewest points that there may be, by function, the daily sweep's apart: as many as the code had when this was written. A request
 * more is two points more; a function that makes fewer requests than it did says so here.
 */
const AT_LEAST: Readonly<Record<string, number>> = {
  'ingest-cloudwatch': 44,
  'ingest-twilio': 58,
  'poll-twilio': 68,
  'reconcile-alarms': 46,
  records: 164,
  'close-month': 196,
  'assess-customers': 408,
  'close-month in the sweep': 116,
  'assess-customers in the sweep': 192,
};

/** The function that is killed, and whether in the daily sweep. */
const placeOf = ({ recorded: { fn, step } }: Kill): string =>
  history[step]?.name.startsWith('sweep') === true ? `${fn} in the sweep` : fn;

/** Of the runs that stood as the undisturbed one after the step in which they were killed, every how-manieth is played on all the same. */
const PLAYED_ON = 10;

/** Kills at every point that `chosen` chooses, one run a point; prints what it came to, and gives what is not as promised. */
export const killAt = async (
  { config, emulators, undisturbed }: Setting,
  title: string,
  chosen: (kill: Kill, place: number) => boolean,
): Promise<unknown[]> => {
  const all = everyKill(undisturbed);
  const points = Map.groupBy(all, placeOf);
  const counts = [...points].map(([fn, { length }]) => `${fn} ${length}`).join(', ');
  const began = performance.now();
  const runs: Killed[] = [];
  const mine = all.filter(chosen);
  for (const [place, kill] of mine.entries())
    runs.push(await runKilled(emulators, config, history, undisturbed, kill, place % PLAYED_ON === 0));
  const digests = new Set(runs.map(({ digest }) => digest));
  const seconds = Math.round((performance.now() - began) / 1000);
  print(`crash points: ${all.length} (${counts})`);
  print(
    `${title}: killed at ${runs.length}; ${runs.filter(({ same }) => same).length} stood as undisturbed after the step, ` +
      `the others and every ${PLAYED_ON}th of these were played to the end; ${seconds} s`,
  );
  print(`${title}: ledger ${[...digests].join(', ')}, undisturbed ${undisturbed.outcome.digest}`);

  const failed = runs.filter(({ digest, wrong }) => digest !== undisturbed.outcome.digest || wrong.length > 0);
  return [
    ...undisturbed.outcome.wrong,
    ...Object.entries(AT_LEAST).flatMap(([fn, least]) => {
      const found = points.get(fn)?.length ?? 0;
      return found < least ? [`${fn}: ${found} points, not ${least}`] : [];
    }),
    ...failed.map(({ kill: { recorded, point }, wrong }) => ({
      fn: recorded.fn,
      step: recorded.step,
      ...point,
      wrong,
    })),
  ];
};
