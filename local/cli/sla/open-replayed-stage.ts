import { stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { ENV } from '../../../shared/config/environment.ts';
import { parseJson } from '../../../shared/lib/parse-json.ts';
import type { Queue } from '../../../shared/messaging/send-messages.ts';
import { consoleProxy } from '../../emulator/console-proxy.ts';
import { replayArrivals } from '../../emulator/replay-arrivals.ts';
import { readFolder } from '../../emulator/replay-folder.ts';
import { EXIT, Failure } from '../failure.ts';
import type { ReportProgress } from '../terminal.ts';
import { jsonOrText } from './signed-calls.ts';
import type { QueuePair, Stage } from './stage.ts';
import { MINUTE_MS } from '../../../shared/lib/time-units.ts';

const SAMPLE = join(import.meta.dirname, '../../sample');
const SAMPLE_MONTH = '2026-10';

/** The folder of `--local`, by default the sample, and the month to close. */
export type ReplayedStageOptions = { readonly directory: string | undefined; readonly month: string | undefined };

/**
 * Replays a folder through the handlers in this process and closes the month; each command starts from a fresh replay.
 * The clock stands at the close and advances by a minute with every call.
 */
export const openReplayedStage = async (
  { directory = SAMPLE, month }: ReplayedStageOptions,
  onProgress: ReportProgress,
): Promise<Stage> => {
  const closedMonth = month ?? (directory === SAMPLE ? SAMPLE_MONTH : undefined);
  if (closedMonth === undefined)
    throw new Failure(EXIT.wrongCall, 'The month to close is missing', { next: 'add --month 2026-10' });
  if (!(await isFolder(directory)))
    throw new Failure(EXIT.wrongCall, `There is no folder ${directory}`, {
      next: 'name a folder after --local; put --local last to use the sample',
    });
  const title = relative('.', directory) || '.';
  onProgress(`replaying ${title}, closing ${closedMonth} …`);
  const folder = await readFolder(directory);
  const { pipeline, asOf, deliver, startClock } = await replayArrivals(folder, closedMonth, { onProgress });
  const { sqs } = pipeline.closing;
  let now = asOf;
  const answerConsole = consoleProxy(pipeline);
  const pair = async (queue: Queue): Promise<QueuePair> => ({
    queue,
    deadLetters: { sqs, url: await deadLettersUrl(queue) },
  });
  const { setting } = pipeline.account;
  return {
    title: `${title}, replayed in this process`,
    option: directory === SAMPLE ? ' --local' : ` --local ${directory} --month ${closedMonth}`,
    isLocal: true,
    config: folder.config,
    deployment: pipeline.deployment,
    month: closedMonth,
    now: () => now,
    call: async (method, path, body) => {
      now += MINUTE_MS;
      const answer = await deliver(now, path, 'records', { method, path, ...(body === undefined ? {} : { body }) });
      return { status: answer?.status ?? 500, body: jsonOrText(answer?.body ?? '') };
    },
    forward: (request) => {
      startClock();
      return answerConsole(request);
    },
    queues: {
      intake: await pair(pipeline.intake),
      webhook: { queue: undefined, deadLetters: { sqs, url: setting('ingest-twilio', ENV.invalidWebhooksUrl) } },
      closing: await pair(pipeline.closing),
      work: await pair({ sqs, url: setting('close-month', ENV.workQueueUrl) }),
      billing: await pair(pipeline.billing),
    },
    table: pipeline.account.table,
    statements: pipeline.account.statementObjects,
    settle: pipeline.run,
    stop: pipeline.stop,
  };
};

const isFolder = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
};

const redrivePolicy = z.object({ deadLetterTargetArn: z.string() });

const deadLettersUrl = async ({ sqs, url }: Queue): Promise<string> => {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['RedrivePolicy'] }),
  );
  const { deadLetterTargetArn } = z.parse(redrivePolicy, parseJson(Attributes?.['RedrivePolicy'] ?? ''));
  const { QueueUrl = '' } = await sqs.send(
    new GetQueueUrlCommand({ QueueName: deadLetterTargetArn.split(':').at(-1) }),
  );
  return QueueUrl;
};
