import type { Context } from 'hono';
import type { Hono } from 'hono/tiny';
import { type ApiCall, callerOf } from '../../shared/api/api-call.ts';
import type { ApiContext } from '../../shared/api/context.ts';
import { markProviderClaim } from '../../shared/api/provider-claims-api.ts';
import { loadDraftedClaims } from '../../shared/closing/load-provider-claims.ts';
import { CONSOLE_PATH, providerClaimsPath } from '../../shared/config/console-paths.ts';
import { month as monthField } from '../../shared/domain/facts/fields.ts';
import { addMonths, localMonth } from '../../shared/domain/time/calendar.ts';
import { parse } from '../../shared/lib/validation.ts';
import { frameOf } from './frame-of.ts';
import { monthCrumbs } from './pages/console-frame.ts';
import { providerClaimsPage } from './pages/provider-claims-page.ts';

/** Adds the page of a month's claims against providers, and a person's mark of one. */
export const consoleProviderClaimRoutes = (app: Hono<ApiCall>, context: ApiContext): void => {
  const { timeZone } = context.deployment.config.closing;
  const monthOfQuery = (call: Context<ApiCall>): string => {
    const given = call.req.query('month');
    if (given !== undefined) return parse(monthField, given);
    return addMonths(localMonth(timeZone, context.clock()), -1);
  };

  app.get(`${CONSOLE_PATH}/provider-claims`, async (call) => {
    const month = monthOfQuery(call);
    const claims = await loadDraftedClaims(context, month, context.clock());
    return call.html(
      providerClaimsPage(
        { month, claims, timeZone },
        { ...frameOf(context, call, 'months'), crumbs: monthCrumbs(month) },
      ),
    );
  });

  app.post(`${CONSOLE_PATH}/provider-claims`, async (call) => {
    const month = monthOfQuery(call);
    const values = new URLSearchParams(await call.req.text());
    const body = Object.fromEntries([...values].filter(([, value]) => value.trim() !== ''));
    await markProviderClaim(context, callerOf(call), month, body);
    return call.redirect(providerClaimsPath(month), 303);
  });
};
