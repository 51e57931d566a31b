import type { Hono } from 'hono/tiny';
import * as z from 'zod/mini';
import { flag } from '../domain/facts/fields.ts';
import { formatInstant } from '../domain/time/instant.ts';
import { freeText } from '../ingest/record-bodies.ts';
import { DAY_MS } from '../lib/time-units.ts';
import { parse } from '../lib/validation.ts';
import { closingOrder } from '../messaging/closing-order.ts';
import { jsonBody, sendMessage } from '../messaging/send-messages.ts';
import {
  type ApprovalDecision,
  type ApprovalEntry,
  appendDecision,
  endProposal,
  listProposals,
  loadApprovals,
  parseProposalId,
  type CreditProposal,
  proposalId,
  waitingProposal,
} from '../persistence/approval-log.ts';
import { type ApiCall, callerOf, parseBody, problemResponse } from './api-call.ts';
import type { ApiContext } from './context.ts';
import { listAnswer } from './limit-lists.ts';

/** Proposals are listed for this time. */
const LISTED_MS = 400 * DAY_MS;

export const decisionBody = z.strictObject({ approve: flag, reason: freeText });

/** Adds the routes of credits that wait for approval: the list, and a person's decision about one. */
export const approvalsApi = (app: Hono<ApiCall>, context: ApiContext): void => {
  app.get('/approvals', async () => {
    return listAnswer('approvals', (await listWaitingProposals(context)).map(proposalJson));
  });

  app.post('/approvals/:id', async (call) => {
    const result = await decideProposal(context, callerOf(call), call.req.param('id'), await parseBody(call));
    return 'title' in result ? problemResponse(STATUS[result.outcome], result.title) : Response.json(result.receipt);
  });
};

const STATUS = { 'not found': 404, conflict: 409, 'four eyes': 403 } as const;

/** Lists the proposals that wait for a decision, in order of time. Marks those that a crash left in the list. */
export const listWaitingProposals = async ({
  table,
  clock,
}: Pick<ApiContext, 'table' | 'clock'>): Promise<CreditProposal[]> => {
  const now = clock();
  const waiting: CreditProposal[] = [];
  for (const { customer, month, number } of await listProposals(table, now - LISTED_MS, now)) {
    const log = await loadApprovals(table, customer, month);
    const entry = log.find((each) => each.number === number);
    if (entry?.kind !== 'proposed') continue;
    if (entry === log.at(-1)) waiting.push(entry);
    else await endProposal(table, entry);
  }
  return waiting;
};

const proposalJson = (proposal: CreditProposal): object => {
  const { customer, month, amountMinor, currency, previousAmountMinor, reason, run } = proposal;
  return {
    id: proposalId(proposal),
    customer,
    month,
    amountMinor,
    currency,
    previousAmountMinor,
    deltaMinor: amountMinor - previousAmountMinor,
    reason,
    statement: {
      sha256: proposal.statementSha256,
      url: proposal.statementUrl,
      page: proposal.statementPage,
    },
    run,
    closedAsOf: formatInstant(proposal.closedAsOf),
    proposedAt: formatInstant(proposal.recordedAt),
    recordedBy: proposal.recordedBy,
  };
};

/** The result of a decision: a receipt, or the reason why nothing was recorded. */
export type ApprovalResult =
  | { readonly outcome: 'recorded'; readonly receipt: object }
  | { readonly outcome: 'not found' | 'conflict' | 'four eyes'; readonly title: string };

/**
 * Approves or declines a proposal that waits. The same decision again changes nothing, and orders the revision of an approved credit again.
 * Throws `InvalidInput`. Order: decision, order. After a crash the repeated call or the daily sweep issues the credit.
 */
export const decideProposal = async (
  context: ApiContext,
  by: string,
  id: string,
  body: unknown,
): Promise<ApprovalResult> => {
  const { table, clock, deployment } = context;
  const { approve, reason } = parse(decisionBody, body);
  const ref = parseProposalId(id);
  const log = ref === undefined ? [] : await loadApprovals(table, ref.customer, ref.month);
  const proposal = log.find((entry) => entry.number === ref?.number);
  if (proposal?.kind !== 'proposed') return { outcome: 'not found', title: `There is no proposal ${id}` };
  const kind = approve ? 'approved' : 'declined';
  if (waitingProposal(log) !== proposal) return decidedBefore(context, log, proposal, { kind, reason });
  if (approve && deployment.config.approval?.fourEyes === true && proposal.recordedBy.includes(by))
    return {
      outcome: 'four eyes',
      title: `${by} recorded evidence of this credit: another person must approve it`,
    };
  const { customer, month, number } = proposal;
  const decision: ApprovalDecision = { kind, customer, month, number: number + 1, recordedAt: clock(), reason, by };
  if ((await appendDecision(table, decision, proposal)) === 'taken')
    return decidedBefore(context, await loadApprovals(table, customer, month), proposal, { kind, reason });
  return finishDecision(context, proposal, decision);
};

/** Returns the answer to a decision about a proposal that waits no more. */
const decidedBefore = async (
  context: ApiContext,
  log: readonly ApprovalEntry[],
  proposal: CreditProposal,
  { kind, reason }: Pick<ApprovalDecision, 'kind' | 'reason'>,
): Promise<ApprovalResult> => {
  const next = log.find((entry) => entry.number === proposal.number + 1);
  if ((next?.kind === 'approved' || next?.kind === 'declined') && next.kind === kind && next.reason === reason)
    return finishDecision(context, proposal, next);
  const state =
    next?.kind === 'proposed'
      ? `was replaced by ${proposalId(next)}`
      : next?.kind === 'withdrawn'
        ? 'was withdrawn: its amount is due no more'
        : `was ${next?.kind} already, by ${next?.by}`;
  return { outcome: 'conflict', title: `The proposal ${state}` };
};

const finishDecision = async (
  { table, closing }: ApiContext,
  proposal: CreditProposal,
  { kind, reason, by, recordedAt }: ApprovalDecision,
): Promise<ApprovalResult> => {
  const { customer, month } = proposal;
  await endProposal(table, proposal);
  if (kind === 'approved') {
    const order = z.encode(closingOrder, { kind, customer, month });
    await sendMessage(closing, jsonBody(order), { delaySeconds: 0 });
  }
  const receipt = { id: proposalId(proposal), [kind]: reason, by, recordedAt: formatInstant(recordedAt) };
  return { outcome: 'recorded', receipt };
};
