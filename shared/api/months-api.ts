import type { Hono } from 'hono/tiny';
import * as z from 'zod/mini';
import { snapshotOf, closedMonthInputs } from '../closing/config-snapshot.ts';
import { evaluateCustomerMonth } from '../closing/evaluate-customer-month.ts';
import { latestMonthEnd } from '../config/schedule.ts';
import { flag, text, keywordField } from '../domain/facts/fields.ts';
import { monthInterval } from '../domain/time/calendar.ts';
import { formatInstant } from '../domain/time/instant.ts';
import { closingOrder, type ClosingOrder, POLICY_CHOICES } from '../messaging/closing-order.ts';
import { jsonBody, sendMessage } from '../messaging/send-messages.ts';
import { monthName } from '../lib/month-name.ts';
import { parse } from '../lib/validation.ts';
import { loadCustomer } from '../persistence/load-customer.ts';
import { revisionsOf } from '../persistence/ledger.ts';
import { type RunReport, runReport, newestRuns, type Run, runId } from '../persistence/run-store.ts';
import { parseBody, type ApiCall, callerOf, customerParam, monthParam, problemResponse } from './api-call.ts';
import type { ApiContext } from './context.ts';
import { limitLists } from './limit-lists.ts';
import { waitingMessages } from './unmatched-api.ts';

/** The body of `POST /months/{month}/close`. */
export const closeBody = z.strictObject({
  preview: z.optional(flag),
  policies: z.optional(keywordField(POLICY_CHOICES)),
  reason: text,
});

/** Adds the routes of a customer's month, of closing a month and of a month's latest run. */
export const monthsApi = (app: Hono<ApiCall>, context: ApiContext): void => {
  app.get('/customers/:id/months/:month', async (call) => {
    const [customer, month] = [customerParam(call), monthParam(call)];
    const answer = await customerMonthJson(context, customer, month);
    return answer === undefined ? problemResponse(404, `There is no customer ${customer}`) : Response.json(answer);
  });

  app.post('/months/:month/close', async (call) => {
    const month = monthParam(call);
    const order = await orderClosing(context, callerOf(call), month, await parseBody(call));
    return 'premature' in order ? problemResponse(409, order.premature) : Response.json(order, { status: 202 });
  });

  app.get('/months/:month', async (call) => {
    const month = monthParam(call);
    const report = await runReport(context.table, month);
    if (report === undefined) return problemResponse(404, `No closing of ${month} has started`);
    const { sweeps, ...closing } = report;
    const limit = limitLists();
    return Response.json({
      ...runReportJson(closing, limit),
      sweeps: sweeps.map((sweep) => runReportJson(sweep, limit)),
      unmatched: limit(await waitingOfMonth(context, month)),
    });
  });
};

/** Returns the messages that may be notices of a month and wait for a person, without their text. */
const waitingOfMonth = async (context: ApiContext, month: string): Promise<object[]> => {
  const { timeZone } = context.deployment.config.closing;
  const waiting = await waitingMessages(context, monthInterval(month, timeZone));
  return waiting.map(({ message: { id, receivedAt, from, named, reason } }) => ({
    id,
    receivedAt: formatInstant(receivedAt),
    from: from ?? named,
    reason,
  }));
};

/**
 * Evaluates a customer's month with the inputs of its newest run, and lists its revisions: the body of `GET /customers/{id}/months/{month}`.
 * An assessed month has the keys of `CustomerMonth`, a blocked one the reason.
 * Returns undefined for a customer without a record.
 */
export const customerMonthJson = async (
  { table, deployment, monthOf, clock }: ApiContext,
  customer: string,
  month: string,
): Promise<object | undefined> => {
  const loaded = await loadCustomer(table, customer, month);
  if (loaded.profiles.length === 0) return undefined;
  const { closing: closed, newest: run } = await newestRuns(table, month);
  const asOf = run?.asOf ?? clock();
  const inputs = closed === undefined ? { month, asOf } : closedMonthInputs(deployment, closed, asOf);
  const evaluated = await evaluateCustomerMonth(loaded, inputs, deployment, monthOf);
  return {
    customer,
    month,
    run: run === undefined ? null : runId(run),
    asOf: formatInstant(asOf),
    ...(evaluated.kind === 'assessed' ? evaluated.customerMonth : { blocked: evaluated.reason }),
    revisions: revisionsOf(loaded.revisions, month).map(({ statement: _statement, message, ...revision }) => ({
      ...revision,
      closedAsOf: formatInstant(revision.closedAsOf),
      recordedAt: formatInstant(revision.recordedAt),
      sent: loaded.sent.some((mark) => mark.month === month && mark.revision === revision.revision),
      message: parseStored(message),
    })),
  };
};

/** A closing that was ordered: its run's id, and what it covers. */
type OrderedClosing = {
  readonly run: string;
  readonly month: string;
  readonly asOf: string;
  readonly preview: boolean;
};

/**
 * Orders a closing of a month as of now. A preview starts at once; only it may be ordered before the month has ended in all zones.
 * Throws `InvalidInput` for an invalid body.
 */
export const orderClosing = async (
  { closing, deployment, clock }: ApiContext,
  caller: string,
  month: string,
  body: unknown,
): Promise<OrderedClosing | { readonly premature: string }> => {
  const { preview = false, policies, reason } = parse(closeBody, body);
  const now = clock();
  const ends = latestMonthEnd(month, deployment.config.closing);
  if (!preview && now < ends)
    return {
      premature: `${monthName(month)} has not ended: it ends at ${formatInstant(ends)}. Only a preview can be ordered`,
    };
  const order: ClosingOrder = {
    kind: 'requested',
    month,
    asOf: now,
    preview,
    policies,
    reason,
    by: caller,
    startedAt: now,
  };
  await sendMessage(closing, jsonBody(z.encode(closingOrder, order)), preview ? { delaySeconds: 0 } : {});
  return { run: runId(order), month, asOf: formatInstant(now), preview };
};

/** Returns the JSON of a run's report. `notListed`: the number of entries that the answer cannot hold. */
const runReportJson = ({ run, closed, ...rest }: RunReport, limit: ReturnType<typeof limitLists>): object => {
  const [blocked, attention, changes] = [limit(rest.blocked), limit(rest.attention), limit(rest.changes)];
  const notListed = {
    blocked: rest.blocked.length - blocked.length,
    attention: rest.attention.length - attention.length,
    changes: rest.changes.length - changes.length,
  };
  return {
    ...runJson(run),
    closedAt: closed === undefined ? null : formatInstant(closed.closedAt),
    ...rest,
    blocked,
    attention,
    changes,
    ...(notListed.blocked + notListed.attention + notListed.changes > 0 ? { notListed } : {}),
  };
};

/** Returns the JSON of a run with the ids and versions of its policies; the complete snapshot is long. */
const runJson = ({ basis, sweep, policies, ...run }: Run): object => ({
  run: runId({ ...run, sweep }),
  ...run,
  asOf: formatInstant(run.asOf),
  startedAt: formatInstant(run.startedAt),
  ...(policies === undefined ? {} : { policies }),
  judgedBy: Object.values(snapshotOf({ ...run, basis })?.policies ?? {}).map(({ id, version }) => ({
    id,
    version,
  })),
});

const parseStored = (message: string): unknown => JSON.parse(message);
