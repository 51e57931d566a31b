import * as z from 'zod/mini';
import { instantField } from '../../../shared/domain/facts/fields.ts';
import { EXIT, Failure } from '../failure.ts';
import { bold, dim, terminalWidth } from '../terminal.ts';
import { hangingText, pluralText } from '../text-layout.ts';
import { zonedTime } from './describe-run.ts';
import { parseAnswer } from './parse-answer.ts';
import { type CommandResult, slaCommand, type Stage } from './stage.ts';

const listAnswer = z.object({
  messages: z.array(
    z.looseObject({
      id: z.string(),
      receivedAt: instantField,
      reason: z.string(),
      state: z.string(),
      from: z.optional(z.string()),
      named: z.optional(z.string()),
      subject: z.optional(z.string()),
      candidates: z.optional(z.array(z.string())),
      text: z.string(),
    }),
  ),
});

const receiptAnswer = z.looseObject({ id: z.string() });

export type UnmatchedOptions = {
  readonly customer?: string | undefined;
  readonly recognizedAt?: string | undefined;
  readonly step?: string | undefined;
  readonly dismiss?: string | undefined;
};

/** Characters of a message's text in the list. */
const SHOWN_CHARACTERS = 300;

const REASONS: Readonly<Record<string, string>> = {
  'no-customer': 'no customer has this sender',
  'several-customers': 'several customers have this sender',
  unverified: 'the sender is not verified (DMARC)',
  'mailing-list': 'a mailing list or a group forwarded it',
  automatic: 'an automatic message',
};

const reasonText = (reason: string, from: string | undefined, named: string | undefined): string =>
  reason === 'no-customer' && from === undefined && named !== undefined
    ? `no customer has the id ${named}`
    : (REASONS[reason] ?? reason);

/** `unmatched`: lists the messages without a customer. `unmatched ID` assigns one to a customer, or dismisses it. */
export const unmatchedCommand = async (
  stage: Stage,
  id: string | undefined,
  options: UnmatchedOptions,
): Promise<CommandResult> => (id === undefined ? listMessages(stage) : decide(stage, id, options));

const listMessages = async (stage: Stage): Promise<CommandResult> => {
  const answer = await stage.call('GET', '/unmatched');
  const { messages } = parseAnswer(listAnswer, answer, 'messages without a customer');
  const { timeZone } = stage.config.closing;
  const text = messages.flatMap(({ id, receivedAt, reason, from, named, subject, candidates = [], ...message }) => {
    const sender = from ?? named ?? 'unknown sender';
    const maybe = candidates.length === 0 ? '' : ` (perhaps ${candidates.join(', ')})`;
    return [
      bold(`${zonedTime(receivedAt, timeZone)}  ${sender}`),
      `  ${reasonText(reason, from, named)}${maybe}${subject === undefined ? '' : `: ${subject}`}`,
      hangingText('  ', message.text.slice(0, SHOWN_CHARACTERS).replaceAll(/\s+/g, ' '), terminalWidth()),
      dim(`  ${id}`),
    ];
  });
  const hints = [
    `→ a notice: ${slaCommand(`unmatched ID --customer CUSTOMER --recognized-at 2026-10-14T17:00:00Z${stage.option}`)}`,
    `→ none: ${slaCommand(`unmatched ID --dismiss REASON${stage.option}`)}`,
  ];
  return {
    json: answer.body,
    text: [
      `${pluralText(messages.length, 'message')} without a customer`,
      ...text,
      ...(messages.length > 0 ? hints : []),
    ],
  };
};

const decide = async (
  stage: Stage,
  id: string,
  { customer, recognizedAt, step, dismiss }: UnmatchedOptions,
): Promise<CommandResult> => {
  if ((customer === undefined) === (dismiss === undefined))
    throw new Failure(EXIT.wrongCall, 'give either --customer or --dismiss');
  const body = dismiss === undefined ? { customer, recognizedAt, step } : { dismiss };
  const answer = await stage.call('POST', `/unmatched/${encodeURIComponent(id)}`, body);
  const receipt = parseAnswer(receiptAnswer, answer, `decision about ${id}`);
  return {
    json: receipt,
    text: [customer === undefined ? `Dismissed ${id}` : `Recorded ${id} as a notice of ${customer}`],
  };
};
