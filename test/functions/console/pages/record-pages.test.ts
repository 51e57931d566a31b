import { describe, expect, test } from 'vitest';
import { type CustomerPage, customerRecordPage } from '../../../../functions/console/pages/customer-record-page.ts';
import { type CustomerListRow, customersPage } from '../../../../functions/console/pages/customers-page.ts';
import { messagesPage } from '../../../../functions/console/pages/messages-page.ts';
import type { Fact } from '../../../../shared/domain/facts/facts.ts';
import { contractsOfRecord } from '../../../../shared/persistence/customer-record.ts';
import type { LoadedCustomer } from '../../../../shared/persistence/load-customer.ts';
import { withRetractions } from '../../../../shared/persistence/facts-about.ts';
import type { Revision } from '../../../../shared/persistence/ledger.ts';
import { html } from '../../../../shared/web/html.ts';
import { instant } from '../../../support/builders/instant-text.ts';
import { textOf } from '../../../support/builders/page-markup.ts';

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
  run: 'r',
  closedAsOf: instant('30T09:00'),
  recordedAt: instant('30T09:00'),
  statement: '{}',
  statementSha256: 'a',
  statementUrl: 's3://b/a.json',
  message: '{"id":"acme:2026-10:1"}',
};
const emptyCustomer: LoadedCustomer = {
  id: 'acme',
  profiles: [],
  fees: [],
  facts: [],
  records: [],
  revisions: [],
  sent: [],
  goodwill: [],
  approvals: [],
  unreadable: [],
};

const record = (loaded: Partial<LoadedCustomer>, months: CustomerPage['months'] = []): string => {
  const { records, ...customer } = { ...emptyCustomer, ...loaded };
  const facts = withRetractions(
    records.filter(({ fact }) => fact.kind !== 'retraction'),
    records,
  );
  const versions = customer.profiles.map((version) => ({ ...version, contracts: contractsOfRecord(version.profile) }));
  const page: CustomerPage = {
    loaded: { ...customer, records },
    versions,
    facts,
    months,
    mail: { messages: [], addresses: [] },
    timeZone: 'UTC',
    names,
  };
  return textOf(customerRecordPage(page, frame));
};

