import * as fc from 'fast-check';
import { DateTime, Duration } from 'luxon';
import { describe, expect, test } from 'vitest';
import { drawCount } from '../../../support/builders/draw-count.ts';
import { instantText as at } from '../../../support/builders/instant-text.ts';
import { aClaim, aPolicy, type ClaimJson, down, notice, statement } from '../../../support/builders/month-builder.ts';

type Notice = ReturnType<typeof notice>;

/** The outages of the month, and the one that is examined: 14 October, 17:00 to 19:00. */
const FACTS = [down('14T17:00', '14T19:00')];

const outcome = (claim: Partial<ClaimJson>, notices: readonly Notice[], asOf = '2026-12-05T00:00:00Z'): string => {
  const { explanation } = statement({ policy: aPolicy({ claim: aClaim(claim) }), facts: [...FACTS, ...notices], asOf });
  const [outage] = explanation.outages;
  return outage?.forfeit ?? outage?.accruesFrom?.slice(8, -5) ?? 'no outage';
};

/** The step statuses of the outage. */
const statuses = (claim: Partial<ClaimJson>, notices: readonly Notice[]): string[] =>
  statement({ policy: aPolicy({ claim: aClaim(claim) }), facts: [...FACTS, ...notices] }).explanation.outages.flatMap(
    ({ steps }) => steps.map(({ step, status }) => `${step} ${status}`),
  );

describe('a notice covers overlapping outages', () => {
  test.each([
    {
      title: 'recognised a millisecond before the end',
      given: notice('14T18:59:59.999', '14T19:00'),
      is: '14T18:59:59',
    },
    { title: 'recognised at the end', given: notice('14T19:00', '14T19:00'), is: 'no-notice' },
    { title: 'received the lead before the start', given: notice('14T16:00', '14T16:00'), is: '14T17:00:00' },
    { title: 'received a millisecond earlier', given: notice('14T15:59:59.999', '14T15:59:59.999'), is: 'no-notice' },
    { title: 'recognised long before', given: notice('01T00:00', '14T16:00'), is: '14T17:00:00' },
  ])('$title: $is', ({ given, is }) => {
    expect(outcome({}, [given])).toBe(is);
  });
});

describe('a notice covers one outage', () => {
  const facts = [down('14T10:00', '14T12:00'), ...FACTS, down('14T19:30', '14T21:00')];
  const covered = (given: Notice): string[] =>
    statement({ policy: aPolicy({ claim: aClaim({ covers: 'outage' }) }), facts: [...facts, given] })
      .explanation.outages.filter(({ steps }) => steps.some(({ notices }) => notices.length > 0))
      .map(({ start }) => start.slice(8, 16));

  test.each([
    { title: 'that contains the recognition', given: notice('14T11:00'), outages: ['14T10:00'] },
    { title: 'that starts with the recognition', given: notice('14T17:00'), outages: ['14T17:00'] },
    { title: 'that starts within the lead', given: notice('14T16:00'), outages: ['14T17:00'] },
    { title: 'that starts after an end', given: notice('14T19:00'), outages: ['14T19:30'] },
    { title: 'but none that starts later', given: notice('14T15:59:59.999'), outages: [] },
    { title: 'but none after the last', given: notice('14T21:00'), outages: [] },
  ])('$title', ({ given, outages }) => {
    expect(covered(given)).toEqual(outages);
  });

  test('may cover an outage of another month', () => {
    const september = {
      ...down('01T00:00', '01T01:00'),
      id: 'sept',
      start: '2026-09-30T20:00:00Z',
      end: '2026-09-30T22:00:00Z',
    };
    const early = { ...notice('14T11:00'), recognizedAt: '2026-09-30T21:00:00Z', receivedAt: '2026-09-30T22:00:00Z' };
    const policy = aPolicy({ claim: aClaim({ covers: 'outage', leadTolerance: 'P30D' }) });
    const { forfeited } = statement({ policy, facts: [september, down('01T10:00', '01T12:00'), early] });
    expect(forfeited).toMatchObject([{ reason: 'no-notice' }]);
  });
});

