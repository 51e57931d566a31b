import type { CreditMessage } from '../../../shared/invoicing/credit-message.ts';

type Credit = CreditMessage['data'];

/** Returns a billing message of October 2026 for the customer `acme`, `cus_acme` in Stripe. */
export const creditRevision = (
  revision: number,
  amountMinor: number,
  change: Partial<Credit> = {},
  amounts: Readonly<Record<string, number>> = { '': amountMinor },
): CreditMessage => ({
  specversion: '1.0',
  id: `acme:2026-10:${revision}`,
  type: revision === 1 ? 'sla-credits.credit.issued.v1' : 'sla-credits.credit.adjusted.v1',
  data: {
    creditId: 'acme:2026-10',
    revision,
    customer: 'acme',
    externalRefs: { stripe: 'cus_acme' },
    month: '2026-10',
    apply: 'incident-month',
    amountMinor,
    currency: 'USD',
    exponent: 2,
    lines: Object.entries(amounts).map(([service, minor]) => ({
      kind: 'computed',
      service: service === '' ? null : service,
      amountMinor: minor,
      timeZone: 'UTC',
      reason: `SLA credit for October 2026${service === '' ? '' : `, service ${service}`}.`,
    })),
    reason: 'SLA credit for October 2026.',
    statement: { sha256: 'ab'.repeat(32) },
    ...change,
  },
});