describe('the page of a customer', () => {
  test('states that there is no record and no fact', () => {
    const text = record({});
    expect(text).toContain('Record No record.');
    expect(text).toContain('Facts about this customer No facts.');
    expect(text).not.toContain('Fees by month');
  });

  test('lists the versions of the record, the latest first', () => {
    const version = { recordedAt: instant('01T09:00'), by: 'the desk' };
    const profile = { id: 'acme', name: 'Acme', components: ['web'] };
    const serviceFees = { amountMinor: 100_000, currency: 'USD' };
    const text = record({
      profiles: [
        { profile, ...version },
        { profile: { ...profile, policy: 'tiers', serviceFees, activeFrom: instant('02T00:00') }, ...version },
        { profile: { ...profile, activeTo: instant('20T00:00') }, effectiveFrom: instant('05T12:00'), ...version },
      ],
      fees: [{ month: '2026-10', fees: { amountMinor: 90_000, currency: 'USD' }, ...version }],
    });
    expect(text).toMatch(
      /default none to Tue 20 Oct 2026.*tiers 1,000\.00 USD from Fri 2 Oct 2026.*default none unlimited/u,
    );
    expect(text).toMatch(/Mon 5 Oct 2026[^A-Z]* Acme web default none to Tue 20 Oct.* Thu 1 Oct 2026/u);
    expect(text).toContain('October 2026: 900.00 USD');
  });

  test('lists months with revision or reason, and unreadable items', () => {
    const amounts = { amountMinor: 5000, currency: 'USD' };
    const nothing = { amountMinor: 0, currency: 'USD' };
    const text = record({ unreadable: ['credit#… cannot be read'] }, [
      { month: '2026-11', isClosed: false, revision: undefined, blocked: 'no fees for 2026-11' },
      { month: '2026-10', isClosed: true, revision, amounts },
      { month: '2026-08', isClosed: true, revision: undefined, blocked: 'no record of this customer at 2026-09-02' },
      { month: '2026-09', isClosed: true, revision: undefined, amounts: nothing, nothingDue: html`no downtime` },
    ]);
    expect(text).toContain('credit#… cannot be read');
    expect(text).toContain('November 2026 blocked: no fees for 2026-11 (set the fees or change the record) not closed');
    expect(text).toContain('no record of this customer at 2026-09-02 (add the customer)');
    expect(text).toMatch(/October 2026 50\.00 USD revision 1: 1 credit of 5 %\./u);
    expect(text).toMatch(/September 2026 0\.00 USD: no downtime/u);
  });

  test('lists the latest hundred facts, with their retractions', () => {
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

describe('the list of customers', () => {
  test('states that no customer has a record', () => {
    expect(list([], { after: undefined, next: undefined })).toContain('No customer has a record.');
  });

  test('shows components, missing records and links to other pages', () => {
    const rows = [
      { id: 'acme', name: 'Acme', contracts: [{ components: ['web', 'voice'], policy: 'tiers' }] },
      { id: 'birch', name: 'birch', contracts: undefined },
    ];
    const text = list(rows, { after: 'a', next: 'birch' });
    expect(text).toContain('Acme acme web, voice tiers');
    expect(text).toContain('birch birch no record');
    expect(text).toContain('2 customers (unsorted). First Next');
    expect(list(rows, { after: undefined, next: undefined })).not.toContain('(unsorted)');
  });
});

test('a customer has a line for each service on both pages', () => {
  const contracts = [
    { service: 'voice', name: 'Voice API', components: ['voice'], policy: 'tiers' },
    { service: 'web', components: ['web'] },
  ];
  const text = list([{ id: 'acme', name: 'Acme', contracts }], { after: undefined, next: undefined });
  expect(text).toContain('Acme acme Voice API: voice web: web Voice API: tiers web: default');
  const services = contracts.map(({ service, ...terms }) => ({ id: service, ...terms }));
  const fees = {
    services: { voice: { amountMinor: 5000, currency: 'USD' }, web: { amountMinor: 100, currency: 'USD' } },
  };
  const shown = record({
    profiles: [{ profile: { id: 'acme', name: 'Acme', services }, recordedAt: instant('01T00:00'), by: 'desk' }],
    fees: [{ month: '2026-10', fees, recordedAt: instant('02T00:00'), by: 'desk' }],
  });
  expect(shown).toContain('Voice API: voice web: web Voice API: tiers web: default Voice API: none web: none');
  expect(shown).toContain('October 2026: voice 50.00 USD and web 1.00 USD');
});

describe('the list of messages', () => {
  const common = { month: '2026-10', timeZone: 'UTC' };

  test('states that a month has no credit', () => {
    const text = textOf(messagesPage({ ...common, messages: [], after: undefined, next: undefined }, frame));
    expect(text).toContain('No messages: the month has no credit.');
  });

  test('shows each message with its sending time, and links to other pages', () => {
    const second = {
      ...revision,
      revision: 2,
      previousAmountMinor: 5000,
      amountMinor: 0,
      recordedAt: instant('31T09:00'),
    };
    const messages = [
      { revision, sentAt: instant('30T10:00') },
      { revision: second, sentAt: undefined },
    ];
    const text = textOf(messagesPage({ ...common, messages, after: 'a', next: 'z' }, frame));
    expect(text).toMatch(/−50\.00 USD revision 2, total 0\.00 USD, not sent yet.*\+50\.00 USD revision 1/u);
    expect(text).toContain('sent Fri 30 Oct 2026, 10:00');
    expect(text).toContain('"id": "acme:2026-10:1"');
    expect(text).toMatch(/First ?Next/u);
  });
});
