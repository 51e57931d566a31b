import type { Hono } from 'hono/tiny';
import { type ApiCall, callerOf, customerParam, monthParam } from '../../shared/api/api-call.ts';
import type { ApiContext } from '../../shared/api/context.ts';
import { customerMonthJson, orderClosing } from '../../shared/api/months-api.ts';
import { accrualCard } from '../../shared/closing/accrual.ts';
import { waitingMessages } from '../../shared/api/unmatched-api.ts';
import { evaluateCustomerMonth } from '../../shared/closing/evaluate-customer-month.ts';
import { evidenceNotes } from '../../shared/closing/evidence-notes.ts';
import { monthCauses } from '../../shared/closing/month-causes.ts';
import { monthStatus } from '../../shared/closing/month-status.ts';
import { viewMonth } from '../../shared/closing/month-view.ts';
import { renderStatement } from '../../shared/web/render-statement.ts';
import { pageOfCandidates, pageOfCredited, monthsOf } from '../../shared/closing/select-customers.ts';
import {
  CONSOLE_PATH,
  customerPath,
  factPath,
  messageHref,
  monthPath,
  statementJsonPath,
  statementPath,
} from '../../shared/config/console-paths.ts';
import { closingInstant, latestMonthEnd } from '../../shared/config/schedule.ts';
import { month as monthField } from '../../shared/domain/facts/fields.ts';
import { addMonths, localMonth, monthInterval } from '../../shared/domain/time/calendar.ts';
import { mapConcurrently } from '../../shared/lib/map-concurrently.ts';
import { parse } from '../../shared/lib/validation.ts';
import { loadCustomer } from '../../shared/persistence/load-customer.ts';
import { revisionsOf } from '../../shared/persistence/ledger.ts';
import {
  countDoneBatches,
  creditsRecorded,
  findCompletion,
  findPlan,
  newestRuns,
  runId,
} from '../../shared/persistence/run-store.ts';
import { causesPage } from '../../shared/web/causes-page.ts';
import { namesOf } from '../../shared/web/display-names.ts';
import { monthPage } from '../../shared/web/month-page.ts';
import { frameOf } from './frame-of.ts';
import { consoleFrame, type Crumb, monthCrumbs } from './pages/console-frame.ts';
import { blockedPage, errorPage } from './pages/error-page.ts';
import { messagesPage } from './pages/messages-page.ts';
import { monthBanner } from './pages/month-banner.ts';
import { monthsPage } from './pages/months-page.ts';
import { reviewLinks } from './pages/review-links.ts';

const LISTED_MONTHS = 13;
const CAUSE_MONTHS = 12;
const CUSTOMER_READS_MAX = 16;

