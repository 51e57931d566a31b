import type { Hono } from 'hono/tiny';
import { type ApiCall, callerOf } from '../../shared/api/api-call.ts';
import type { ApiContext } from '../../shared/api/context.ts';
import { liftStop } from '../../shared/api/mail-api.ts';
import { CONSOLE_PATH, customerPath } from '../../shared/config/console-paths.ts';
import { customerId } from '../../shared/domain/facts/fields.ts';
import { parse } from '../../shared/lib/validation.ts';
import { frameOf } from './frame-of.ts';
import { errorPage } from './pages/error-page.ts';

/** Adds the form that lifts the stop of an address. It returns to the customer's page. */
export const consoleMailRoutes = (app: Hono<ApiCall>, context: ApiContext): void => {
  app.post(`${CONSOLE_PATH}/mail-stops/:id`, async (call) => {
    const form = new URLSearchParams(await call.req.text());
    const customer = parse(customerId, form.get('customer') ?? '');
    const reason = form.get('lift')?.trim() ?? '';
    const lifted = await liftStop(context, callerOf(call), call.req.param('id'), { lift: reason });
    if (lifted === undefined) {
      const frame = frameOf(context, call, 'customers');
      return call.html(errorPage('Address not found', 'No message to this address bounced.', [], frame), 404);
    }
    return call.redirect(customerPath(customer, lifted.outcome === 'lifted' ? 'stored' : 'unchanged'), 303);
  });
};
