import { describe, expect, test } from 'vitest';
import { aCustomer, aMonth, aPolicy, down, faultsOf, perPeriod } from '../../support/builders/month-builder.ts';
import { instantText } from '../../support/builders/instant-text.ts';

const state = { kind: 'monitor-state', monitor: 'web-alarm', state: 'OK', at: instantText('14T17:00') };
const places = (input: unknown): string[] => faultsOf(input).map((fault) => `${fault.at}: ${fault.rule}`);

test('every fault is said at once, in the order of the input', () => {
  const { customers, ...rest } = aMonth();
  const { gate: _, ...ungated } = aPolicy({ credit: perPeriod({ block: 'PT0S', rateBps: -1 }) });
  const input = {
    customers: [
      { ...customers[0], serviceFees: { currency: 'USD', amountMinor: -5 }, components: ['sms', 'web', 'fax'] },
      null,
    ],
    ...rest,
    facts: [
      { ...state, id: 'a', at: 'noon', mood: 'bad', state: 'down' },
      { ...down('14T18:00', '14T17:00'), recordedAt: 'yesterday' },
      { ...state, id: 'c' },
      { kind: 'rumour' },
    ],
    policy: ungated,
    month: '2026-00',
  };
  expect(places(input)).toEqual([
    'customers[0].components[0]: not a configured component',
    'customers[0].components[2]: not a configured component',
    'customers[0].serviceFees.amountMinor: below zero',
    'customers[1]: not an object',
    'month: not a month (2026-10)',
    'policy.credit.block: a block of zero',
    'policy.credit.rateBps: below zero',
    'policy.gate: missing',
    'facts[0].state: not one of OK, ALARM, INSUFFICIENT_DATA, DELETED',
    'facts[0].at: not an instant in UTC (2026-10-14T17:00:00.000Z)',
    'facts[0].mood: not a known key',
    'facts[1].end: not after start',
    'facts[1].recordedAt: not an instant in UTC (2026-10-14T17:00:00.000Z)',
    'facts[3].kind: not one of monitor-state, downtime, provider-status, maintenance, exclusion, notice, retraction',
    'facts[3].id: missing',
  ]);
});

test('of a place one thing is said: what is no text is not too short besides', () => {
  const policy = { ...aPolicy(), credit: { ...perPeriod(), cap: [] } };
  const customers = [{ ...aCustomer(), components: '' }];
  expect(places({ ...aMonth(), policy, customers })).toEqual([
    'policy.credit.cap: not an object',
    'customers[0].components: not a list',
  ]);
});

test('two components of one name are refused: the alarms of one of them would be lost', () => {
  const web = { id: 'web', monitors: ['web-alarm'], dependsOn: [] };
  expect(places({ ...aMonth(), components: [web, { ...web, monitors: ['another'] }] })).toEqual([
    'components[1].id: a component twice',
  ]);
});

describe('no fault hides another', () => {
  const broken = { serviceFees: { amountMinor: -1, currency: 'USD' } };
  const fee = 'serviceFees.amountMinor: below zero';

  test('of one customer', () => {
    const customers = [aCustomer(), { ...aCustomer({ components: ['sms'] }), ...broken }];
    expect(places({ ...aMonth(), customers })).toEqual([
      'customers[1].id: a customer twice',
      'customers[1].components[0]: not a configured component',
      `customers[1].${fee}`,
    ]);
  });

  test('of two customers of one name, though the first is wrong', () => {
    expect(places({ ...aMonth(), customers: [{ ...aCustomer(), ...broken }, aCustomer()] })).toEqual([
      `customers[0].${fee}`,
      'customers[1].id: a customer twice',
    ]);
  });

  test('customers without ids are not each other', () => {
    const customers = [
      { ...aCustomer(), id: undefined },
      { ...aCustomer(), id: 5 },
      { ...aCustomer(), id: '' },
    ];
    expect(places({ ...aMonth(), customers }).filter((place) => place.includes('twice'))).toEqual([]);
  });

  test('of one policy: two keys in a cap, and neither of them right', () => {
    const policy = aPolicy({ credit: perPeriod({ cap: { serviceFeeDays: -7, bps: 0.5 } }) });
    expect(places(aMonth({ policy }))).toEqual([
      'policy.credit.cap: not one of {"serviceFeeDays": n}, {"bps": n}',
      'policy.credit.cap.serviceFeeDays: below zero',
      'policy.credit.cap.bps: not a whole number that JSON carries exactly',
    ]);
  });

  test('of one customer whose fee is no whole number', () => {
    const odd = {
      serviceFees: { amountMinor: 0.5, currency: 'USD' },
      activeFrom: instantText('02T00:00'),
      activeTo: instantText('01T00:00'),
    };
    expect(places({ ...aMonth(), customers: [{ ...aCustomer(), ...odd }] })).toEqual([
      'customers[0].serviceFees.amountMinor: not a whole number that JSON carries exactly',
      'customers[0].activeTo: not after activeFrom',
    ]);
  });

  test('where the components are wrong themselves, customers are not blamed for them', () => {
    expect(places({ ...aMonth(), components: [{ id: 7, monitors: [], dependsOn: [] }] })).toEqual([
      'components[0].id: not text',
    ]);
  });

  test('amounts that JSON does not carry are said of every customer that earned one', () => {
    const serviceFees = { amountMinor: Number.MAX_SAFE_INTEGER, currency: 'USD' };
    const customers = ['a', 'b', 'c'].map((id) =>
      aCustomer({ id, serviceFees, components: [id === 'b' ? 'voice' : 'web'] }),
    );
    const policy = aPolicy({ credit: perPeriod({ rateBps: 10_000 }) });
    const rule = 'the amount before capping is more than JSON carries exactly';
    expect(faultsOf(aMonth({ policy, customers, facts: [down('14T17:00', '14T19:00')] }))).toEqual(
      [0, 2].map((i) => {
        return { at: `customers[${i}].serviceFees.amountMinor`, rule, value: Number.MAX_SAFE_INTEGER };
      }),
    );
  });
});