/** Adds the pages of all months, of one month, of a customer's month and of a month's billing messages. */
export const consoleMonthRoutes = (app: Hono<ApiCall>, context: ApiContext): void => {
  const { table, deployment, monthOf, clock } = context;
  const { config } = deployment;

  app.get(CONSOLE_PATH, async (call) => {
    const currentMonth = localMonth(config.closing.timeZone, clock());
    const before = call.req.query('before');
    const last = before === undefined ? currentMonth : parse(monthField, before);
    const months = Array.from({ length: LISTED_MONTHS }, (_, back) => addMonths(last, -back));
    const rows = await mapConcurrently(LISTED_MONTHS, months, async (month) => {
      const { closing, newest } = await newestRuns(table, month);
      const [closed, result, totalMinor] = await Promise.all([
        closing === undefined ? undefined : findCompletion(table, closing),
        newest === undefined ? undefined : findCompletion(table, newest),
        newest === undefined ? {} : creditsRecorded(table, month),
      ]);
      return { month, closedAt: closed?.closedAt, newest, result, totalMinor };
    });
    const page = {
      months: rows.filter(({ month, newest }) => newest !== undefined || month === currentMonth),
      older: addMonths(last, -LISTED_MONTHS),
      closing: config.closing,
    };
    return call.html(monthsPage(page, frameOf(context, call, 'months')));
  });

  app.get(`${CONSOLE_PATH}/causes`, async (call) => {
    const now = clock();
    const to = call.req.query('to');
    const last = to === undefined ? localMonth(config.closing.timeZone, now) : parse(monthField, to);
    const months = Array.from({ length: CAUSE_MONTHS }, (_, i) => addMonths(last, i + 1 - CAUSE_MONTHS));
    const caused = await mapConcurrently(2, months, (month) => monthCauses(context, month, now));
    const frame = consoleFrame({ ...frameOf(context, call, 'months'), crumbs: [['Months', CONSOLE_PATH]] });
    return call.html(
      causesPage({ months: caused.filter(({ credits }) => credits.length > 0), pages: config.providers, frame }),
    );
  });

  app.get(`${CONSOLE_PATH}/months/:month`, async (call) => {
    const month = monthParam(call);
    const status = await monthStatus(table, deployment, month, clock());
    const { closing } = status;
    const { now, after, ordered } = call.req.query();
    const isCurrent = now !== undefined;
    const inputs = isCurrent ? status.questionNow : status.question;
    const months = await monthsOf(context, inputs);
    // All customers with any credit are listed if they fit on one page.
    const all = after === undefined ? await pageOfCandidates(context, inputs, months, { all: true }) : undefined;
    const listing =
      all !== undefined && all.next === undefined ? all : await pageOfCandidates(context, inputs, months, { after });
    const view = await viewMonth(context, inputs, listing.customers, (customer) =>
      statementPath(month, customer, { now }),
    );
    const waiting = await waitingMessages(context, monthInterval(month, config.closing.timeZone));
    const banner = monthBanner({
      month,
      status,
      closingRun: closing === undefined ? undefined : runId(closing),
      isCurrent,
      ends: latestMonthEnd(month, config.closing),
      due: closingInstant(config.closing, month),
      now: clock(),
      progress:
        closing === undefined || status.closedAt !== undefined
          ? undefined
          : { done: await countDoneBatches(table, closing), planned: (await findPlan(table, closing))?.chunks },
      requestedRun: ordered,
      unmatched: waiting.length,
      customers: listing === all ? undefined : { count: listing.customers.length, after, next: listing.next },
    });
    const frame = consoleFrame({ ...frameOf(context, call, 'months'), banner, crumbs: [['Months', CONSOLE_PATH]] });
    const closedAt = isCurrent ? undefined : status.closedAt;
    const changes = isCurrent && closing !== undefined ? view.changes : undefined;
    const accrual = listing === all ? await accrualCard(context, status.questionNow, all.customers) : undefined;
    const messages = { waiting, href: messageHref };
    const shown = { changes, accrual, messages, names: namesOf(config), links: reviewLinks(month), closedAt, frame };
    return call.html(monthPage({ ...view, ...shown }));
  });

  app.get(`${CONSOLE_PATH}/months/:month/customers/:id`, async (call) => {
    const [month, customer] = [monthParam(call), customerParam(call)];
    const isCurrent = call.req.query('now') !== undefined;
    const { question, questionNow } = await monthStatus(table, deployment, month, clock());
    const loaded = await loadCustomer(table, customer, month);
    const evaluated = await evaluateCustomerMonth(loaded, isCurrent ? questionNow : question, deployment, monthOf);
    const name = loaded.profiles.at(-1)?.profile.name ?? customer;
    const crumbs: readonly Crumb[] = [...monthCrumbs(month), [name, customerPath(customer)]];
    const frame = { ...frameOf(context, call, 'months'), crumbs };
    if (evaluated.kind === 'blocked')
      return call.html(blockedPage({ month, customer, name, reason: evaluated.reason }, frame));
    const page = renderStatement(evaluated, {
      loaded,
      annotations: await evidenceNotes(table, evaluated.customerMonth, loaded.records),
      config,
      revisions: revisionsOf(loaded.revisions, month),
      factHref: (fact) => factPath(fact),
      comparesFullNotice: true,
      frame: consoleFrame(frame),
      ...(isCurrent ? {} : { stored: { href: statementJsonPath(month, customer) } }),
    });
    return call.html(page);
  });

  app.get(`${CONSOLE_PATH}/months/:month/messages`, async (call) => {
    const month = monthParam(call);
    const after = call.req.query('after');
    const { customers, next } = await pageOfCredited(context, month, clock(), after);
    const loaded = await mapConcurrently(CUSTOMER_READS_MAX, customers, (customer) =>
      loadCustomer(table, customer, month),
    );
    const messages = loaded.flatMap(({ revisions, sent }) =>
      revisionsOf(revisions, month).map((revision) => ({
        revision,
        sentAt: sent.find((mark) => mark.month === month && mark.revision === revision.revision)?.sentAt,
      })),
    );
    const page = { month, timeZone: config.closing.timeZone, messages, after, next };
    return call.html(messagesPage(page, { ...frameOf(context, call, 'months'), crumbs: monthCrumbs(month) }));
  });

  app.get(`${CONSOLE_PATH}/months/:month/json/:id`, async (call) => {
    const [month, customer] = [monthParam(call), customerParam(call)];
    const json = await customerMonthJson(context, customer, month);
    return json === undefined
      ? call.html(
          errorPage('Customer not found', `There is no customer ${customer}.`, [], frameOf(context, call, 'months')),
          404,
        )
      : Response.json(json);
  });

  app.post(`${CONSOLE_PATH}/months/:month/close`, async (call) => {
    const month = monthParam(call);
    const sent = new URLSearchParams(await call.req.text());
    const reason = sent.get('reason') ?? '';
    const policies = sent.get('policies') ?? undefined;
    const order = await orderClosing(context, callerOf(call), month, { reason, policies });
    return 'premature' in order
      ? call.html(errorPage('Month not ended', `${order.premature}.`, [], frameOf(context, call, 'months')), 409)
      : call.redirect(monthPath(month, { ordered: order.run }), 303);
  });
};
