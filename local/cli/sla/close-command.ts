import { setTimeout as sleep } from 'node:timers/promises';
import { latestMonthEnd } from '../../../shared/config/schedule.ts';
import { formatInstant, type Instant } from '../../../shared/domain/time/instant.ts';
import { monthName } from '../../../shared/lib/month-name.ts';
import { EXIT, Failure } from '../failure.ts';
import { dim, printNote, type ReportProgress } from '../terminal.ts';
import type { ApiBodies } from './api-paths.ts';
import { confirm } from './confirm.ts';
import { customerLines, readMonthCustomers } from './month-customers.ts';
import { closingOrderAnswer, type MonthReportAnswer, parseAnswer, readMonthReport } from './parse-answer.ts';
import { describeRun, zonedTime } from './describe-run.ts';
import { type CommandResult, slaCommand, type Stage } from './stage.ts';
import { reportJson } from './status-command.ts';

export type CloseOptions = {
  readonly preview: boolean;
  readonly reason: string;
  readonly wait: boolean;
  readonly timeoutSeconds: number;
  /** Whether nobody must be asked. A preview sends nothing, so it never asks. */
  readonly isConfirmed: boolean;
};

/** Requests a close or a preview of a month, and waits for its end if `wait` is set. */
export const closeCommand = async (
  stage: Stage,
  month: string,
  options: CloseOptions,
  onProgress: ReportProgress,
): Promise<CommandResult> => {
  const { preview, reason, wait } = options;
  const { timeZone } = stage.config.closing;
  const ends = latestMonthEnd(month, stage.config.closing);
  if (!preview && ends > stage.now())
    throw new Failure(EXIT.refused, `${monthName(month)} has not ended: it ends at ${zonedTime(ends, timeZone)}`, {
      next: `preview it: ${slaCommand(`preview ${month}${stage.option}`)}`,
    });
  const customers = await readMonthCustomers(stage, month, onProgress);
  if (!preview && !options.isConfirmed) {
    for (const line of customerLines(customers)) printNote(line);
    await confirm({
      text: `Close ${monthName(month)} and send these changes to billing?`,
      yes: `close ${month} --reason "${reason}"${stage.option} --yes`,
    });
  }
  const body: ApiBodies['POST /months/{month}/close'] = { ...(preview ? { preview } : {}), reason };
  const answer = await stage.call('POST', `/months/${month}/close`, body);
  const order = parseAnswer(closingOrderAnswer, answer, `${preview ? 'preview' : 'close'} of ${month}`);
  await stage.settle();
  if (!wait) {
    const { run, asOf } = order;
    return {
      json: { run, month, asOf: formatInstant(asOf), preview, closing: null, customers },
      text: [
        ...customerLines(customers),
        `Requested a close of ${monthName(month)} with evidence up to ${zonedTime(asOf, timeZone)}`,
        `  it starts in five minutes; see its progress: ${slaCommand(`status ${month}${stage.option}`)}`,
        dim(`  run ${run}`),
      ],
    };
  }
  const report = await waitForRun(stage, { month, ...order, ...options }, onProgress);
  return {
    json: { run: order.run, month, asOf: formatInstant(order.asOf), preview, closing: reportJson(report), customers },
    text: [...customerLines(customers), ...describeRun(report, timeZone)],
  };
};

type AwaitedRun = CloseOptions & { readonly month: string; readonly run: string; readonly asOf: Instant };

const POLL_INTERVAL_MIN_MS = 500;
const POLL_INTERVAL_MAX_MS = 10_000;

const waitForRun = async (
  stage: Stage,
  { month, run, asOf, preview, timeoutSeconds }: AwaitedRun,
  onProgress: ReportProgress,
): Promise<MonthReportAnswer> => {
  const kind = preview ? 'preview' : 'close';
  const next = slaCommand(`status ${month}${stage.option}`);
  const until = performance.now() + timeoutSeconds * 1000;
  for (let intervalMs = POLL_INTERVAL_MIN_MS; ; intervalMs = Math.min(2 * intervalMs, POLL_INTERVAL_MAX_MS)) {
    const report = await readMonthReport(stage, month);
    if (report?.run === run && report.closedAt !== null) return report;
    if (report !== undefined && report.run !== run && report.asOf > asOf)
      throw new Failure(EXIT.refused, `A newer run superseded the ${kind} of ${month}: ${report.run}`, { next });
    if (performance.now() > until)
      throw new Failure(EXIT.failed, `The ${kind} of ${month} is still running after ${timeoutSeconds} s`, { next });
    onProgress(`${kind} of ${month}: ${progressText(report?.run === run ? report : undefined, preview)} …`);
    await sleep(intervalMs);
  }
};

const progressText = (report: MonthReportAnswer | undefined, preview: boolean): string => {
  if (report === undefined) return preview ? 'not started' : 'starts five minutes after the request';
  const { done, planned } = report.progress;
  return planned === undefined ? 'selecting customers' : `${done} of ${planned} batches done`;
};
