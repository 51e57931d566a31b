import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { monthName } from '../../../shared/lib/month-name.ts';
import { formatInstant } from '../../../shared/domain/time/instant.ts';
import type { Queue } from '../../../shared/messaging/send-messages.ts';
import { closingInstant } from '../../../shared/config/schedule.ts';
import { type Report, reportOf } from './sla-answers.ts';
import { describeRun, when } from './describe-run.ts';
import { command } from './failure.ts';
import type { Result } from './result.ts';
import { QUEUES, type QueueName, type QueuePair, type Stage } from './stage.ts';
import { bold, quiet, tabular, warning } from '../terminal.ts';
import { pluralText } from '../text-layout.ts';

/** How many messages wait, are being worked on, and are dead letters; null: there is no such queue. SQS counts roughly. */
type Depth = {
  readonly waiting: number | null;
  readonly inFlight: number | null;
  readonly deadLetters: number;
};

/** How the latest closing of a month went, and what lies on the queues. */
export const statusCommand = async (stage: Stage, month = stage.month): Promise<Result> => {
  const [report, ...depths] = await Promise.all([
    reportOf(stage, month),
    ...QUEUES.map(async (name): Promise<[QueueName, Depth]> => [name, await depthOf(stage.queues[name])]),
  ]);
  return {
    json: {
      stage: stage.title,
      month,
      closing: report === undefined ? null : json(report),
      queues: Object.fromEntries(depths),
    },
    text: [
      quiet(stage.title),
      ...(report === undefined ? notStarted(stage, month) : describeRun(report, stage.config.closing.timeZone)),
      '',
      bold('Queues'),
      ...table(depths),
      ...depths.flatMap(([name, { deadLetters }]) =>
        deadLetters > 0 ? [warning(hint(stage, name, deadLetters))] : [],
      ),
    ],
  };
};

/** A report as the API writes it. */
export const json = (report: Report): object => ({
  ...report,
  asOf: formatInstant(report.asOf),
  startedAt: formatInstant(report.startedAt),
  closedAt: report.closedAt === null ? null : formatInstant(report.closedAt),
});

const notStarted = ({ config: { closing }, now }: Stage, month: string): string[] => {
  const at = closingInstant(closing, month);
  const due = at > now() ? 'it is due' : 'it was due';
  return [bold(`${monthName(month)}: no closing has started`), `  ${due} at ${when(at, closing.timeZone)}`];
};

const depthOf = async ({ queue, deadLetters }: QueuePair): Promise<Depth> => {
  const [own, dead] = await Promise.all([queue === undefined ? undefined : countIn(queue), countIn(deadLetters)]);
  return {
    waiting: own?.waiting ?? null,
    inFlight: own?.inFlight ?? null,
    deadLetters: dead.waiting + dead.inFlight,
  };
};

const number = (text: string | undefined): number => Number(text ?? 0);

/** Roughly how many messages a queue holds. */
export const countIn = async ({
  sqs,
  url,
}: Queue): Promise<{ readonly waiting: number; readonly inFlight: number }> => {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: url,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesDelayed',
        'ApproximateNumberOfMessagesNotVisible',
      ],
    }),
  );
  return {
    waiting:
      number(Attributes['ApproximateNumberOfMessages']) + number(Attributes['ApproximateNumberOfMessagesDelayed']),
    inFlight: number(Attributes['ApproximateNumberOfMessagesNotVisible']),
  };
};

const cell = (count: number | null): string => (count === null ? '-' : String(count));

const table = (depths: readonly (readonly [QueueName, Depth])[]): string[] => {
  const rows = depths.map(([name, { waiting, inFlight, deadLetters }]) => [
    name,
    cell(waiting),
    cell(inFlight),
    cell(deadLetters),
  ]);
  return tabular([['queue', 'waiting', 'in flight', 'dead letters'], ...rows], [1, 2, 3]).map((line) => `  ${line}`);
};

const hint = ({ option }: Stage, name: QueueName, count: number): string =>
  `  ${pluralText(count, 'message')} of ${name} failed: ${command(`redrive ${name} --dry-run${option}`)}`;
