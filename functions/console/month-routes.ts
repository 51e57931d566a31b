import type { Hono } from 'hono/tiny';
import * as z from 'zod/mini';
import { evaluateCustomerMonth } from '../../shared/closing/evaluate-customer-month.ts';
import { renderStatement } from '../../shared/web/render-statement.ts';
import { viewMonth } from '../../shared/closing/month-view.ts';
import { evidenceNotes } from '../../shared/closing/evidence-notes.ts';
import { monthStatus } from '../../shared/closing/month-status.ts';
import { pageOfCandidates, pageOfCredited, monthsOf } from '../../shared/closing/select-customers.ts';
import { inConsoleFrame } from './pages/console-frame.ts';
import { messagesPage } from './pages/messages-page.ts';
import { monthBanner } from './pages/month-banner.ts';
import { monthsPage } from './pages/months-page.ts';
import { blockedPage } from './pages/error-page.ts';
import {
  CONSOLE_PATH,
  factPath,
  monthPath,
  statementJsonPath,
  statementPath,
} from '../../shared/config/console-paths.ts';
import { addMonths, localDate, monthInterval } from '../../shared/domain/time/calendar.ts';
import { monthPage } from '../../shared/web/month-page.ts';
import { namesOf } from '../../shared/web/display-names.ts';
import { closingInstant } from '../../shared/config/schedule.ts';
import { mapConcurrently } from '../../shared/lib/map-concurrently.ts';
import { loadCustomer } from '../../shared/persistence/load-customer.ts';
import { revisionsOf } from '../../shared/persistence/ledger.ts';
import { countDoneBatches, findCompletion, findPlan, newestRuns } from '../../shared/persistence/run-store.ts';
import { type ApiCall, customerParam, monthParam as monthNamed } from '../../shared/api/api-call.ts';
import type { ApiContext } from '../../shared/api/context.ts';
import { consoleFrameOf } from './frame-of.ts';
import type { ApiClient } from './api-client.ts';

const ordered = z.object({ run: z.string() });

/** How many months the index lists. */
const LISTED = 13;

/** How many customers are loaded at once. */
const AT_ONCE = 16;

/** Months: all of them, one for its operator, and a customer's statement, as the last closing left them or with what is known now. */
export const consoleMonthRoutes = (app: Hono<ApiCall>, context: ApiContext, ask: ApiClient): void => {
  const { table, deployment, monthOf, clock } = context;
  const { config } = deployment;

  app.get(CONSOLE_PATH, async (call) => {
    const now = localDate(config.closing.timeZone, clock()).slice(0, 7);
    const before = call.req.query('before');
    const last = before === undefined || !/^\d{4}-\d\d$/.test(before) ? now : before;
    const months = Array.from({ length: LISTED }, (_, back) => addMonths(last, -back));
    const rows = await mapConcurrently(LISTED, months, async (month) => {
      const { closing, newest } = await newestRuns(table, month);
      const [closed, came] = await Promise.all([
        closing === undefined ? undefined : findCompletion(table, closing),
        newest === undefined ? undefined : findCompletion(table, newest),
      ]);
      return { month, closedAt: closed?.closedAt, newest, came };
    });
    const shown = rows.filter(({ month, newest }) => newest !== undefined || month === now);
    return call.html(
      monthsPage(
        { months: shown, older: addMonths(last, -LISTED), closing: config.closing },
        consoleFrameOf(context, call, { part: 'months' }),
      ),
    );
  });

  app.get(`${CONSOLE_PATH}/months/:month`, async (call) => {
    const month = monthNamed(call);
    const standing = await monthStatus(table, deployment, month, clock());
    const { now, after, ordered } = call.req.query();
    const question = now === undefined ? standing.question : standing.questionNow;
    const months = await monthsOf(context, question);
    const all = after === undefined ? await pageOfCandidates(context, question, months, { all: true }) : undefined;
    const listing =
      all !== undefined && all.next === undefined ? all : await pageOfCandidates(context, question, months, { after });
    const view = await viewMonth(context, question, listing.customers, (customer) =>
      statementPath(month, customer, { now }),
    );
    const closedAt = now === undefined ? standing.closedAt : undefined;
    const { closing } = standing;
    const progress =
      closing === undefined || standing.closedAt !== undefined
        ? undefined
        : { done: await countDoneBatches(table, closing), planned: (await findPlan(table, closing))?.chunks };
    const banner = monthBanner({
      month,
      standing,
      isNow: now !== undefined,
      ends: monthInterval(month, config.closing.timeZone).end,
      due: closingInstant(config.closing, month),
      now: clock(),
      progress,
      ordered,
      some: listing === all ? undefined : { count: listing.customers.length, after, next: listing.next },
    });
    const page = monthPage({ ...view, names: namesOf(config), closedAt });
    return call.html(inConsoleFrame(page, consoleFrameOf(context, call, { part: 'months', banner })));
  });

  app.get(`${CONSOLE_PATH}/months/:month/customers/:id`, async (call) => {
    const [month, customer] = [monthNamed(call), customerParam(call)];
    const isNow = call.req.query('now') !== undefined;
    const { question, questionNow } = await monthStatus(table, deployment, month, clock());
    const loaded = await loadCustomer(table, customer, month);
    const worked = await evaluateCustomerMonth(loaded, isNow ? questionNow : question, deployment, monthOf);
    const frame = consoleFrameOf(context, call, { part: 'months' });
    if (worked.kind === 'blocked') return call.html(blockedPage({ month, customer, reason: worked.reason }, frame));
    const page = renderStatement(worked, {
      loaded,
      shared: await evidenceNotes(table, worked.statement, worked.assessment.month),
      config,
      revisions: revisionsOf(loaded.revisions, month),
      factHref: (fact) => factPath(fact),
      ...(isNow ? {} : { stored: { href: statementJsonPath(month, customer) } }),
    });
    return call.html(inConsoleFrame(page, frame));
  });

  app.get(`${CONSOLE_PATH}/months/:month/messages`, async (call) => {
    const month = monthNamed(call);
    const after = call.req.query('after');
    const { customers, next } = await pageOfCredited(context, month, clock(), after);
    const loaded = await mapConcurrently(AT_ONCE, customers, (customer) => loadCustomer(table, customer, month));
    const page = { month, timeZone: config.closing.timeZone, customers: loaded, after, next };
    return call.html(messagesPage(page, consoleFrameOf(context, call, { part: 'months' })));
  });

  // The API's own answer, and its own route for what changes something.
  app.get(`${CONSOLE_PATH}/months/:month/json/:id`, async (call) =>
    ask(call, 'GET', `/customers/${customerParam(call)}/months/${monthNamed(call)}`),
  );

  app.post(`${CONSOLE_PATH}/months/:month/close`, async (call) => {
    const month = monthNamed(call);
    const reason = new URLSearchParams(await call.req.text()).get('reason') ?? '';
    const answer = await ask(call, 'POST', `/months/${month}/close`, { reason });
    if (answer.status !== 202) return answer;
    const { run } = z.parse(ordered, await answer.json());
    return call.redirect(monthPath(month, { ordered: run }), 303);
  });
};