describe('the same id', () => {
  const first = { ...state, id: 'f' };
  const clash = 'facts[1].id: the id of another monitor-state with other content';
  test.each([
    { what: 'again', second: first, faults: [] },
    {
      what: 'with its keys in another order',
      second: Object.fromEntries(Object.entries(first).toReversed()),
      faults: [],
    },
    {
      what: 'with its instant written otherwise',
      second: { ...first, at: instantText('14T17:00:00.000') },
      faults: [],
    },
    { what: 'learned at another time', second: { ...first, recordedAt: instantText('20T00:00') }, faults: [] },
    { what: 'of another kind', second: { ...down('14T17:00', '14T18:00'), id: 'f' }, faults: [] },
    { what: 'with another state', second: { ...first, state: 'ALARM' }, faults: [clash] },
    {
      what: 'with other content that is not known yet',
      second: { ...first, state: 'ALARM', recordedAt: instantText('31T00:00') },
      faults: [clash],
    },
    { what: 'with a key more', second: { ...first, since: first.at }, faults: [clash] },
    {
      what: 'with other content that is wrong as well',
      second: { ...first, state: 'down' },
      faults: ['facts[1].state: not one of OK, ALARM, INSUFFICIENT_DATA, DELETED', clash],
    },
    {
      what: 'with nothing else wrong than when it was learned',
      second: { ...first, recordedAt: 'noon' },
      faults: ['facts[1].recordedAt: not an instant in UTC (2026-10-14T17:00:00.000Z)'],
    },
  ])('$what', ({ second, faults }) => {
    expect(places({ ...aMonth(), asOf: instantText('25T00:00'), facts: [first, second] })).toEqual(faults);
  });
});

const unreadable = (i: number): string => `facts[${i}].at: not an instant in UTC (2026-10-14T17:00:00.000Z)`;

const clashing = (first: unknown, second: unknown): boolean =>
  places({ ...aMonth(), facts: [first, second] }).some((place) => place.startsWith('facts[1].id: '));
const scoped = (scope: unknown): unknown => ({ ...state, id: 'f', at: 'noon', scope });

describe('the same id of two facts that cannot be read', () => {
  const broken = { ...state, id: 'f', at: 'noon' };

  test('which say something else is a contradiction beside their own faults', () => {
    expect(places({ ...aMonth(), facts: [broken, { ...broken, state: 'ALARM' }] })).toEqual([
      unreadable(0),
      unreadable(1),
      'facts[1].id: the id of another monitor-state with other content',
    ]);
  });

  test('which say the same, in another order and learned at another time, is none', () => {
    const again = Object.fromEntries(Object.entries({ ...broken, recordedAt: instantText('20T00:00') }).toReversed());
    expect(places({ ...aMonth(), facts: [broken, again] })).toEqual([unreadable(0), unreadable(1)]);
  });

  test('which differ in an order within, say the same; in a value within, or where one has nothing, something else', () => {
    expect(clashing(scoped({ a: 1, b: { c: 2, d: 3 } }), scoped({ b: { d: 3, c: 2 }, a: 1 }))).toBe(false);
    expect(clashing(scoped({ a: 1, b: { c: 2 } }), scoped({ a: 1, b: { c: 3 } }))).toBe(true);
    expect(clashing(scoped(null), scoped(null))).toBe(false);
    expect(clashing(scoped(null), scoped({}))).toBe(true);
  });

  test('are compared however deep they are nested: no deeper than a fact goes', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(1e5)}${']'.repeat(1e5)}`);
    expect(
      places({
        ...aMonth(),
        facts: [
          { ...broken, deep },
          { ...broken, deep },
        ],
      }),
    ).not.toContain('facts[1].id: the id of another monitor-state with other content');
  });
});

test('a kind that is none is no other fact of the same letters', () => {
  const facts = [
    { kind: 'notice x', id: 'y' },
    {
      kind: 'notice',
      id: 'x y',
      customer: 'acme',
      recognizedAt: instantText('14T17:00'),
      receivedAt: instantText('14T17:00'),
    },
  ];
  expect(places({ ...aMonth(), facts })).toEqual([expect.stringContaining('facts[0].kind: not one of')]);
});

describe('a wrong value is shortened', () => {
  test.each([
    { what: 'a long text', value: 'x'.repeat(5000), told: `${'x'.repeat(79)}…` },
    { what: 'a long list', value: Array.from({ length: 5000 }, () => 1), told: `[${'1,'.repeat(39)}…` },
    { what: 'a list nested too deep to write', value: JSON.parse(`${'['.repeat(1e5)}${']'.repeat(1e5)}`), told: '[…' },
    {
      what: 'an object nested too deep to write',
      value: JSON.parse(`${'{"a":'.repeat(1e5)}1${'}'.repeat(1e5)}`),
      told: '{…',
    },
  ])('$what', ({ value, told }) => {
    expect(faultsOf({ ...aMonth(), month: value })).toMatchObject([{ at: 'month', value: told }]);
  });
});
