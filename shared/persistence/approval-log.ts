import * as z from 'zod/mini';
import { customerId, instantField, keywordField, month, whole } from '../domain/facts/fields.ts';
import { formatInstant, type Instant } from '../domain/time/instant.ts';
import { gzipped } from '../lib/gzip-codec.ts';
import { activityItem } from './read-activity.ts';
import { conditionalPut, decodeItem, readAll, sortKeyOf, type Table } from './dynamo-table.ts';
import {
  approvalEntryKey,
  approvalKey,
  approvalKeys,
  type ApprovalRef,
  endedProposalKey,
  proposalEntryKey,
  proposalListKeys,
  utcMonthsBetween,
} from './keys.ts';
import { isTooLong, type Revision } from './ledger.ts';

/**
 * The approval log of a credit: entries numbered from 1, never changed. The last entry is the state of the credit's approval.
 * A proposal, its withdrawal and its decision each take the next number.
 * So only one of two competing entries is recorded.
 */

const common = { customer: customerId, month, number: whole(1), recordedAt: instantField };

/** A credit that waits for approval, outside the ledger: all that its revision needs but number and previous amount. */
const proposal = z.object({
  kind: z.literal('proposed'),
  ...common,
  amountMinor: whole(0),
  currency: z.string(),
  /** The amount of the ledger when it was proposed. */
  previousAmountMinor: whole(0),
  reason: z.string(),
  run: z.string(),
  closedAsOf: instantField,
  apply: keywordField(['incident-month', 'next-invoice']),
  statement: gzipped,
  statementSha256: z.string(),
  statementUrl: z.string(),
  statementPage: z.string(),
  /** The billing message of a revision at that moment (JSON). An approval makes its own. */
  message: z.string(),
  externalRefs: z.optional(z.record(z.string(), z.string())),
  /** The principals who recorded or retracted evidence that the statement cites, or granted its goodwill. */
  recordedBy: z.array(z.string()),
});
/** The amount is due no more: the evidence has changed. */
const withdrawal = z.object({ kind: z.literal('withdrawn'), ...common, run: z.string(), closedAsOf: instantField });
const decision = z.object({
  kind: z.enum(['approved', 'declined']),
  ...common,
  reason: z.string(),
  by: z.string(),
});

export const approvalItem = z.discriminatedUnion('kind', [proposal, withdrawal, decision]);
export type ApprovalEntry = z.output<typeof approvalItem>;
export type CreditProposal = z.output<typeof proposal>;
export type ApprovalDecision = z.output<typeof decision>;

/** Returns the id of a proposal, `2026-10-1-acme`: the segment of a path, so without `:`. */
export const proposalId = ({ customer, month: of, number }: ApprovalRef): string => `${of}-${number}-${customer}`;

const PROPOSAL_ID = /^(\d{4}-(?:0[1-9]|1[0-2]))-([1-9]\d{0,5})-([A-Za-z0-9._-]{1,100})$/;

/** Returns the entry that a proposal's id names; undefined for an id that no proposal has. */
export const parseProposalId = (id: string): ApprovalRef | undefined => {
  const [, of, number, customer] = PROPOSAL_ID.exec(id) ?? [];
  return customer === undefined || of === undefined ? undefined : { customer, month: of, number: Number(number) };
};

/** Returns the entries of a month, in order. */
export const approvalsOf = (entries: readonly ApprovalEntry[], of: string): ApprovalEntry[] =>
  entries.filter((entry) => entry.month === of).toSorted((a, b) => a.number - b.number);

/** Returns the proposal that waits for a decision, if the log of a month ends with one. */
export const waitingProposal = (log: readonly ApprovalEntry[]): CreditProposal | undefined => {
  const last = log.at(-1);
  return last?.kind === 'proposed' ? last : undefined;
};

/** Returns the proposal that a decision is about: a log has it directly before its decision. */
const decidedProposal = (log: readonly ApprovalEntry[], { number }: ApprovalDecision): CreditProposal | undefined => {
  const before = log.find((entry) => entry.number === number - 1);
  return before?.kind === 'proposed' ? before : undefined;
};

/** Returns the amounts that were declined. */
export const declinedProposals = (log: readonly ApprovalEntry[]): CreditProposal[] =>
  log.flatMap((entry) => (entry.kind === 'declined' ? (decidedProposal(log, entry) ?? []) : []));

