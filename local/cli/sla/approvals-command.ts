import * as z from 'zod/mini';
import { formatMinor } from '../../../shared/domain/money/currency.ts';
import { instantField } from '../../../shared/domain/facts/fields.ts';
import { EXIT, Failure } from '../failure.ts';
import { bold, dim, terminalWidth } from '../terminal.ts';
import { hangingText, pluralText } from '../text-layout.ts';
import type { ApprovalAction } from './approval-actions.ts';
import { zonedTime } from './describe-run.ts';
import { parseAnswer } from './parse-answer.ts';
import { type CommandResult, slaCommand, type Stage } from './stage.ts';

const listAnswer = z.object({
  approvals: z.array(
    z.looseObject({
      id: z.string(),
      customer: z.string(),
      month: z.string(),
      amountMinor: z.number(),
      previousAmountMinor: z.number(),
      currency: z.string(),
      reason: z.string(),
      proposedAt: instantField,
      statement: z.object({ page: z.string() }),
    }),
  ),
});

const receiptAnswer = z.looseObject({ id: z.string() });

/** `approvals`: lists the credits that wait. `approvals approve ID` and `approvals decline ID` decide about one. */
export const approvalsCommand = async (
  stage: Stage,
  action: ApprovalAction,
  id: string | undefined,
  reason: string | undefined,
): Promise<CommandResult> => {
  if (action === 'list') return listApprovals(stage);
  if (id === undefined || reason === undefined)
    throw new Failure(EXIT.wrongCall, 'give the id of a credit that waits, and --reason');
  const approve = action === 'approve';
  const answer = await stage.call('POST', `/approvals/${encodeURIComponent(id)}`, { approve, reason });
  const receipt = parseAnswer(receiptAnswer, answer, `decision about ${id}`);
  return { json: receipt, text: [approve ? `Approved ${id}: it is sent to invoicing` : `Declined ${id}`] };
};

const listApprovals = async (stage: Stage): Promise<CommandResult> => {
  const answer = await stage.call('GET', '/approvals');
  const { approvals } = parseAnswer(listAnswer, answer, 'credits that wait for approval');
  const { timeZone } = stage.config.closing;
  const text = approvals.flatMap((proposal) => {
    const { id, customer, month, amountMinor, previousAmountMinor, currency, reason, proposedAt, statement } = proposal;
    return [
      bold(
        `${customer}, ${month}: ${formatMinor(previousAmountMinor, currency)} → ${formatMinor(amountMinor, currency)}`,
      ),
      hangingText('  ', reason, terminalWidth()),
      `  proposed ${zonedTime(proposedAt, timeZone)}`,
      `  ${statement.page}`,
      dim(`  ${id}`),
    ];
  });
  const hints = [
    `→ ${slaCommand(`approvals approve ID --reason REASON${stage.option}`)}`,
    `→ ${slaCommand(`approvals decline ID --reason REASON${stage.option}`)}`,
  ];
  return {
    json: answer.body,
    text: [
      `${pluralText(approvals.length, 'credit')} waiting for approval`,
      ...text,
      ...(approvals.length > 0 ? hints : []),
    ],
  };
};
