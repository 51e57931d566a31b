import { closingInstant } from '../../../shared/config/schedule.ts';
import { formatInstant } from '../../../shared/domain/time/instant.ts';
import { monthName } from '../../../shared/lib/month-name.ts';
import { bold, dim, warning } from '../terminal.ts';
import { alignColumns, pluralText } from '../text-layout.ts';
import { type MonthReportAnswer, readMonthReport } from './parse-answer.ts';
import { countMessages } from './dead-letters.ts';
import { describeRun, zonedTime } from './describe-run.ts';
import {
  type CommandResult,
  MAIL_QUEUES,
  type QueueName,
  type QueuePair,
  QUEUES,
  slaCommand,
  type Stage,
} from './stage.ts';

/** Approximate numbers of messages; null if there is no such queue. */
type QueueDepth = {
  readonly waiting: number | null;
  readonly inFlight: number | null;
  readonly deadLetters: number;
};

/** Reports the latest close of a month and the depth of the queues. */
export const statusCommand = async (stage: Stage, month = stage.month): Promise<CommandResult> => {
  const [report, ...depths] = await Promise.all([
    readMonthReport(stage, month),
    ...queuesOf(stage).map(async ([name, pair]): Promise<[QueueName, QueueDepth]> => [name, await depthOf(pair)]),
  ]);
  return {
    json: {
      stage: stage.title,
      month,
      closing: report === undefined ? null : reportJson(report),
      queues: Object.fromEntries(depths),
    },
    text: [
      dim(stage.title),
      ...(report === undefined ? notStarted(stage, month) : describeRun(report, stage.config.closing.timeZone)),
      '',
      bold('Queues'),
      ...depthTable(depths),
      ...depths.flatMap(([name, { deadLetters }]) =>
        deadLetters > 0 ? [warning(redriveHint(stage, name, deadLetters))] : [],
      ),
    ],
  };
};

/** Returns a report in the format of the API. */
export const reportJson = (report: MonthReportAnswer): object => ({
  ...report,
  asOf: formatInstant(report.asOf),
  startedAt: formatInstant(report.startedAt),
  closedAt: report.closedAt === null ? null : formatInstant(report.closedAt),
});

const notStarted = ({ config: { closing }, now }: Stage, month: string): string[] => {
  const at = closingInstant(closing, month);
  const due = at > now() ? 'scheduled for' : 'was due at';
  return [bold(`${monthName(month)}: no close has started`), `  ${due} ${zonedTime(at, closing.timeZone)}`];
};

/** Returns the queues that the stage has. */
const queuesOf = ({ queues }: Stage): [QueueName, QueuePair][] =>
  [...QUEUES, ...MAIL_QUEUES].flatMap((name): [QueueName, QueuePair][] => {
    const pair = queues[name];
    return pair === undefined ? [] : [[name, pair]];
  });

const depthOf = async ({ queue, deadLetters }: QueuePair): Promise<QueueDepth> => {
  const [own, dead] = await Promise.all([
    queue === undefined ? undefined : countMessages(queue),
    countMessages(deadLetters),
  ]);
  return {
    waiting: own?.waiting ?? null,
    inFlight: own?.inFlight ?? null,
    deadLetters: dead.waiting + dead.inFlight,
  };
};

const countCell = (count: number | null): string => (count === null ? '-' : String(count));

const depthTable = (depths: readonly (readonly [QueueName, QueueDepth])[]): string[] => {
  const rows = depths.map(([name, { waiting, inFlight, deadLetters }]) => [
    name,
    countCell(waiting),
    countCell(inFlight),
    countCell(deadLetters),
  ]);
  return alignColumns([['queue', 'waiting', 'in flight', 'dead letters'], ...rows], [1, 2, 3]).map(
    (line) => `  ${line}`,
  );
};

const redriveHint = ({ option }: Stage, name: QueueName, count: number): string =>
  `  ${name} has ${pluralText(count, 'dead letter')}; see why: ${slaCommand(`redrive ${name} --dry-run${option}`)}`;
