import { describe, expect, test } from 'vitest';
import { monthChangesBetween } from '../../../shared/domain/statement/statement-changes.ts';
import { statementPage, type StatementPage } from '../../../shared/web/statement-page.ts';
import {
  aClaim,
  aCustomer,
  aPolicy,
  type CaseJson,
  down,
  maintenance,
  notice,
  perBlock,
} from '../../support/builders/month-builder.ts';
import { textOf } from '../../support/builders/page-markup.ts';
import { pageOfMonth, proportionalPage, servicesPage, tiersPage } from '../../support/builders/sample-page.ts';
import { pageRevision } from '../../support/builders/sample-statement.ts';

const textOfMonth = (change: Partial<CaseJson>, more: Partial<StatementPage> = {}): string =>
  textOf(statementPage(pageOfMonth(change, more)));

describe('a page of tiers', () => {
  const text = textOf(statementPage(tiersPage()));

  test.each([
    'The measured time is all service time: excluded time counts as available and stays in it (see Maintenance).',
    'The company used 3 h of the 4 h of maintenance that are excluded in a month (see Maintenance).',
    'Only whole units of 1 min on the clock count: 989 units of downtime, 719 of them for the credit (see Downtime).',
    'Availability is rounded half up to 2 decimals: 97.78 % observed, 98.39 % for the credit (see Target).',
    'The availability for the credit is 98.39 %, which reaches the tier “below 99 %”: 25 % of the fees (see Credit).',
    'The policy gives 25 % of the fees: 250.00 USD of the service fees for October 2026, 1,000.00 USD.',
    'It was in scheduled maintenance, which does not count as down (see Maintenance).',
    'Smallest credit (see Limits) a credit is paid only if it is larger 1.00 USD',
  ])('explains: %s', (sentence) => {
    expect(text).toContain(sentence);
  });

  test('names the missed step of a claim with its deadline', () => {
    expect(text).toContain(
      '4 h 30 min is forfeited: no claim was received by Mon 30 Nov 2026, 24:00 (see Claims). The notice was received in time.',
    );
    expect(text).toMatch(/Claim notice 05T09:10 .*?, recognised 09:10, received Tue 6 Oct, 08:00, in time/);
  });
});

test('a page names the further steps beyond the last tier', () => {
  const text = textOfMonth({
    facts: [down('05T00:00', '06T00:00')],
    policy: aPolicy({
      credit: {
        kind: 'tiers',
        tiers: [{ atMost: '99.5', amount: { bps: 1000 } }],
        beyond: { from: '98', step: '0.5', amount: { bps: 500 }, partialStep: 'count' },
      },
      caps: [{ bps: 2000 }],
    }),
  });
  expect(text).toContain('which reaches the tier “at most 99.5 %”: 10 % of the fees');
  expect(text).toContain(
    'It is 3 started steps of 0.5 percentage points below 98 %, each of which adds 5 % of the fees.',
  );
  expect(text).toContain('Availability was low enough for a credit of 25 % of the fees.');
  expect(text).toContain('A limit reduces it to 200.00 USD, 20 % of the fees (see Limits).');
});

test('a page of tiers by period shows the tier of each downtime', () => {
  const text = textOfMonth({
    facts: [down('05T09:00', '05T12:00'), down('06T09:00', '06T10:30')],
    policy: aPolicy({
      credit: {
        kind: 'tiers',
        by: 'period',
        tiers: [
          { longerThan: 'PT1H', amount: { bps: 500 } },
          { longerThan: 'PT2H', amount: { bps: 1500 } },
        ],
      },
    }),
  });
  expect(text).toContain('It is longer than 2 h, which gives 15 % of the fees, on Mon 5 Oct.');
  expect(text).toContain('Mon 5 Oct 09:00 – 12:00 is longer than 2 h: 15 % of the fees 1 credit');
  expect(text).toContain('2 downtimes earned a credit, each by its length');
});

