import { loadProviderClaims } from '../../shared/closing/load-provider-claims.ts';
import { addMonths, localMonth } from '../../shared/domain/time/calendar.ts';
import { DAY_MS } from '../../shared/lib/time-units.ts';
import type { ProviderClaimsContext } from './context.ts';

/** A claim counts from this long before the first of its deadlines. */
const WARNED_MS = 7 * DAY_MS;

/** Months whose claims are watched: the current one and those before it. Public SLAs have claims of 60 days at most. */
const WATCHED_MONTHS = 4;

/** Reports the open claims against providers with a deadline within seven days. */
export const reportDueClaims = async ({ table, config, telemetry, clock }: ProviderClaimsContext): Promise<void> => {
  const now = clock();
  const current = localMonth(config.closing.timeZone, now);
  let due = 0;
  for (let back = 0; back < WATCHED_MONTHS; back += 1) {
    const month = addMonths(current, -back);
    for (const { provider, service, state, amountMinor, nextDeadline } of await loadProviderClaims(
      table,
      config,
      month,
      now,
    )) {
      if (state !== 'open' || amountMinor === 0 || nextDeadline === undefined) continue;
      if (nextDeadline < now || nextDeadline - now > WARNED_MS) continue;
      telemetry.note('claim against a provider due', { provider, service, month });
      due += 1;
    }
  }
  telemetry.count('ProviderClaimsDue', due);
};