describe('a claim covers a month', () => {
  const claim: Partial<ClaimJson> = {
    covers: 'month',
    accrual: 'outage-start',
    steps: [{ step: 'claim', within: { months: 1 }, after: 'month-end' }],
  };
  test.each([
    {
      title: 'that it names',
      given: notice('01T00:00', '20T00:00', { step: 'claim', month: '2026-10' }),
      is: '14T17:00:00',
    },
    {
      title: 'but none of another name',
      given: notice('15T00:00', '20T00:00', { step: 'claim', month: '2026-11' }),
      is: 'no-notice',
    },
    { title: 'of its recognition', given: notice('01T00:00', '20T00:00', { step: 'claim' }), is: '14T17:00:00' },
    {
      title: 'but none before',
      given: { ...notice('20T00:00', '20T00:00', { step: 'claim' }), recognizedAt: '2026-09-30T23:59:59.999Z' },
      is: 'no-notice',
    },
  ])('$title', ({ given, is }) => {
    expect(outcome(claim, [given])).toBe(is);
  });
});

describe.each([
  { after: 'outage-start', deadline: '15T17:00' },
  { after: 'outage-end', deadline: '15T19:00' },
] as const)('within 24 hours after $after', ({ after, deadline }) => {
  const claim: Partial<ClaimJson> = { steps: [{ step: 'notice', within: 'PT24H', after }] };
  const late = at(`${deadline}:00.001`);

  test('a notice is in time at the deadline, and late afterwards', () => {
    const given = notice('14T17:30', deadline);
    expect(outcome(claim, [given])).toBe('14T17:30:00');
    expect(outcome(claim, [{ ...given, receivedAt: late }])).toBe('late-notice');
  });

  test('an outage is pending until the deadline', () => {
    expect(outcome(claim, [], at(deadline))).toBe('pending');
    expect(outcome(claim, [], late)).toBe('no-notice');
  });
});

describe('within two hours of recognition', () => {
  const claim: Partial<ClaimJson> = { steps: [{ step: 'notice', within: 'PT2H', after: 'recognition' }] };

  test('each notice has its own deadline', () => {
    expect(outcome(claim, [notice('14T17:30', '14T19:30')])).toBe('14T17:30:00');
    expect(outcome(claim, [notice('14T17:30', '14T19:30:00.001')])).toBe('late-notice');
    expect(outcome(claim, [notice('14T17:30', '14T20:00'), notice('14T18:30', '14T20:30')])).toBe('14T18:30:00');
  });

  test('an outage is pending as if recognised at its end', () => {
    expect(outcome(claim, [], at('14T21:00'))).toBe('pending');
    expect(outcome(claim, [], at('14T21:00:00.001'))).toBe('no-notice');
  });
});

describe('downtime accrues', () => {
  test.each([
    { title: 'from the start if recognised before', given: [notice('14T16:30', '14T17:00')], is: '14T17:00:00' },
    { title: 'from the earliest recognition', given: [notice('14T17:40'), notice('14T17:20')], is: '14T17:20:00' },
    {
      title: 'from a timely notice, not a late one',
      given: [notice('14T17:40'), notice('14T17:20', '16T00:00')],
      is: '14T17:40:00',
    },
  ])('$title', ({ given, is }) => {
    expect(outcome({}, given)).toBe(is);
  });

  test('from the start of the outage by policy', () => {
    expect(outcome({ accrual: 'outage-start' }, [notice('14T18:00')])).toBe('14T17:00:00');
  });

  test('from the start where the policy asks for no claim', () => {
    const { forfeited, periods } = statement({ facts: FACTS });
    expect([forfeited, periods[0]?.start]).toEqual([[], '2026-10-14T17:00:00.000Z']);
  });
});

describe('a claim of two steps', () => {
  const claim: Partial<ClaimJson> = {
    steps: [
      { step: 'claim', within: { days: 10 }, after: 'outage-end' },
      { step: 'notice', within: 'PT24H', after: 'outage-end' },
    ],
  };
  const [noticed, claimed] = [notice('14T17:20'), notice('14T17:50', '20T00:00', { step: 'claim' })];

  test('both must be met, and the first gives the recognition', () => {
    expect(outcome(claim, [noticed, claimed])).toBe('14T17:50:00');
    expect(statuses(claim, [noticed, claimed])).toEqual(['claim met', 'notice met']);
  });

  test('the first that is not met gives the reason', () => {
    expect(outcome(claim, [noticed])).toBe('no-notice');
    expect(outcome(claim, [claimed])).toBe('no-notice');
    expect(outcome(claim, [{ ...claimed, receivedAt: at('25T00:00') }])).toBe('late-notice');
    expect(statuses(claim, [claimed])).toEqual(['claim met', 'notice missed']);
    expect(statuses(claim, [{ ...noticed, receivedAt: at('16T00:00') }])).toEqual(['claim missed', 'notice late']);
  });

  test('each counts its own notices only', () => {
    expect(outcome({}, [claimed])).toBe('no-notice');
    expect(outcome({}, [{ ...noticed, step: 'notice' }])).toBe('14T17:20:00');
  });
});

