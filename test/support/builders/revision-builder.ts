import type { Revision } from '../../../shared/persistence/ledger.ts';
import { instant } from './instant-text.ts';

/** Returns a revision of a credit with changes. */
export const aRevision = (changes: Partial<Revision> = {}): Revision => ({
  customer: 'acme',
  month: '2026-10',
  revision: 1,
  amountMinor: 15_500,
  currency: 'USD',
  previousAmountMinor: 0,
  reason: 'Service credit for October 2026: 1 day with downtime.',
  run: '2026-10@2026-11-02T20:00:00.000Z',
  closedAsOf: instant('2026-11-02T20:00:00Z'),
  recordedAt: instant('2026-11-02T20:06:00Z'),
  statement: '{"zeta":1,"alpha":[2.5,null]}',
  statementSha256: 'abc',
  statementUrl: 's3://statements/abc.json',
  externalRefs: { stripe: 'cus_1' },
  message: '{"specversion":"1.0","id":"acme:2026-10:1"}',
  ...changes,
});
