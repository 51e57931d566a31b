import { formatInstant } from '../../../shared/domain/time/instant.ts';
import type { Queue } from '../../../shared/messaging/send-messages.ts';
import { EXIT, Failure } from '../failure.ts';
import { bold, dim, type ReportProgress, terminalWidth } from '../terminal.ts';
import { hangingText, pluralText } from '../text-layout.ts';
import { countMessages, type DeadLetter, moveLetter, receiveAll, receiveSome, returnToQueue } from './dead-letters.ts';
import { type CommandResult, type QueueName, slaCommand, type Stage } from './stage.ts';

/**
 * Sends dead letters back to their queue, with the same body and group.
 *
 * SQS's StartMessageMoveTask cannot replace this: it moves only messages that another SQS queue sent to the dead-letter
 * queue. These also come from EventBridge, the Scheduler, and functions that reject a payload. No local emulator
 * supports it either.
 */
export const redriveCommand = async (
  stage: Stage,
  name: QueueName,
  { dryRun }: { readonly dryRun: boolean },
  onProgress: ReportProgress,
): Promise<CommandResult> => {
  const pair = stage.queues[name];
  if (pair === undefined)
    throw new Failure(EXIT.refused, `${stage.title} has no queue ${name}`, {
      next: 'the queue exists if notices.statements or notices.receipts is set in sla.config.ts',
    });
  const { queue, deadLetters } = pair;
  onProgress(`reading the dead letters of ${name} …`);
  if (dryRun || queue === undefined) {
    const letters = await receiveAll(deadLetters);
    await returnToQueue(deadLetters, letters);
    const left = await messagesIn(deadLetters);
    const needsManualPost = queue === undefined && letters.length > 0;
    return {
      json: { queue: name, found: letters.length, moved: 0, left, letters: letters.map(letterJson) },
      text: [
        ...letterLines(stage, name, letters, needsManualPost),
        ...hiddenLines(letters, left),
        ...(needsManualPost ? MANUAL_POST : redriveHint(stage, name, letters)),
      ],
      ...(needsManualPost && !dryRun ? { exit: EXIT.refused } : {}),
    };
  }
  const moved: DeadLetter[] = [];
  await moveAll({ queue, deadLetters }, (letter) => {
    moved.push(letter);
    onProgress(`${name}: ${messagesText(moved.length)} sent back …`);
  });
  await stage.settle();
  const left = await messagesIn(deadLetters);
  return {
    json: { queue: name, found: moved.length, moved: moved.length, left, letters: moved.map(letterJson) },
    text: [...letterLines(stage, name, moved, false), ...movedLines(stage, name, moved, left)],
  };
};

/**
 * Moves every dead letter, and returns the rest after a failure. A standard queue is received in full before the first
 * move, so that a repeated failure does not loop. A FIFO group shows its next messages once the first are gone; its
 * letters cannot be back within an hour.
 */
const moveAll = async (
  { queue, deadLetters }: { readonly queue: Queue; readonly deadLetters: Queue },
  onMoved: (letter: DeadLetter) => void,
): Promise<void> => {
  const isFifo = deadLetters.url.endsWith('.fifo');
  let left = await (isFifo ? receiveSome(deadLetters) : receiveAll(deadLetters));
  try {
    for (let letter = left[0]; letter !== undefined; letter = left[0]) {
      await moveLetter(letter, deadLetters, queue);
      onMoved(letter);
      left = left.slice(1);
      if (left.length === 0 && isFifo) left = await receiveSome(deadLetters);
    }
  } finally {
    await returnToQueue(deadLetters, left);
  }
};

const messagesIn = async (queue: Queue): Promise<number> => {
  const { waiting, inFlight } = await countMessages(queue);
  return waiting + inFlight;
};

const MANUAL_POST = [
  '',
  'These webhooks were rejected, and the status page received that answer. They have no queue to return to.',
  '→ Fix the cause, post each body to the webhook URL by hand, and delete the message:',
  '  docs/runbook.md, "Invalid status page updates"',
];

const messagesText = (count: number): string => pluralText(count, 'message');

const hiddenLines = (letters: readonly DeadLetter[], count: number): string[] =>
  count > letters.length
    ? ['', `${messagesText(count)} in total; a FIFO queue shows only the first messages of each group`]
    : [];

const redriveHint = ({ option }: Stage, name: QueueName, letters: readonly DeadLetter[]): string[] =>
  letters.length === 0 ? [] : ['', `→ fix the cause, then: ${slaCommand(`redrive ${name}${option}`)}`];

const movedLines = ({ option }: Stage, name: QueueName, moved: readonly DeadLetter[], left: number): string[] => [
  ...(moved.length === 0 ? [] : ['', `${messagesText(moved.length)} sent back to ${name}`]),
  ...(left === 0
    ? []
    : [`${messagesText(left)} left, or failed again; see why: ${slaCommand(`redrive ${name} --dry-run${option}`)}`]),
];

const letterLines = (
  { title }: Stage,
  name: QueueName,
  letters: readonly DeadLetter[],
  withFullBody: boolean,
): string[] => [
  dim(title),
  bold(`${messagesText(letters.length)} in the dead letters of ${name}`),
  ...letters.flatMap((letter, i) => [
    '',
    `${i + 1}. sent ${formatInstant(letter.sentAt)}${letter.group === undefined ? '' : `, group ${letter.group}`}`,
    ...failureReasons(letter).map((line) => hangingText('   ', line, terminalWidth())),
    dim(`   ${withFullBody ? letter.body : excerpt(letter.body)}`),
  ]),
];

/** The attribute `reason` repeats `at` and `rule`. */
const failureReasons = ({ why }: DeadLetter): string[] => {
  const lines = Object.entries(why).flatMap(([name, value]) =>
    (name === 'at' || name === 'rule') && 'reason' in why ? [] : [`${name}: ${value}`],
  );
  return lines.length > 0 ? lines : ['the function failed on every attempt; see its log'];
};

const EXCERPT_CHARACTERS_MAX = 240;
const excerpt = (body: string): string =>
  body.length > EXCERPT_CHARACTERS_MAX ? `${body.slice(0, EXCERPT_CHARACTERS_MAX)}…` : body;

const letterJson = ({ receipt: _receipt, sentAt, ...letter }: DeadLetter): object => ({
  ...letter,
  sentAt: formatInstant(sentAt),
});
