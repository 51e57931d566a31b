import * as z from 'zod/mini';
import { describe, expect, test } from 'vitest';
import { decideNotice, noticeWindow, noticesAbout, withoutNotice } from '../../../../shared/domain/policy/notice.ts';
import { policy } from '../../../../shared/domain/policy/policy.ts';
import { aPolicy, down, notice, statement, type WirePolicy } from '../../../support/builders/month-builder.ts';
import { instantText } from '../../../support/builders/instant-text.ts';

const HOUR = 3_600_000;
/** The downtime: from hour 100 to hour 103; the month ends at hour 744. */
const [START, END, MONTH_END] = [100 * HOUR, 103 * HOUR, 744 * HOUR];

type Rule = Partial<WirePolicy['notice']>;
/** What becomes of the downtime, with its deadline and the notices about it. */
const verdict = (rule: Rule, heard: readonly (readonly [recognized: number, received: number])[], asOf = Infinity) => {
  const month = {
    policy: z.decode(policy, aPolicy({ notice: { required: true, ...rule } })),
    interval: { start: 0, end: MONTH_END },
    asOf,
  };
  const whole = noticeWindow({ start: START, end: END }, month);
  const notices = heard.map(([recognizedAt, receivedAt], i) => ({
    kind: 'notice' as const,
    id: `n${i}`,
    customer: 'acme',
    recognizedAt,
    receivedAt,
  }));
  return {
    deadline: whole.deadline,
    ...noticesAbout(whole, notices),
    ...(decideNotice(whole, notices, month) ?? withoutNotice(whole, month)),
  };
};

const BASES = [
  { from: 'start', deadline: START + 24 * HOUR },
  { from: 'end', deadline: END + 24 * HOUR },
  { from: 'month-end', deadline: MONTH_END + 24 * HOUR },
] as const;

describe.each(BASES)('24 hours from the $from', ({ from, deadline }) => {
  test.each([
    { what: 'at the deadline', received: deadline, forfeit: undefined },
    { what: 'a millisecond after it', received: deadline + 1, forfeit: 'late-notice' },
  ])('a notice $what: $forfeit', ({ received, forfeit }) => {
    expect(verdict({ from }, [[START, received]])).toMatchObject({ deadline });
    expect(verdict({ from }, [[START, received]]).forfeit).toBe(forfeit);
  });

  test.each([
    { what: 'at the deadline', asOf: deadline, forfeit: 'pending' },
    { what: 'a millisecond after it', asOf: deadline + 1, forfeit: 'no-notice' },
  ])('nothing heard $what is $forfeit', ({ asOf, forfeit }) => {
    expect(verdict({ from }, [], asOf)).toMatchObject({ forfeit });
  });
});

describe('a notice covers a downtime', () => {
  test.each([
    { what: 'recognised a millisecond before its end', recognized: END - 1, received: END, covers: true },
    { what: 'recognised at its end', recognized: END, received: END, covers: false },
    { what: 'received an hour before its start', recognized: START - HOUR, received: START - HOUR, covers: true },
    { what: 'a millisecond earlier', recognized: START - HOUR - 1, received: START - HOUR - 1, covers: false },
    { what: 'recognised long before, received in time', recognized: 0, received: START - HOUR, covers: true },
  ])('$what: $covers', ({ recognized, received, covers }) => {
    const { timely, late } = verdict({}, [[recognized, received]]);
    expect(timely.length + late.length).toBe(covers ? 1 : 0);
  });

  test('without a tolerance only from its start on', () => {
    expect(verdict({ leadTolerance: 'PT0S' }, [[START - 1, START - 1]]).timely).toHaveLength(0);
    expect(verdict({ leadTolerance: 'PT0S' }, [[START - 1, START]]).timely).toHaveLength(1);
  });
});

describe('downtime accrues', () => {
  test.each([
    { what: 'from its start if recognised before', notices: [[START - 1, START]], from: START },
    { what: 'from when it was recognised', notices: [[START + 7, START + 9]], from: START + 7 },
    {
      what: 'from the earliest recognition',
      notices: [
        [START + 7, START + 9],
        [START + 5, START + 11],
      ],
      from: START + 5,
    },
    {
      what: 'from the earliest of the timely ones, not of the late',
      notices: [
        [START + 7, START + 9],
        [START + 5, END + 25 * HOUR],
      ],
      from: START + 7,
    },
  ] as const)('$what', ({ notices, from }) => {
    expect(verdict({}, notices)).toMatchObject({ accruesFrom: from });
  });

  test('from its start where no notice is asked for, and nothing is forfeited', () => {
    expect(verdict({ required: false }, [])).toMatchObject({ accruesFrom: START });
    expect(verdict({ required: false }, [[END - 1, END + 99 * HOUR]]).forfeit).toBeUndefined();
  });

  test('not at all with late notices alone, though there were still time for none', () => {
    expect(verdict({ from: 'start', within: 'PT0S' }, [[START, START + 1]], START)).toMatchObject({
      forfeit: 'late-notice',
    });
  });
});

test('a notice far in the future may be allowed, and the explanation still gives a deadline', () => {
  const stated = statement({
    policy: aPolicy({ notice: { required: true, within: 'P100000000D' } }),
    facts: [down('14T17:00', '14T19:00')],
  });
  expect(stated.forfeited).toMatchObject([{ reason: 'pending' }]);
  expect(stated.explanation.downtimes).toMatchObject([{ deadline: '+275760-09-13T00:00:00.000Z' }]);
});

test('one notice does for a whole downtime of several components, as the customer sees one', () => {
  const { credits, forfeited } = statement({
    policy: aPolicy({ notice: { required: true } }),
    customers: [{ id: 'acme', components: ['web', 'voice'], serviceFees: { amountMinor: 1, currency: 'USD' } }],
    facts: [down('14T17:00', '14T18:00'), down('14T18:00', '14T19:00', 'voice'), notice('14T17:00')],
  });
  expect({ credits, forfeited }).toEqual({ credits: 4, forfeited: [] });
});

test('what is excused is forfeited all the same: the list says what nobody wrote about', () => {
  const window = { start: instantText('14T16:00'), end: instantText('14T20:00') };
  const { forfeited, totalsMs } = statement({
    policy: aPolicy({ notice: { required: true } }),
    facts: [
      down('14T17:00', '14T19:00'),
      { kind: 'exclusion', id: 'x', reason: 'force-majeure', scope: { all: true }, ...window },
    ],
  });
  expect(forfeited).toMatchObject([{ reason: 'no-notice' }]);
  expect(totalsMs.forfeited).toBeUndefined();
});
