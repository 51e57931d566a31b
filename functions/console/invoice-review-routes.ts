import type { Context } from 'hono';
import type { Hono } from 'hono/tiny';
import { type ApiCall, callerOf } from '../../shared/api/api-call.ts';
import type { ApiContext } from '../../shared/api/context.ts';
import { decideReview, listOpenReviews } from '../../shared/api/invoice-reviews-api.ts';
import { CONSOLE_PATH, invoiceReviewsPath } from '../../shared/config/console-paths.ts';
import { InvalidInput } from '../../shared/lib/validation.ts';
import { frameOf } from './frame-of.ts';
import { invoiceReviewsPage, type InvoiceReviewsPage } from './pages/invoice-reviews-page.ts';

/** Credits of one page: the oldest month comes first. */
const LISTED_MAX = 50;

/** Adds the list of credits that Stripe did not take, and a person's decision about one. */
export const consoleInvoiceReviewRoutes = (app: Hono<ApiCall>, context: ApiContext): void => {
  const showList = async (call: Context<ApiCall>, shown: Pick<InvoiceReviewsPage, 'decided' | 'rejected'>) => {
    const open = await listOpenReviews(context);
    const page = {
      reviews: open.slice(0, LISTED_MAX),
      notListed: Math.max(0, open.length - LISTED_MAX),
      timeZone: context.deployment.config.closing.timeZone,
      ...shown,
    };
    const html = invoiceReviewsPage(page, frameOf(context, call, 'approvals'));
    return call.html(html, shown.rejected === undefined ? 200 : 400);
  };

  app.get(`${CONSOLE_PATH}/invoice-reviews`, (call) => showList(call, { decided: call.req.query('decided') }));

  app.post(`${CONSOLE_PATH}/invoice-reviews/:id`, async (call) => {
    const id = call.req.param('id');
    const form = new URLSearchParams(await call.req.text());
    const body = { action: form.get('action') ?? '', reason: form.get('reason') ?? '' };
    try {
      const result = await decideReview(context, callerOf(call), id, body);
      if ('title' in result)
        return await showList(call, { rejected: { id, faults: [{ at: '', rule: result.title }] } });
      return call.redirect(invoiceReviewsPath(undefined, { decided: id }), 303);
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      context.telemetry.rejected('records', error);
      return showList(call, { rejected: { id, faults: error.faults } });
    }
  });
};