test.each([
  ['period', 'It is longer than 1 h and contains 10 blocks of 30 min: 10 credits.'],
  ['month', "It is part of the month's downtime, whose blocks are counted together."],
] as const)('a page shows blocks that are counted within a %s', (blocksWithin, sentence) => {
  const text = textOfMonth({
    facts: [down('05T22:00', '06T03:00')],
    policy: aPolicy({ credit: perBlock({ blocksWithin }) }),
  });
  expect(text).toContain(sentence);
  expect(text).toContain('10 credits of 5 % of the fees');
});

describe('a page of a proportional credit', () => {
  const page = statementPage(proportionalPage());
  const text = textOf(page);

  test('shows the share of users affected beside alarms, downtimes and the sum', () => {
    expect(text).toContain('Alarm web-partial, 09:00 – 13:00, affects 40 %');
    expect(text).toContain('Declared down, web, 19:00 – 21:00, affects 12.5 %');
    expect(text).toContain(
      'Downtime counts by the share of users that it affects: 4 h at 40 %, 1 h at 12.5 % and 1 h 30 min at 100 % make 3 h 13 min 30 s.',
    );
  });

  test("shows the contract in the operator's words, and cites nothing of it", () => {
    expect(page).toContain('<a href="https://example.com/sla">Platform agreement, schedule 3</a>');
    expect(text).toContain('You get ten times the share that was down.');
    expect(text).not.toContain('(see ');
  });

  test('marks time outside the daily hours, and names the next invoice', () => {
    expect(text).toContain('Off hours 324 h');
    expect(text).toContain('1 h was in off hours, outside service time.');
    expect(text).toContain('off the next invoice, for October 2026.');
  });
});

describe('a page of two services', () => {
  const given = servicesPage();
  const page = statementPage(given);
  const text = textOf(page);

  test('has one sum, and a section for each service', () => {
    expect(text).toContain('240.00 USD off the invoice for October 2026, for 2 of 2 services.');
    expect(text).toContain('Voice API 99.596 % 200.00 USD web 99.35 % 40.00 USD');
    expect(text).toContain('Share of the fees of Voice API for October 2026 25 % of 800.00 USD 200.00 USD');
    expect(text).toContain(
      'The policy gives 1 credit of 1 day of fees (1/30 of the month each): 40.00 USD of the fees of web for',
    );
    expect(text).toContain('For Voice API Written from the policy voice-contract, version 1.');
    expect(text).toContain('For web Written from the policy web-contract, version 3.');
  });

  test('has unique ids, and a target for each link', () => {
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, anchor] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(anchor);
  });

  test('shows one contract for services of one policy', () => {
    const [policy] = given.policies;
    if (policy === undefined) throw new Error('the page has a policy');
    const shared = statementPage({ ...given, policies: given.policies.map(() => policy) });
    expect(textOf(shared)).toContain('For Voice API and web Written from the policy voice-contract, version 1.');
  });

  test('names the service of each change between revisions', () => {
    const { statements } = given.customerMonth;
    const before = {
      ...given.customerMonth,
      statements: statements.map((statement) => ({
        ...statement,
        explanation: { ...statement.explanation, policy: { id: 'earlier', version: 1 } },
      })),
    };
    const revisions = [pageRevision(1, before, 0), pageRevision(2, given.customerMonth, 0)];
    const changes = monthChangesBetween(JSON.stringify(before), JSON.stringify(given.customerMonth));
    expect(changes.map(({ service }) => service)).toEqual(['voice', 'web']);
    expect(textOf(statementPage({ ...given, revisions }))).toContain(
      'Voice API: Policy earlier, version 1 → voice-contract, version 1',
    );
  });

  test('has no comparison with full notice unless its figures are given', () => {
    expect(text).toContain('With notice of every downtime at its start, 240.00 USD would be due: 40.00 USD more.');
    expect(textOf(statementPage({ ...given, ifNoticed: undefined }))).not.toContain('If notified in time');
  });
});

