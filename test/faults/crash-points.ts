import { monthSteps } from './simulated-month.ts';
import { allCrashPoints, type CrashRun, type CrashPoint, runWithCrash } from './crash-run.ts';
import { printReportLine, type FaultSuite } from './fault-suite.ts';

/**
 * The least number of crash points by function, counted when this was written. Each request has two points. The daily
 * sweep counts separately.
 */
const AT_LEAST: Readonly<Record<string, number>> = {
  'ingest-cloudwatch': 44,
  'ingest-twilio': 54,
  'poll-twilio': 68,
  'reconcile-alarms': 46,
  records: 198,
  'close-month': 208,
  'assess-customers': 422,
  'close-month in the sweep': 122,
  'assess-customers in the sweep': 192,
};

/** Returns the function that crashes, and whether it crashes in the daily sweep. */
const placeOf = ({ recorded: { fn, step } }: CrashPoint): string =>
  monthSteps[step]?.name.startsWith('sweep') === true ? `${fn} in the sweep` : fn;

/** Every tenth run that matches the undisturbed run after the crashed step is played to the end anyway. */
const PLAYED_ON = 10;

/**
 * Crashes at every point that `chosen` selects, one run for each point. Prints a summary and returns all deviations
 * from the undisturbed run.
 */
export const crashAtPoints = async (
  { config, emulators, undisturbed }: FaultSuite,
  title: string,
  chosen: (kill: CrashPoint, place: number) => boolean,
): Promise<unknown[]> => {
  const all = allCrashPoints(undisturbed);
  const points = Map.groupBy(all, placeOf);
  const counts = [...points].map(([fn, { length }]) => `${fn} ${length}`).join(', ');
  const began = performance.now();
  const runs: CrashRun[] = [];
  const mine = all.filter(chosen);
  for (const [place, kill] of mine.entries())
    runs.push(await runWithCrash(emulators, config, monthSteps, undisturbed, kill, place % PLAYED_ON === 0));
  const digests = new Set(runs.map(({ digest }) => digest));
  const seconds = Math.round((performance.now() - began) / 1000);
  printReportLine(`crash points: ${all.length} (${counts})`);
  printReportLine(
    `${title}: ${runs.length} crashes; ${runs.filter(({ same }) => same).length} matched the undisturbed run after the step, ` +
      `the others and every ${PLAYED_ON}th of these were played to the end; ${seconds} s`,
  );
  printReportLine(`${title}: ledger ${[...digests].join(', ')}, undisturbed ${undisturbed.outcome.digest}`);

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
