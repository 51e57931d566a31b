import type { Hono } from 'hono/tiny';
import * as z from 'zod/mini';
import { snapshotOf, closedMonthInputs } from '../closing/config-snapshot.ts';
import { evaluateCustomerMonth } from '../closing/evaluate-customer-month.ts';
import { flag, text, keywordField } from '../domain/facts/fields.ts';
import { formatInstant } from '../domain/time/instant.ts';
import { closingOrder, type ClosingOrder, POLICY_CHOICES } from '../messaging/closing-order.ts';
import { jsonBody, sendMessage } from '../messaging/send-messages.ts';
import { parse } from '../lib/validation.ts';
import { loadCustomer } from '../persistence/customer-partition.ts';
import { revisionsOf } from '../persistence/ledger.ts';
import { type RunReport, runReport } from '../persistence/run-report.ts';
import { newestRuns, type Run, runId } from '../persistence/run-store.ts';
import { bodyOf, type ApiCall, caller, customerParam, monthParam, failWith } from './api-call.ts';
import type { ApiContext } from '../../functions/records/handler.ts';
import { listing } from './listing.ts';

const closeBody = z.strictObject({
  preview: z.optional(flag),
  policies: z.optional(keywordField(POLICY_CHOICES)),
  reason: text,
});

/** Months: what a customer's came to and why, closing one again, and how the latest closing went. */
export const monthsApi = (app: Hono<ApiCall>, context: ApiContext): void => {
  const { table, closing, clock } = context;

  app.get('/customers/:id/months/:month', async (call) => {
    const [customer, month] = [customerParam(call), monthParam(call)];
    const loaded = await loadCustomer(table, customer, month);
    if (loaded.profiles.length === 0) return failWith(404, `There is no customer ${customer}`);
    const { closing: closed, newest: run } = await newestRuns(table, month);
    const asOf = run?.asOf ?? clock();
    const revisions = revisionsOf(loaded.revisions, month);
    const worked = await evaluateCustomerMonth(
      loaded,
      closed === undefined ? { month, asOf } : closedMonthInputs(closed, run ?? closed),
      context.deployment,
      context.monthOf,
    );
    return Response.json({
      customer,
      month,
      run: run === undefined ? null : runId(run),
      asOf: formatInstant(asOf),
      ...(worked.kind === 'assessed' ? { statement: worked.statement } : { blocked: worked.reason }),
      revisions: revisions.map(({ statement: _statement, message, ...revision }) => ({
        ...revision,
        closedAsOf: formatInstant(revision.closedAsOf),
        recordedAt: formatInstant(revision.recordedAt),
        sent: loaded.sent.some((mark) => mark.month === month && mark.revision === revision.revision),
        message: parseStored(message),
      })),
    });
  });

  app.post('/months/:month/close', async (call) => {
    const month = monthParam(call);
    const { preview = false, policies, reason } = parse(closeBody, await bodyOf(call));
    const now = clock();
    const order: ClosingOrder = {
      kind: 'requested',
      month,
      asOf: now,
      preview,
      policies,
      reason,
      by: caller(call),
      startedAt: now,
    };
    await sendMessage(closing, jsonBody(z.encode(closingOrder, order)), preview ? { delaySeconds: 0 } : {});
    return Response.json({ run: runId(order), month, asOf: formatInstant(now), preview }, { status: 202 });
  });

  app.get('/months/:month', async (call) => {
    const month = monthParam(call);
    const report = await runReport(table, month);
    if (report === undefined) return failWith(404, `No closing of ${month} has started`);
    const { sweeps, ...closing } = report;
    const list = listing();
    return Response.json({ ...reported(closing, list), sweeps: sweeps.map((sweep) => reported(sweep, list)) });
  });
};

/** A run as it is answered. `notListed`: how many more there are than an answer holds. */
const reported = ({ run, closed, ...rest }: RunReport, list: ReturnType<typeof listing>): object => {
  const [blocked, attention] = [list(rest.blocked), list(rest.attention)];
  const notListed = {
    blocked: rest.blocked.length - blocked.length,
    attention: rest.attention.length - attention.length,
  };
  return {
    ...describe(run),
    closedAt: closed === undefined ? null : formatInstant(closed.closedAt),
    ...rest,
    blocked,
    attention,
    ...(notListed.blocked + notListed.attention > 0 ? { notListed } : {}),
  };
};

/** A run, and by which versions of the policies it judges; what else it keeps of them is long. */
const describe = ({ basis: _basis, sweep: _sweep, policies, recordsAsOf: _recordsAsOf, ...run }: Run): object => ({
  run: runId({ ...run, sweep: _sweep }),
  ...run,
  asOf: formatInstant(run.asOf),
  startedAt: formatInstant(run.startedAt),
  ...(policies === undefined ? {} : { policies }),
  judgedBy: Object.values(snapshotOf({ ...run, basis: _basis })?.policies ?? {}).map(({ id, version }) => ({
    id,
    version,
  })),
});

const parseStored = (message: string): unknown => JSON.parse(message);
