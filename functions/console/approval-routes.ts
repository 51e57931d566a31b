import type { Context } from 'hono';
import type { Hono } from 'hono/tiny';
import { type ApiCall, callerOf } from '../../shared/api/api-call.ts';
import { decideProposal, listWaitingProposals } from '../../shared/api/approvals-api.ts';
import type { ApiContext } from '../../shared/api/context.ts';
import { grantGoodwill } from '../../shared/api/goodwill-api.ts';
import { pageOfAllCustomers } from '../../shared/closing/select-customers.ts';
import { approvalsPath, CONSOLE_PATH, goodwillPath } from '../../shared/config/console-paths.ts';
import { readMoneyText } from '../../shared/domain/money/money-text.ts';
import { type Fault, InvalidInput } from '../../shared/lib/validation.ts';
import { proposalId } from '../../shared/persistence/approval-log.ts';
import { frameOf } from './frame-of.ts';
import { approvalsPage, type ApprovalsPage } from './pages/approvals-page.ts';

/** Proposals of one page: the oldest come first. */
const LISTED_MAX = 50;

/** Adds the list of credits that wait for approval, a person's decision about one, and the form for goodwill. */
export const consoleApprovalRoutes = (app: Hono<ApiCall>, context: ApiContext): void => {
  const { closing, approval, invoicing } = context.deployment.config;

  const showList = async (
    call: Context<ApiCall>,
    shown: Pick<ApprovalsPage, 'decided' | 'granted' | 'rejected' | 'goodwill'>,
  ) => {
    const waiting = await listWaitingProposals(context);
    const { customers } = await pageOfAllCustomers(context, context.clock());
    const page = {
      customers,
      proposals: waiting.slice(0, LISTED_MAX).map((proposal) => ({ id: proposalId(proposal), proposal })),
      fourEyes: approval?.fourEyes ?? false,
      hasReviews: invoicing?.stripe !== undefined,
      timeZone: closing.timeZone,
      ...shown,
    };
    const status = shown.rejected === undefined && shown.goodwill === undefined ? 200 : 400;
    return call.html(approvalsPage(page, frameOf(context, call, 'approvals')), status);
  };

  const faultsOf = (error: unknown): readonly Fault[] => {
    if (!(error instanceof InvalidInput)) throw error;
    context.telemetry.rejected('records', error);
    return error.faults;
  };

  app.get(`${CONSOLE_PATH}/approvals`, (call) => {
    const { decided, granted } = call.req.query();
    return showList(call, { decided, granted });
  });

  app.post(`${CONSOLE_PATH}/approvals/:id`, async (call) => {
    const id = call.req.param('id');
    const form = new URLSearchParams(await call.req.text());
    const body = { approve: form.get('approve') === 'true', reason: form.get('reason') ?? '' };
    try {
      const result = await decideProposal(context, callerOf(call), id, body);
      if ('title' in result)
        return await showList(call, { rejected: { id, faults: [{ at: '', rule: result.title }] } });
      return call.redirect(approvalsPath(undefined, { decided: id }), 303);
    } catch (error) {
      return showList(call, { rejected: { id, faults: faultsOf(error) } });
    }
  });

  app.post(goodwillPath, async (call) => {
    const values = Object.fromEntries(new URLSearchParams(await call.req.text()));
    const { amount = '', ...rest } = values;
    const money = readMoneyText(amount);
    try {
      if (money.value === undefined) throw new InvalidInput([{ at: 'amount', rule: money.rule, value: amount }]);
      const body = { ...rest, ...money.value };
      const { customer } = await grantGoodwill(context, callerOf(call), body);
      return call.redirect(approvalsPath(undefined, { granted: customer }), 303);
    } catch (error) {
      return showList(call, { goodwill: { values, faults: faultsOf(error) } });
    }
  });
};