const iso = (ms: number): string => new Date(ms).toISOString();

describe('every deadline', () => {
  /** An outage is in October in each zone. */
  const FIRST_START = Date.parse('2026-10-02T00:00:00Z');
  const MINUTE = 60_000;
  const limits = fc.constantFrom<ClaimJson['steps'][number]['within'][]>(
    'PT0S',
    'PT90M',
    'P30D',
    { days: 0 },
    { days: 5 },
    { businessDays: 0 },
    { businessDays: 7 },
    { months: 0 },
    { months: 2 },
  );
  const drawn = fc
    .record({
      timeZone: fc.constantFrom('UTC', 'America/Los_Angeles', 'Australia/Lord_Howe', 'Asia/Kolkata'),
      after: fc.constantFrom('outage-start', 'outage-end', 'recognition', 'month-end'),
      within: limits,
      start: fc.nat({ max: 28 * 1440 }).map((minutes) => FIRST_START + minutes * MINUTE),
      minutes: fc.integer({ min: 1, max: 1440 }),
      part: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    })
    .map(({ minutes, part, ...rest }) => ({
      ...rest,
      end: rest.start + minutes * MINUTE,
      recognised: rest.start + Math.floor(part * minutes * MINUTE),
    }));
  type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never;

  const HOLIDAY = '2026-10-12';

  /** The rule of `docs/rules.md §5` in luxon's words. */
  const expectedDeadline = ({ timeZone, after, within, start, end }: Drawn, recognised: number): number => {
    const lastMoment = DateTime.fromISO('2026-10-31T23:59:59.999', { zone: timeZone });
    const anchors = {
      'outage-start': start,
      'outage-end': end,
      recognition: recognised,
      'month-end': lastMoment.toMillis() + 1,
    };
    const anchor = anchors[after];
    if (typeof within === 'string') return anchor + Duration.fromISO(within).toMillis();
    let day = after === 'month-end' ? lastMoment : DateTime.fromMillis(anchor, { zone: timeZone });
    if (within.months !== undefined)
      return day.startOf('month').plus({ months: within.months }).endOf('month').toMillis();
    for (let left = within.businessDays ?? 0; left > 0;) {
      day = day.plus({ days: 1 });
      if (day.weekday < 6 && day.toISODate() !== HOLIDAY) left -= 1;
    }
    return day
      .plus({ days: within.days ?? 0 })
      .endOf('day')
      .toMillis();
  };

  const reasonOf = ({ timeZone, after, within, start, end }: Drawn, given: readonly Notice[], asOf: string): string => {
    const policy = aPolicy({
      timeZone,
      calendar: { holidays: [HOLIDAY] },
      claim: { accrual: 'outage-start', steps: [{ step: 'notice', within, after }] },
    });
    const outage = { ...down('14T17:00', '14T19:00'), start: iso(start), end: iso(end) };
    const [decided] = statement({ policy, facts: [outage, ...given], asOf }).explanation.outages;
    return decided === undefined ? 'no outage' : (decided.forfeit ?? 'claimed');
  };

  test('accepts a notice at its millisecond and none later', () => {
    fc.assert(
      fc.property(drawn, (given) => {
        const deadline = expectedDeadline(given, given.recognised);
        const recognizedAt = iso(Math.min(given.recognised, deadline));
        const received = (at: number): Notice => ({ ...notice('14T17:00'), recognizedAt, receivedAt: iso(at) });
        const later = '2027-03-01T00:00:00Z';
        expect(reasonOf(given, [received(deadline)], later)).toBe('claimed');
        expect(reasonOf(given, [received(deadline + 1)], later)).toBe('late-notice');
      }),
      { numRuns: drawCount(200) },
    );
  });

  test('keeps an outage pending until its millisecond', () => {
    fc.assert(
      fc.property(drawn, (given) => {
        const deadline = expectedDeadline(given, given.end);
        fc.pre(deadline > given.start);
        expect(reasonOf(given, [], iso(deadline))).toBe('pending');
        expect(reasonOf(given, [], iso(deadline + 1))).toBe('no-notice');
      }),
      { numRuns: drawCount(200) },
    );
  });
});
