import { customerMonthSchema } from '../domain/statement/customer-month.ts';
import type { Instant } from '../domain/time/instant.ts';
import { parseJson } from '../lib/parse-json.ts';
import { parse } from '../lib/validation.ts';
import { approvalsOf, endProposal, unissuedApproval } from '../persistence/approval-log.ts';
import type { Table } from '../persistence/dynamo-table.ts';
import { recordRevision, type Revision, revisionsOf } from '../persistence/ledger.ts';
import { loadCustomer } from '../persistence/load-customer.ts';
import type { Deployment } from './load-month.ts';
import { nextRevision } from './next-revision.ts';

type IssueContext = {
  readonly table: Table;
  readonly deployment: Pick<Deployment, 'stage'>;
  readonly clock: () => Instant;
};

/**
 * Issues the credit that was approved last for a customer's month.
 * It becomes the next revision, with the previous amount of that moment.
 * Returns the recorded revision; undefined if there is nothing to issue. A repeated call changes nothing.
 * Statement and page were stored with the proposal.
 */
export const issueApproved = async (
  { table, deployment, clock }: IssueContext,
  customer: string,
  month: string,
): Promise<Revision | undefined> => {
  const loaded = await loadCustomer(table, customer, month);
  const found = unissuedApproval(approvalsOf(loaded.approvals, month), loaded.revisions);
  if (found === undefined) return undefined;
  const { proposal, approval } = found;
  const last = revisionsOf(loaded.revisions, month).at(-1);
  const { statement: text, statementSha256: sha256, statementUrl: url, statementPage: page } = proposal;
  const next = nextRevision(parse(customerMonthSchema, parseJson(text)), last, {
    stage: deployment.stage,
    apply: proposal.apply,
    revision: (last?.revision ?? 0) + 1,
    previousAmountMinor: last?.amountMinor ?? 0,
    externalRefs: proposal.externalRefs,
    stored: { text, sha256, url, page },
    run: proposal.run,
    closedAsOf: proposal.closedAsOf,
    recordedAt: clock(),
    approval: { number: approval.number, by: approval.by, at: approval.recordedAt },
  });
  // A crash after the decision can have left the proposal without its end in the list.
  await endProposal(table, proposal);
  const { outcome, stored } = await recordRevision(table, next);
  if (outcome === 'too long') throw new Error(`${customer}:${month}: the approved revision is too long for the table`);
  if (stored.approval?.number !== approval.number)
    throw new Error(`${customer}:${month}: revision ${next.revision} was recorded by run ${stored.run}`);
  return stored;
};
