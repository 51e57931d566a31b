import type { Hono } from 'hono/tiny';
import { type ApiCall, monthParam } from '../../shared/api/api-call.ts';
import type { ApiContext } from '../../shared/api/context.ts';
import { customerAmounts } from '../../shared/closing/customer-amounts.ts';
import { monthStatus } from '../../shared/closing/month-status.ts';
import { monthsOf, pageOfCandidates } from '../../shared/closing/select-customers.ts';
import { CONSOLE_PATH } from '../../shared/config/console-paths.ts';
import { latestMonthEnd } from '../../shared/config/schedule.ts';
import { customerId } from '../../shared/domain/facts/fields.ts';
import { parseInstant } from '../../shared/domain/time/instant.ts';
import { mapConcurrently } from '../../shared/lib/map-concurrently.ts';
import { parse } from '../../shared/lib/validation.ts';
import { findCompletion, runId, runsBefore } from '../../shared/persistence/run-store.ts';
import { frameOf } from './frame-of.ts';
import { AMOUNT_FILTERS, amountsPage } from './pages/amounts-page.ts';
import { monthCrumbs } from './pages/console-frame.ts';
import { runsPage } from './pages/runs-page.ts';

const LISTED_RUNS_MAX = 30;
const RUN_READS_MAX = 16;

/** Adds the pages of a month's amounts before a close, and of its runs. */
export const consoleAmountsRoutes = (app: Hono<ApiCall>, context: ApiContext): void => {
  const { table, deployment, clock } = context;
  const { closing: schedule } = deployment.config;

  app.get(`${CONSOLE_PATH}/months/:month/customers`, async (call) => {
    const month = monthParam(call);
    const { show, policies, after } = call.req.query();
    const now = clock();
    const { questionNow, closing } = await monthStatus(table, deployment, month, now);
    const isCurrent = closing !== undefined && policies === 'current';
    const inputs = isCurrent ? { month, asOf: now } : questionNow;
    const place = after === undefined ? {} : { after: parse(customerId, after) };
    const { customers, next } = await pageOfCandidates(context, inputs, await monthsOf(context, inputs), place);
    const page = {
      month,
      amounts: await customerAmounts(context, inputs, customers),
      show: AMOUNT_FILTERS.find((filter) => filter === show) ?? 'all',
      isClosed: closing !== undefined,
      isCurrent,
      canClose: latestMonthEnd(month, schedule) <= now,
      asOf: inputs.asOf,
      timeZone: schedule.timeZone,
      after,
      next,
    };
    const crumbs = monthCrumbs(month);
    return call.html(amountsPage(page, { ...frameOf(context, call, 'months'), crumbs }));
  });

  app.get(`${CONSOLE_PATH}/months/:month/runs`, async (call) => {
    const month = monthParam(call);
    const before = parseInstant(call.req.query('before') ?? '');
    const { runs, more } = await runsBefore(table, month, LISTED_RUNS_MAX, before);
    const listed = await mapConcurrently(RUN_READS_MAX, runs, async (run) => ({
      id: runId(run),
      run,
      completion: await findCompletion(table, run),
    }));
    const crumbs = monthCrumbs(month);
    const page = { month, runs: listed, more, timeZone: schedule.timeZone };
    return call.html(runsPage(page, { ...frameOf(context, call, 'months'), crumbs }));
  });
};