test('a page states when the limit of maintenance was used up', () => {
  const text = textOfMonth({
    facts: [maintenance('05T02:00', '05T05:00'), down('05T02:00', '05T05:00')],
    policy: aPolicy({ exclusions: { maintenance: { maxPerMonth: 'PT2H' } } }),
  });
  expect(text).toContain(
    'The 2 h of maintenance that are excluded in a month were used up at Mon 5 Oct, 04:00; later maintenance is downtime',
  );
});

/** Returns the page of a month in which the contract was active for a part. */
const active = (activeFrom?: string, activeTo?: string, change: Partial<CaseJson> = {}): string =>
  textOfMonth({
    facts: [down('15T09:00', '15T11:00')],
    policy: aPolicy({ caps: [{ serviceFeeDays: 7 }] }),
    customers: [
      aCustomer({
        ...(activeFrom === undefined ? {} : { activeFrom }),
        ...(activeTo === undefined ? {} : { activeTo }),
      }),
    ],
    ...change,
  });

describe('the fee of a month in which the contract', () => {
  const WHOLE = 'are those of the whole month.';
  test('began is that of the whole month, as the page states', () => {
    expect(active('2026-10-14T12:00:00.000Z')).toContain(
      `The contract began Wed 14 Oct, 12:00. The service fees and the cap ${WHOLE}`,
    );
  });

  test('ended is that of the whole month, as the page states', () => {
    expect(active(undefined, '2026-10-20T00:00:00.000Z', { policy: aPolicy() })).toContain(
      `The contract ended Tue 20 Oct, 00:00. The service fees ${WHOLE}`,
    );
  });

  test('began and ended is that of the whole month', () => {
    expect(active('2026-10-14T12:00:00.000Z', '2026-10-20T00:00:00.000Z')).toContain(
      'The contract began Wed 14 Oct, 12:00 and ended Tue 20 Oct, 00:00.',
    );
  });

  test.each([
    ['always ran', undefined, undefined],
    ['began with the month', '2026-10-01T00:00:00.000Z', undefined],
    ['ended with the month', undefined, '2026-11-01T00:00:00.000Z'],
    ['had not begun', '2026-11-05T00:00:00.000Z', undefined],
  ])('%s needs no such sentence', (_, from, to) => {
    expect(active(from, to)).not.toContain(WHOLE);
  });

  test('has not ended yet needs no such sentence', () => {
    expect(active(undefined, undefined, { asOf: '2026-10-20T00:00:00Z' })).not.toContain(WHOLE);
  });
});

test('a page shows when maintenance was announced and recorded, and its evidence', () => {
  const facts = [maintenance('05T02:00', '05T05:00'), down('05T02:00', '05T06:00')];
  const announced = {
    announcedAt: '2026-10-01T09:00:00.000Z',
    recordedAt: '2026-10-06T10:00:00.000Z',
    evidence: 'mail 7',
  };
  const text = textOfMonth({ facts }, { annotations: { 'maintenance maintenance 05T02:00': announced } });
  expect(text).toContain('announced Thu 1 Oct, 09:00, recorded Tue 6 Oct, 10:00');
  expect(text).toContain('mail 7');
  expect(textOfMonth({ facts })).not.toContain('announced Thu');
});

test('a page states that a credit is too small to be paid', () => {
  const text = textOfMonth({
    facts: [down('05T09:00', '05T11:00')],
    policy: aPolicy({ payableAbove: { amountMinor: 20_000, currency: 'USD' } }),
  });
  expect(text).toContain('a credit of 200.00 USD was earned, but only credits above 200.00 USD are paid');
  expect(text).toContain('It is too small to be paid (see Limits).');
});

test('a page states how late a notice was', () => {
  const text = textOfMonth({
    facts: [down('05T09:00', '05T11:00'), notice('05T09:30', '06T12:00')],
    policy: aPolicy({ claim: aClaim() }),
  });
  expect(text).toContain('notice of 2 h of downtime was received, but 1 h late');
  expect(text).toContain(
    '2 h is forfeited: notice was received on Tue 6 Oct, 12:00, 1 h after the deadline, Tue 6 Oct, 11:00 (see Claims).',
  );
});
