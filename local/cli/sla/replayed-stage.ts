import { stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { ENV } from '../../../shared/config/environment.ts';
import { parseJson } from '../../../shared/lib/parse-json.ts';
import type { Queue } from '../../../shared/messaging/send-messages.ts';
import { consoleOver } from '../../emulator/console-proxy.ts';
import { readFolder } from '../../emulator/replay-folder.ts';
import { replayArrivals } from '../../emulator/replay-arrivals.ts';
import { EXIT, Failure } from './failure.ts';
import { jsonOrText } from './signed-calls.ts';
import type { QueuePair, Stage } from './stage.ts';
import type { ProgressLine } from '../terminal.ts';

const SAMPLE = join(import.meta.dirname, '../../sample');
const SAMPLE_MONTH = '2026-10';
const MINUTE = 60_000;

/** What `--local` stands for: a folder, or the sample. */
export type ReplayedStageOptions = { readonly directory: string | undefined; readonly month: string | undefined };

/**
 * Plays a folder through the real handlers in this process and closes the month, as `replay` does; the commands then work on what
 * came of it. Nothing is kept: each command starts anew. The clock stands at the closing, and goes on a minute with every call.
 */
export const openReplayed = async (
  { directory = SAMPLE, month }: ReplayedStageOptions,
  say: ProgressLine,
): Promise<Stage> => {
  const played = month ?? (directory === SAMPLE ? SAMPLE_MONTH : undefined);
  if (played === undefined)
    throw new Failure(EXIT.wrongCall, 'Which month of the folder is to be closed?', { next: 'add --month 2026-10' });
  if (!(await isFolder(directory)))
    throw new Failure(EXIT.wrongCall, `There is no folder ${directory}`, {
      next: '--local takes a folder as `replay` does; without one it comes last, and means the sample',
    });
  say(`playing ${relative('.', directory) || '.'}, closing ${played} …`);
  const folder = await readFolder(directory);
  const { pipeline, asOf, play, letTimePass } = await replayArrivals(folder, played, undefined, () => {}, say);
  const { sqs } = pipeline.closing;
  let now = asOf;
  const ask = consoleOver(pipeline);
  const pair = async (queue: Queue): Promise<QueuePair> => ({
    queue,
    deadLetters: { sqs, url: await deadLettersOf(queue) },
  });
  const { setting } = pipeline.account;
  return {
    title: `${relative('.', directory) || '.'}, played in this process`,
    option: directory === SAMPLE ? ' --local' : ` --local ${directory}`,
    isLocal: true,
    config: folder.config,
    month: played,
    now: () => now,
    call: async (method, path, body) => {
      now += MINUTE;
      const answer = await play(now, path, 'records', { method, path, ...(body === undefined ? {} : { body }) });
      return { status: answer?.status ?? 500, body: jsonOrText(answer?.body ?? '') };
    },
    forward: (request) => {
      letTimePass();
      return ask(request);
    },
    queues: {
      intake: await pair(pipeline.intake),
      webhook: { queue: undefined, deadLetters: { sqs, url: setting('ingest-twilio', ENV.invalidWebhooksUrl) } },
      closing: await pair(pipeline.closing),
      work: await pair({ sqs, url: setting('close-month', ENV.workQueueUrl) }),
      billing: await pair(pipeline.billing),
    },
    table: pipeline.account.table,
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

const redrive = z.object({ deadLetterTargetArn: z.string() });

/** Where a queue's dead letters go. */
const deadLettersOf = async ({ sqs, url }: Queue): Promise<string> => {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['RedrivePolicy'] }),
  );
  const { deadLetterTargetArn } = z.parse(redrive, parseJson(Attributes?.['RedrivePolicy'] ?? ''));
  const { QueueUrl = '' } = await sqs.send(
    new GetQueueUrlCommand({ QueueName: deadLetterTargetArn.split(':').at(-1) }),
  );
  return QueueUrl;
};
