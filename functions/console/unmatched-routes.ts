import type { Context } from 'hono';
import type { Hono } from 'hono/tiny';
import { type ApiCall, callerOf } from '../../shared/api/api-call.ts';
import type { ApiContext } from '../../shared/api/context.ts';
import { decideUnmatched, listUnmatchedMessages } from '../../shared/api/unmatched-api.ts';
import { pageOfAllCustomers } from '../../shared/closing/select-customers.ts';
import { CONSOLE_PATH, unmatchedPath } from '../../shared/config/console-paths.ts';
import { mapConcurrently } from '../../shared/lib/map-concurrently.ts';
import { type Fault, InvalidInput } from '../../shared/lib/validation.ts';
import { frameOf } from './frame-of.ts';
import { unmatchedPage } from './pages/unmatched-page.ts';
import { proposeOutage } from './propose-outage.ts';

/** Messages of one page: the oldest come first. */
const LISTED_MAX = 50;

/** Adds the list of messages without a customer, and a person's decision about one. */
export const consoleUnmatchedRoutes = (app: Hono<ApiCall>, context: ApiContext): void => {
  const showList = async (
    call: Context<ApiCall>,
    shown: {
      readonly decided?: string;
      readonly rejected?: { readonly id: string; readonly faults: readonly Fault[] };
    },
  ) => {
    const listed = (await listUnmatchedMessages(context, { all: false })).slice(0, LISTED_MAX);
    const messages = await mapConcurrently(4, listed, async (entry) => ({
      ...entry,
      outage: await proposeOutage(context, entry.message),
    }));
    const { customers } = await pageOfAllCustomers(context, context.clock());
    const page = { messages, customers, timeZone: context.deployment.config.closing.timeZone, ...shown };
    return call.html(
      unmatchedPage(page, frameOf(context, call, 'unmatched')),
      shown.rejected === undefined ? 200 : 400,
    );
  };

  app.get(`${CONSOLE_PATH}/unmatched`, (call) => {
    const decided = call.req.query('decided');
    return showList(call, decided === undefined ? {} : { decided });
  });

  app.post(`${CONSOLE_PATH}/unmatched/:id`, async (call) => {
    const id = call.req.param('id');
    const values = Object.fromEntries(new URLSearchParams(await call.req.text()));
    const body = Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ''));
    try {
      const decision = await decideUnmatched(context, callerOf(call), id, body);
      if ('title' in decision)
        return await showList(call, { rejected: { id, faults: [{ at: '', rule: decision.title }] } });
      return call.redirect(unmatchedPath(undefined, id), 303);
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      context.telemetry.rejected('records', error);
      return showList(call, { rejected: { id, faults: error.faults } });
    }
  });
};
