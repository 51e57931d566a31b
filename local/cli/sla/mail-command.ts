import * as z from 'zod/mini';
import { instantField } from '../../../shared/domain/facts/fields.ts';
import { monthName } from '../../../shared/lib/month-name.ts';
import { mailAddressId } from '../../../shared/persistence/sent-mail.ts';
import { EXIT, Failure } from '../failure.ts';
import { bold, dim, warning } from '../terminal.ts';
import { pluralText } from '../text-layout.ts';
import { zonedTime } from './describe-run.ts';
import { parseAnswer } from './parse-answer.ts';
import { type CommandResult, slaCommand, type Stage } from './stage.ts';

const address = z.looseObject({
  address: z.string(),
  isStopped: z.boolean(),
  events: z.array(z.looseObject({ kind: z.string(), at: instantField, detail: z.string() })),
});
type Address = z.output<typeof address>;
const stopsAnswer = z.object({ addresses: z.array(address) });
const mailAnswer = z.object({
  messages: z.array(
    z.looseObject({
      kind: z.enum(['receipt', 'statement']),
      notice: z.optional(z.string()),
      month: z.optional(z.string()),
      revision: z.optional(z.number()),
      to: z.string(),
      at: instantField,
      state: z.string(),
      messageId: z.optional(z.string()),
      rejected: z.optional(z.string()),
    }),
  ),
  addresses: z.array(address),
});
const liftAnswer = z.object({ outcome: z.enum(['lifted', 'unchanged']) });

export type MailOptions = { readonly lift?: string | undefined; readonly reason?: string | undefined };

/**
 * `mail`: lists the addresses that get no mail. `mail CUSTOMER` lists the messages to a customer.
 * `mail --lift ADDRESS --reason TEXT` sends mail to an address again.
 */
export const mailCommand = async (
  stage: Stage,
  customer: string | undefined,
  { lift, reason }: MailOptions,
): Promise<CommandResult> => {
  if (lift !== undefined) return liftStop(stage, lift, reason);
  if (reason !== undefined) throw new Failure(EXIT.wrongCall, '--reason needs --lift');
  return customer === undefined ? listStops(stage) : listMessages(stage, customer);
};

const listStops = async (stage: Stage): Promise<CommandResult> => {
  const answer = await stage.call('GET', '/mail-stops');
  const { addresses } = parseAnswer(stopsAnswer, answer, 'addresses without mail');
  return {
    json: answer.body,
    text: [`Addresses without mail: ${addresses.length}`, ...addressLines(stage, addresses)],
  };
};

const listMessages = async (stage: Stage, customer: string): Promise<CommandResult> => {
  const answer = await stage.call('GET', `/customers/${encodeURIComponent(customer)}/mail`);
  const { messages, addresses } = parseAnswer(mailAnswer, answer, `mail to ${customer}`);
  const { timeZone } = stage.config.closing;
  const lines = messages.flatMap(({ kind, notice, month = '', revision, to, at, state, messageId, rejected }) => {
    const subject =
      kind === 'receipt' ? `receipt of notice ${notice}` : `statement of ${monthName(month)}, revision ${revision},`;
    const detail = messageId ?? rejected;
    return [
      `${zonedTime(at, timeZone)}  ${subject} to ${to}: ${state}`,
      ...(detail === undefined ? [] : [dim(`  ${detail}`)]),
    ];
  });
  return {
    json: answer.body,
    text: [
      bold(`${pluralText(messages.length, 'message')} to ${customer}`),
      ...lines,
      ...addressLines(
        stage,
        addresses.filter(({ isStopped }) => isStopped),
      ),
    ],
  };
};

const addressLines = (stage: Stage, addresses: readonly Address[]): string[] => {
  const lines = addresses.flatMap((each) => [
    warning(`${each.address} gets no mail`),
    ...each.events.map(
      ({ kind, at, detail }) => `  ${zonedTime(at, stage.config.closing.timeZone)}  ${kind}: ${detail}`,
    ),
  ]);
  const hint = `→ send mail again: ${slaCommand(`mail --lift ADDRESS --reason TEXT${stage.option}`)}`;
  return lines.length === 0 ? [] : [...lines, hint];
};

const liftStop = async (stage: Stage, written: string, reason: string | undefined): Promise<CommandResult> => {
  if (reason === undefined) throw new Failure(EXIT.wrongCall, '--lift needs --reason');
  const answer = await stage.call('POST', `/mail-stops/${mailAddressId(written)}`, { lift: reason });
  const { outcome } = parseAnswer(liftAnswer, answer, `stop of ${written}`);
  return {
    json: answer.body,
    text: [outcome === 'lifted' ? `${written} gets mail again` : `${written} gets mail already`],
  };
};