/** Returns the approval at the end of a month's log that is no revision yet. */
export const unissuedApproval = (
  log: readonly ApprovalEntry[],
  revisions: readonly Revision[],
): { readonly proposal: CreditProposal; readonly approval: ApprovalDecision } | undefined => {
  const approval = log.at(-1);
  if (approval?.kind !== 'approved') return undefined;
  const isIssued = revisions.some(
    (revision) => revision.month === approval.month && revision.approval?.number === approval.number,
  );
  const approved = isIssued ? undefined : decidedProposal(log, approval);
  return approved === undefined ? undefined : { proposal: approved, approval };
};

/** Loads the approval log of a credit, in order. */
export const loadApprovals = async (table: Table, customer: string, of: string): Promise<ApprovalEntry[]> =>
  (await readAll(table, approvalKeys(customer, of))).map((item) => decodeItem(approvalItem, item));

/** `taken`: another entry has the number. `too long`: the item exceeds DynamoDB's limit, and nothing is recorded. */
type AppendOutcome = 'appended' | 'taken' | 'too long';

/**
 * Appends a proposal, which replaces one that waits.
 * Order: list entry, proposal, end of the replaced one. A list entry without a proposal is ignored.
 */
export const appendProposal = async (
  table: Table,
  entry: CreditProposal,
  replaced: CreditProposal | undefined,
): Promise<AppendOutcome> => {
  await conditionalPut(table, proposalEntryKey(entry));
  const item = { ...approvalKey(entry), ...z.encode(approvalItem, entry) };
  try {
    if ((await conditionalPut(table, item)) === 'exists') return 'taken';
  } catch (error) {
    if (isTooLong(error)) return 'too long';
    throw error;
  }
  if (replaced !== undefined) await endProposal(table, replaced);
  return 'appended';
};

/** Appends a withdrawal of a proposal that waits. */
export const appendWithdrawal = async (
  table: Table,
  entry: z.output<typeof withdrawal>,
  withdrawn: CreditProposal,
): Promise<AppendOutcome> => {
  const outcome = await conditionalPut(table, { ...approvalKey(entry), ...z.encode(approvalItem, entry) });
  if (outcome === 'exists') return 'taken';
  await endProposal(table, withdrawn);
  return 'appended';
};

/**
 * Appends a decision about a proposal that waits.
 * Order: activity, list of changes, decision, end of the proposal. The daily sweep assesses a customer with an approval that was not issued.
 */
export const appendDecision = async (
  table: Table,
  entry: ApprovalDecision,
  about: CreditProposal,
): Promise<AppendOutcome> => {
  const { customer, month: of, recordedAt, by } = entry;
  const key = approvalKey(entry);
  await conditionalPut(table, activityItem(recordedAt, { kind: 'approval', by, customer, month: of, of: key }));
  if (entry.kind === 'approved') await conditionalPut(table, approvalEntryKey(customer, of, recordedAt));
  if ((await conditionalPut(table, { ...key, ...z.encode(approvalItem, entry) })) === 'exists') return 'taken';
  await endProposal(table, about);
  return 'appended';
};

/** Marks a proposal in the list: it waits no more. The first mark stays. */
export const endProposal = async (table: Table, entry: CreditProposal): Promise<void> => {
  await conditionalPut(table, endedProposalKey(entry));
};

/** A proposal in the list: the log decides whether it waits. */
export type ListedProposal = ApprovalRef & { readonly recordedAt: string };

/** Lists the proposals recorded in `[from, to]` without an end in the list, in order of time. */
export const listProposals = async (table: Table, from: Instant, to: Instant): Promise<ListedProposal[]> => {
  const [fromText, toText] = [formatInstant(from), formatInstant(to)];
  const listed: ListedProposal[] = [];
  for (const each of utcMonthsBetween(from, to)) {
    const keys = (await readAll(table, proposalListKeys(each))).map(sortKeyOf);
    const ended = new Set(keys.filter((key) => key.endsWith('#ended')).map((key) => key.slice(0, -'#ended'.length)));
    for (const key of keys) {
      const [recordedAt = '', customer = '', of = '', number = ''] = key.split('#');
      if (key.endsWith('#ended') || ended.has(key) || recordedAt < fromText || recordedAt > toText) continue;
      listed.push({ customer, month: of, number: Number(number), recordedAt });
    }
  }
  return listed;
};
