import { describe, expect, test } from 'vitest';
import { type CustomerPage, customerRecordPage } from '../../../../functions/console/pages/customer-record-page.ts';
import { type CustomerListRow, customersPage } from '../../../../functions/console/pages/customers-page.ts';
import { messagesPage } from '../../../../functions/console/pages/messages-page.ts';
import type { Fact } from '../../../../shared/domain/facts/facts.ts';
import type { LoadedCustomer } from '../../../../shared/persistence/load-customer.ts';
import type { Revision } from '../../../../shared/persistence/ledger.ts';
import { instant } from '../../../support/builders/instant.ts';
import { textOf } from '../../../support/builders/page-markup.ts';

/** What the console's pages say where little is known, or much: made from data alone, without a console around them. */

const frame = { stage: 'test', by: 'somebody' };
const names = { providers: {} };

const retraction: Fact = {
  kind: 'retraction',
  id: 'exclusion x1',
  of: { kind: 'exclusion', id: 'x1' },
  reason: 'it was none',
  recordedAt: instant('16T09:00'),
};

const revision: Revision = {
  customer: 'acme',
  month: '2026-10',
  revision: 1,
  amountMinor: 5000,
  currency: 'USD',
  previousAmountMinor: 0,
  reason: '1 credit of 5 %.',
  policy: { id: 'p', version: 1 },
  run: 'r',
  closedAsOf: instant('30T09:00'),
  recordedAt: instant('30T09:00'),
  statement: '{}',
  statementSha256: 'a',
  statementUrl: 's3://b/a.json',
  message: '{"id":"acme:2026-10:1"}',
};
const nobody: LoadedCustomer = {
  id: 'acme',
  profiles: [],
  fees: [],
  facts: [],
  records: [],
  revisions: [],
  sent: [],
  unreadable: [],
};

const record = (loaded: Partial<LoadedCustomer>): string => {
  const page: CustomerPage = { loaded: { ...nobody, ...loaded }, month: '2026-10', timeZone: 'UTC', names };
  return textOf(customerRecordPage(page, frame));
};

describe('a customer', () => {
  test('of whom nothing is known', () => {
    const text = record({});
    expect(text).toContain('October 2026 no revision');
    expect(text).toContain('Record There is none.');
    expect(text).toContain('Notices, and windows of its own None.');
    expect(text).not.toContain('What months were charged');
  });

  test('by the versions of its record, the latest first: fees, policy and contract as each says', () => {
    const version = { recordedAt: instant('01T09:00'), by: 'the desk' };
    const profile = { id: 'acme', name: 'Acme', components: ['web'] };
    const serviceFees = { amountMinor: 100_000, currency: 'USD' };
    const text = record({
      profiles: [
        { profile, ...version },
        { profile: { ...profile, policy: 'tiers', serviceFees, activeFrom: instant('02T00:00') }, ...version },
        { profile: { ...profile, activeTo: instant('20T00:00') }, ...version },
      ],
      fees: [{ month: '2026-10', fees: { amountMinor: 90_000, currency: 'USD' }, ...version }],
    });
    expect(text).toMatch(
      /the default none to Tue 20 Oct.*tiers 1,000\.00 USD from Fri 2 Oct.*the default none always/u,
    );
    expect(text).toContain('October 2026: 900.00 USD');
  });

  test('by its months, and what cannot be read', () => {
    const text = record({ revisions: [{ ...revision, month: '2026-09' }], unreadable: ['credit#… cannot be read'] });
    expect(text).toContain('credit#… cannot be read');
    expect(text).toMatch(/October 2026 no revision ?September 2026 50\.00 USD revision 1: 1 credit of 5 %\./u);
  });

  test('by its facts, retractions beside what they retract, the latest hundred', () => {
    const notices = Array.from({ length: 101 }, (_, i): Fact => {
      const received = instant('14T17:00') + i;
      return { kind: 'notice', id: `acme/${i}`, customer: 'acme', recognizedAt: received, receivedAt: received };
    });
    const records = [...notices, { ...retraction, of: { kind: 'notice' as const, id: 'acme/100' } }];
    const text = record({ records: records.map((fact) => ({ fact, by: 'the desk' })) });
    expect(text).toContain('The latest 100 of 101.');
    expect(text).toContain('Notice, retracted');
  });
});

type Pages = { readonly after: string | undefined; readonly next: string | undefined };
const list = (rows: readonly CustomerListRow[], pages: Pages): string => textOf(customersPage(rows, pages, frame));

describe('customers', () => {
  test('that there are none of', () => {
    expect(list([], { after: undefined, next: undefined })).toContain('There is none.');
  });

  test('are listed with what they use; one without a record says so; the list goes on both ways', () => {
    const profile = { id: 'acme', name: 'Acme', components: ['web', 'voice'], policy: 'tiers' };
    const rows = [
      { id: 'acme', profile },
      { id: 'birch', profile: undefined },
    ];
    const text = list(rows, { after: 'a', next: 'birch' });
    expect(text).toContain('Acme acme web, voice tiers');
    expect(text).toContain('birch birch no record the default');
    expect(text).toContain('2 customers, in no order of meaning. First Next');
    expect(list(rows, { after: undefined, next: undefined })).not.toContain('in no order of meaning');
  });
});

describe('messages', () => {
  const common = { month: '2026-10', timeZone: 'UTC' };

  test('of a month without a credit', () => {
    const text = textOf(messagesPage({ ...common, customers: [], after: undefined, next: undefined }, frame));
    expect(text).toContain('None: the month has no credit.');
  });

  test('say whether they were sent, and are shown as they were stored; the list goes on both ways', () => {
    const second = {
      ...revision,
      revision: 2,
      previousAmountMinor: 5000,
      amountMinor: 0,
      recordedAt: instant('31T09:00'),
    };
    const sent = [{ customer: 'acme', month: '2026-10', revision: 1, sentAt: instant('30T10:00') }];
    const customers = [{ ...nobody, revisions: [revision, second], sent }];
    const text = textOf(messagesPage({ ...common, customers, after: 'a', next: 'z' }, frame));
    expect(text).toMatch(
      /−50\.00 USD revision 2, 0\.00 USD in all, not taken by the queue yet.*\+50\.00 USD revision 1/u,
    );
    expect(text).toContain('sent Fri 30 Oct, 10:00');
    expect(text).toContain('"id": "acme:2026-10:1"');
    expect(text).toMatch(/First ?Next/u);
  });
});
