import { setTimeout as sleep } from 'node:timers/promises';
import { monthName } from '../../../shared/lib/month-name.ts';
import { monthInterval } from '../../../shared/domain/time/calendar.ts';
import { formatInstant, type Instant } from '../../../shared/domain/time/instant.ts';
import { ordered, read, type Report, reportOf } from './sla-answers.ts';
import { describeRun, when } from './describe-run.ts';
import { command, EXIT, Failure } from './failure.ts';
import type { Result } from './result.ts';
import type { Stage } from './stage.ts';
import { json } from './status-command.ts';
import { type ProgressLine, quiet } from '../terminal.ts';

export type CloseOptions = {
  readonly preview: boolean;
  readonly reason: string;
  /** Whether to wait for the end, and for how long at most, in seconds. */
  readonly wait: boolean;
  readonly timeout: number;
};

/** Orders a closing or a preview of a month, and waits for it where asked to. */
export const closeCommand = async (
  stage: Stage,
  month: string,
  options: CloseOptions,
  say: ProgressLine,
): Promise<Result> => {
  const { preview, reason, wait } = options;
  const { timeZone } = stage.config.closing;
  if (!preview && monthInterval(month, timeZone).end > stage.now())
    throw new Failure(
      EXIT.refused,
      `${monthName(month)} has not ended in ${timeZone}: a closing now would miss its end`,
      {
        next: `see how it stands: ${command(`preview ${month}${stage.option}`)}`,
      },
    );
  const answer = await stage.call('POST', `/months/${month}/close`, { ...(preview ? { preview } : {}), reason });
  const order = read(ordered, answer, `the ${preview ? 'preview' : 'closing'} of ${month}`);
  await stage.settle();
  if (!wait) {
    const { run, asOf } = order;
    return {
      json: { run, month, asOf: formatInstant(asOf), preview, closing: null },
      text: [
        `Ordered: the closing of ${monthName(month)}, with what is known at ${when(asOf, timeZone)}`,
        `  it starts in five minutes; how it goes: ${command(`status ${month}${stage.option}`)}`,
        quiet(`  run ${run}`),
      ],
    };
  }
  const report = await end(stage, { month, ...order, ...options }, say);
  return {
    json: { run: order.run, month, asOf: formatInstant(order.asOf), preview, closing: json(report) },
    text: describeRun(report, timeZone),
  };
};

type Awaited = CloseOptions & { readonly month: string; readonly run: string; readonly asOf: Instant };

/** How long to wait before looking again, in milliseconds: first, and at most. */
const FIRST_WAIT = 500;
const LONGEST_WAIT = 10_000;

/** Waits until a run is over. */
const end = async (stage: Stage, awaited: Awaited, say: ProgressLine): Promise<Report> => {
  const { month, run, asOf, preview, timeout } = awaited;
  const what = preview ? 'preview' : 'closing';
  const status = command(`status ${month}${stage.option}`);
  const until = performance.now() + timeout * 1000;
  for (let wait = FIRST_WAIT; ; wait = Math.min(2 * wait, LONGEST_WAIT)) {
    const report = await reportOf(stage, month);
    if (report?.run === run && report.closedAt !== null) return report;
    if (report !== undefined && report.run !== run && report.asOf > asOf)
      throw new Failure(EXIT.refused, `A newer run of ${month} has started: ${report.run}`, { next: status });
    if (performance.now() > until)
      throw new Failure(EXIT.failed, `The ${what} of ${month} is not over after ${timeout} s; it goes on without you`, {
        next: status,
      });
    say(`${what} of ${month}: ${progressOf(report?.run === run ? report : undefined, preview)} …`);
    await sleep(wait);
  }
};

const progressOf = (report: Report | undefined, preview: boolean): string => {
  if (report === undefined) return preview ? 'not started yet' : 'waiting five minutes for writes in flight';
  const { done, planned } = report.progress;
  return planned === undefined ? 'looking for customers' : `${done} of ${planned} parts done`;
};
