import { formatInstant } from '../../../shared/domain/time/instant.ts';
import type { Queue } from '../../../shared/messaging/send-messages.ts';
import { pluralText, hang } from '../text-layout.ts';
import { type DeadLetter, returnToQueue, move, takeAll, takeSome } from './dead-letters.ts';
import { command, EXIT } from './failure.ts';
import type { Result } from './result.ts';
import type { QueueName, Stage } from './stage.ts';
import { countIn } from './status-command.ts';
import { bold, type ProgressLine, quiet, width } from '../terminal.ts';

/**
 * Sends dead letters back to their queue, with the same body and group.
 *
 * They are received, sent and deleted one by one rather than by SQS's own StartMessageMoveTask: that moves what came to the dead
 * letters from another SQS queue, while ours are also put there directly, by EventBridge, by the Scheduler, and by a function that
 * refuses a payload; and no local emulator has it.
 */
export const redrive = async (
  stage: Stage,
  name: QueueName,
  { dryRun }: { readonly dryRun: boolean },
  say: ProgressLine,
): Promise<Result> => {
  const { queue, deadLetters } = stage.queues[name];
  say(`reading the dead letters of ${name} …`);
  if (dryRun || queue === undefined) {
    const letters = await takeAll(deadLetters);
    await returnToQueue(deadLetters, letters);
    const left = await held(deadLetters);
    const isStuck = queue === undefined && letters.length > 0;
    return {
      json: { queue: name, found: letters.length, moved: 0, left, letters: letters.map(json) },
      text: [
        ...shown(stage, name, letters, isStuck),
        ...unseen(letters, left),
        ...(isStuck ? REPOST : ending(stage, name, letters)),
      ],
      ...(isStuck && !dryRun ? { exit: EXIT.refused } : {}),
    };
  }
  const moved: DeadLetter[] = [];
  await moveAll({ queue, deadLetters }, (letter) => {
    moved.push(letter);
    say(`${name}: ${moved.length} sent back …`);
  });
  await stage.settle();
  const left = await held(deadLetters);
  return {
    json: { queue: name, found: moved.length, moved: moved.length, left, letters: moved.map(json) },
    text: [...shown(stage, name, moved, false), ...sentBack(stage, name, moved, left)],
  };
};

/**
 * Moves every dead letter; whatever could not be moved goes back. Those of a standard queue are all taken before the first is
 * moved: one that is refused again at once, and is back, is not moved for ever. A FIFO group gives its next messages only once the
 * first are gone; a message of a FIFO queue is back after an hour of failing at the earliest.
 */
const moveAll = async (
  { queue, deadLetters }: { readonly queue: Queue; readonly deadLetters: Queue },
  done: (letter: DeadLetter) => void,
): Promise<void> => {
  const isFifo = deadLetters.url.endsWith('.fifo');
  let left = await (isFifo ? takeSome(deadLetters) : takeAll(deadLetters));
  try {
    for (let letter = left[0]; letter !== undefined; letter = left[0]) {
      await move(letter, deadLetters, queue);
      done(letter);
      left = left.slice(1);
      if (left.length === 0 && isFifo) left = await takeSome(deadLetters);
    }
  } finally {
    await returnToQueue(deadLetters, left);
  }
};

/** How many messages a queue holds, roughly. */
const held = async (queue: Queue): Promise<number> => {
  const { waiting, inFlight } = await countIn(queue);
  return waiting + inFlight;
};

const REPOST = [
  '',
  'These were refused, and the status page was told so: there is no queue to send them back to.',
  '→ Once the cause is mended, post each body to the webhook URL by hand, and delete the message:',
  '  docs/runbook.md, "Status page updates were refused"',
];

const messages = (count: number): string => pluralText(count, 'message');

const unseen = (letters: readonly DeadLetter[], count: number): string[] =>
  count > letters.length
    ? ['', `${messages(count)} in all: of a FIFO queue only the first of each group can be seen`]
    : [];

const ending = ({ option }: Stage, name: QueueName, letters: readonly DeadLetter[]): string[] =>
  letters.length === 0 ? [] : ['', `→ once the cause is mended: ${command(`redrive ${name}${option}`)}`];

const sentBack = ({ option }: Stage, name: QueueName, moved: readonly DeadLetter[], left: number): string[] => [
  ...(moved.length === 0 ? [] : ['', `${messages(moved.length)} sent back to ${name}`]),
  ...(left === 0
    ? []
    : [`${messages(left)} there still, or again: ${command(`redrive ${name} --dry-run${option}`)} says why`]),
];

const shown = ({ title }: Stage, name: QueueName, letters: readonly DeadLetter[], whole: boolean): string[] => [
  quiet(title),
  bold(`${messages(letters.length)} among the dead letters of ${name}`),
  ...letters.flatMap((letter, i) => [
    '',
    `${i + 1}. sent ${formatInstant(letter.sentAt)}${letter.group === undefined ? '' : `, group ${letter.group}`}`,
    ...reasonOf(letter).map((line) => hang('   ', line, width())),
    quiet(`   ${whole ? letter.body : excerpt(letter.body)}`),
  ]),
];

/** The attributes that name the place and the rule repeat what the reason says. */
const reasonOf = ({ why }: DeadLetter): string[] => {
  const lines = Object.entries(why).flatMap(([name, value]) =>
    (name === 'at' || name === 'rule') && 'reason' in why ? [] : [`${name}: ${value}`],
  );
  return lines.length > 0 ? lines : ['its function failed every time: the log of the function says why'];
};

const EXCERPT = 240;
const excerpt = (body: string): string => (body.length > EXCERPT ? `${body.slice(0, EXCERPT)}…` : body);

const json = ({ receipt: _receipt, sentAt, ...letter }: DeadLetter): object => ({
  ...letter,
  sentAt: formatInstant(sentAt),
});
