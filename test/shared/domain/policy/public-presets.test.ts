import { describe, expect, test } from 'vitest';
import { configuredPolicy } from '../../../../shared/domain/policy/policy.ts';
import { atlassianCloud } from '../../../../shared/domain/policy/presets/atlassian-cloud.ts';
import { awsEc2Region } from '../../../../shared/domain/policy/presets/aws-ec2-region.ts';
import { awsS3 } from '../../../../shared/domain/policy/presets/aws-s3.ts';
import { azureVm } from '../../../../shared/domain/policy/presets/azure-vm.ts';
import { cloudflareBusiness } from '../../../../shared/domain/policy/presets/cloudflare-business.ts';
import { eightByEight } from '../../../../shared/domain/policy/presets/eight-by-eight.ts';
import { googleCompute } from '../../../../shared/domain/policy/presets/google-compute.ts';
import { googleWorkspace } from '../../../../shared/domain/policy/presets/google-workspace.ts';
import { mailgun } from '../../../../shared/domain/policy/presets/mailgun.ts';
import { notion } from '../../../../shared/domain/policy/presets/notion.ts';
import { plainSummary } from '../../../../shared/domain/policy/presets/plain-summary.ts';
import { shortFormSla } from '../../../../shared/domain/policy/presets/short-form-sla.ts';
import { twilioApis } from '../../../../shared/domain/policy/presets/twilio-apis.ts';
import { presetById, publicPresets } from '../../../../shared/domain/policy/public-presets.ts';
import { parse } from '../../../../shared/lib/validation.ts';
import { type Notified, presetAmount } from '../../../support/builders/preset-month.ts';

/** The amounts are computed by hand in the comments. A month of 30 days has 43,200 minutes, one of 31 days 44,640. */

describe('the presets', () => {
  test('include the ids that the configuration documents', () => {
    expect(publicPresets.map(({ policy }) => policy.id)).toEqual([
      'short-form-sla',
      'plain-summary',
      'twilio',
      'aws-ec2-region',
      'aws-s3',
      'google-compute',
      'azure-vm',
      'cloudflare-business',
      '8x8',
      'mailgun',
      'notion',
      'atlassian-cloud',
      'google-workspace',
    ]);
  });

  test.each(publicPresets)('$policy.id is valid and names its source', ({ policy, source, clauses }) => {
    expect(parse(configuredPolicy, policy)).toMatchObject({ id: policy.id });
    expect(source.url).toMatch(/^https:\/\//);
    expect(source.date).not.toBe('');
    expect(clauses.length).toBeGreaterThan(3);
  });

  test('are found by their id', () => {
    expect(presetById('8x8')?.policy).toBe(eightByEight);
    expect(presetById('none')).toBeUndefined();
  });
});

const inOctober = (day: number, time: string): string => `2026-10-${String(day).padStart(2, '0')}T${time}-07:00`;

describe('short-form-sla', () => {
  test('pays one credit for 85 recognised minutes on a Tuesday', () => {
    // Recognised at 10:05: 85 min > 60 min. floor(85 / 30) = 2 blocks, one a day.
    // 5 % of 10,000.00 = 500.00.
    const down = [[inOctober(6, '10:00'), inOctober(6, '11:30')]] as const;
    const notices = [[inOctober(6, '10:05'), inOctober(6, '10:20')]] as const;
    expect(presetAmount(shortFormSla, { month: '2026-10', fee: 1_000_000, down, notices })).toBe(50_000);
  });

  test('caps five credits at a week of fees', () => {
    // 5 x 5 % = 2,500.00; the cap is 10,000.00 x 7/31 = 2,258.0645, rounded down. An hour on 7 Oct does not qualify.
    const days = [19, 20, 21, 22, 23];
    const down = [
      ...days.map((day) => [inOctober(day, '10:00'), inOctober(day, '12:00')] as const),
      [inOctober(7, '10:00'), inOctober(7, '11:00')] as const,
    ];
    const notices = down.map(([start]) => [start, start] as const);
    expect(presetAmount(shortFormSla, { month: '2026-10', fee: 1_000_000, down, notices })).toBe(225_806);
  });
});

describe('plain-summary', () => {
  test('pays 5 % for 31 minutes without a notice', () => {
    // 31 min > 30 min; floor(31 / 30) = 1 block: 5 % of 400.00 = 20.00.
    const down = [['2026-06-13T10:00Z', '2026-06-13T10:31Z']] as const;
    expect(presetAmount(plainSummary, { month: '2026-06', fee: 40_000, down })).toBe(2000);
  });

  test('pays nothing for exactly 30 minutes, and once for two outages', () => {
    const half = ['2026-06-13T10:00Z', '2026-06-13T10:30Z'] as const;
    const hours = ['2026-06-14T10:00Z', '2026-06-14T13:00Z'] as const;
    const more = ['2026-06-16T10:00Z', '2026-06-16T13:00Z'] as const;
    expect(presetAmount(plainSummary, { month: '2026-06', fee: 40_000, down: [half] })).toBe(0);
    // Six blocks on each of two days, and one credit a month: 5 % of 400.00 = 20.00.
    expect(presetAmount(plainSummary, { month: '2026-06', fee: 40_000, down: [half, hours, more] })).toBe(2000);
  });
});

describe('twilio', () => {
  const month = '2026-11';
  const claimed = [['2026-12-02T10:00Z', '2026-12-02T10:00Z', { month }]] as const;
  const long = ['2026-11-10T10:00Z', '2026-11-10T10:22Z'] as const;
  const claimAt = (receivedAt: string): number =>
    presetAmount(twilioApis, {
      month,
      fee: 64_025,
      down: [long],
      notices: [['2026-11-10T11:00Z', receivedAt, { month }]],
    });

  test('pays 10 % for 22 minutes, half to even', () => {
    // 4 min are under 5 min. (43,200 - 22) / 43,200 = 99.94907 % < 99.95 %: 10 % of 640.25 = 64.025, so 64.02.
    const down = [long, ['2026-11-11T10:00Z', '2026-11-11T10:04Z']] as const;
    expect(presetAmount(twilioApis, { month, fee: 64_025, down, notices: claimed })).toBe(6402);
  });

  test('pays nothing at exactly 99.95 %', () => {
    // 21.6 min = 21 min 36 s of 43,200 min are 0.05 %.
    const down = [['2026-11-10T10:00Z', '2026-11-10T10:21:36Z']] as const;
    expect(presetAmount(twilioApis, { month, fee: 64_025, down, notices: claimed })).toBe(0);
  });

  test('accepts the claim up to the end of 30 December', () => {
    // The month ends on 30 November; 30 days later is 30 December.
    expect(claimAt('2026-12-30T23:59:59.999Z')).toBe(6402);
    expect(claimAt('2026-12-31T00:00:00.000Z')).toBe(0);
  });
});

describe('aws-ec2-region', () => {
  const month = '2026-06';
  const amount = (fee: number, minutes: number, receivedAt = '2026-08-31T23:59:59.999Z'): number => {
    const start = '2026-06-10T10:00:00Z';
    const end = new Date(Date.parse(start) + minutes * 60_000).toISOString();
    const notices = [[start, receivedAt, { month }]] as const;
    return presetAmount(awsEc2Region, { month, fee, down: [[start, end]], notices });
  };

  test('pays 10 % for seven minutes', () => {
    // 1 - 7 / 43,200 = 99.98380 % < 99.99 %: 10 % of 1,234.56 = 123.456.
    expect(amount(123_456, 7)).toBe(12_346);
  });

  test('accepts the claim until the end of August', () => {
    expect(amount(123_456, 7, '2026-09-01T00:00:00Z')).toBe(0);
  });

  test('pays only what is more than a dollar', () => {
    // 432 min: exactly 99 %, so 10 % of 9.50 = 0.95. 450 min: 98.95833 % < 99 %, so 30 % of 9.50 = 2.85.
    expect([amount(950, 432), amount(950, 450)]).toEqual([0, 285]);
  });
});

const julyAmount = (fee: number, down: readonly (readonly [string, string, string?])[]): number =>
  presetAmount(awsS3, { month: '2026-07', fee, down, notices: claimOf('2026-07') });

const claimOf = (month: string): readonly Notified[] => [[`${month}-28T00:00Z`, `${month}-28T00:00Z`, { month }]];

describe('aws-s3', () => {
  test('weighs intervals by their error rate', () => {
    // 60 min at 100 % and 120 min at 50 % weigh 120 min. 120 / 43,200 = 0.27778 %, so 99.72222 %.
    // 10 % of 2,000.00 = 200.00.
    const down = [
      ['2026-06-01T00:00Z', '2026-06-01T01:00Z'],
      ['2026-06-02T00:00Z', '2026-06-02T02:00Z', '50'],
    ] as const;
    expect(presetAmount(awsS3, { month: '2026-06', fee: 200_000, down, notices: claimOf('2026-06') })).toBe(20_000);
  });

  test('pays 25 % below 99 %, and nothing above 99.9 %', () => {
    // 90 of 8,928 intervals: 1.00806 %, so 98.99194 %. 25 % of 800.00 = 200.00.
    expect(julyAmount(80_000, [['2026-07-01T00:00Z', '2026-07-01T07:30Z']])).toBe(20_000);
    // 8 intervals at 100 % and 9 at 10 % weigh 44.5 min. 44.5 / 44,640 = 0.09969 %, so 99.90031 %.
    expect(
      julyAmount(80_000, [
        ['2026-07-01T00:00Z', '2026-07-01T00:40Z'],
        ['2026-07-02T00:00Z', '2026-07-02T00:45Z', '10'],
      ]),
    ).toBe(0);
  });
});

const computeAmount = (...down: readonly (readonly [string, string])[]): number => {
  const month = '2026-04';
  const times = down.map(([start, end]) => [`2026-04-07T${start}Z`, `2026-04-07T${end}Z`] as const);
  const notices = [['2026-05-03T10:00Z', '2026-05-03T10:00Z', { month }]] as const;
  return presetAmount(googleCompute, { month, fee: 500_000, down: times, notices });
};

describe('google-compute', () => {
  test('drops partial minutes', () => {
    // 6 min 20 s count 6 min, and 50 s count nothing. 99.98611 % < 99.99 %.
    // 10 % of 5,000.00 = 500.00.
    expect(computeAmount(['10:00:20', '10:06:40'], ['14:00:00', '14:00:50'])).toBe(50_000);
  });

  test('counts minutes from the start of the downtime', () => {
    // Five minutes elapse: 99.98843 %, so 500.00. On the clock they are four: 99.99074 %.
    expect(computeAmount(['10:00:20', '10:05:20'])).toBe(50_000);
    // Five times 59 s: none has a whole minute.
    const brief = [10, 11, 12, 13, 14].map((hour) => [`${hour}:00:00`, `${hour}:00:59`] as const);
    expect(computeAmount(...brief)).toBe(0);
  });
});

const azureAmount = (minutes: number, recognizedAt = '2026-05-05T10:00Z', receivedAt = '2026-06-30T10:00Z'): number => {
  const start = '2026-05-05T09:50:00Z';
  const end = new Date(Date.parse(start) + minutes * 60_000).toISOString();
  return presetAmount(azureVm, {
    month: '2026-05',
    fee: 200_000,
    down: [[start, end]],
    notices: [[recognizedAt, receivedAt]],
  });
};

describe('azure-vm', () => {
  test('pays 10 % for half an hour', () => {
    // 30 of 44,640 min: 99.93280 % < 99.99 %: 10 % of 2,000.00 = 200.00.
    expect(azureAmount(30)).toBe(20_000);
  });

  test('pays everything below 95 %', () => {
    // 2,300 of 44,640 min: 94.84767 % < 95 %: 100 % of 2,000.00.
    expect(azureAmount(2300)).toBe(200_000);
  });

  test('covers the recognised incident only, for 60 days', () => {
    expect(azureAmount(30, '2026-05-06T10:00Z')).toBe(0);
    // The incident ends on 5 May; 60 days later is 4 July.
    expect(azureAmount(30, '2026-05-05T10:00Z', '2026-07-04T23:59:59.999Z')).toBe(20_000);
    expect(azureAmount(30, '2026-05-05T10:00Z', '2026-07-05T00:00Z')).toBe(0);
  });
});

describe('cloudflare-business', () => {
  const month = '2026-09';
  const started = '2026-09-09T10:00Z';
  const both = (noticed: string): readonly Notified[] => [
    [started, noticed],
    [started, '2026-10-31T12:00Z', { step: 'claim' }],
  ];

  test('pays the share of the month, weighted by affected visitors', () => {
    // 100 min x 0.021 = 2.1 min; 2.1 / 43,200 x 5,000.00 = 0.24306.
    const down = [[started, '2026-09-09T11:40Z', '2.1']] as const;
    expect(presetAmount(cloudflareBusiness, { month, fee: 500_000, down, notices: both('2026-09-10T10:00Z') })).toBe(
      24,
    );
  });

  test('takes out what the customer planned, and needs both steps', () => {
    // 90 min x 0.40 = 36 min; 36 / (43,200 - 200) x 5,000.00 = 4.18605.
    const down = [[started, '2026-09-09T11:30Z', '40']] as const;
    const planned = {
      kind: 'maintenance',
      id: '1',
      scope: { all: true },
      start: '2026-09-02T00:00:00Z',
      end: '2026-09-02T03:20:00Z',
      announcedAt: '2026-09-01T00:00:00Z',
      requestedBy: 'customer',
    };
    const amount = (notices: readonly Notified[]): number =>
      presetAmount(cloudflareBusiness, { month, fee: 500_000, down, notices, facts: [planned] });
    // Wednesday 9 September: five business days later is Wednesday 16 September.
    expect(amount(both('2026-09-16T23:59:59.999Z'))).toBe(419);
    expect(amount(both('2026-09-17T00:00:00.000Z'))).toBe(0);
    expect(amount([[started, '2026-09-10T10:00Z']])).toBe(0);
  });
});

describe('8x8', () => {
  const month = '2027-01';
  const started = '2027-01-12T10:00:00Z';
  const amount = (seconds: number): number => {
    const end = new Date(Date.parse(started) + seconds * 1000).toISOString();
    const notices: readonly Notified[] = [
      [started, '2027-01-14T10:00Z'],
      [started, '2027-02-10T10:00Z', { step: 'claim' }],
    ];
    return presetAmount(eightByEight, { month, fee: 400_000, down: [[started, end]], notices });
  };

  test('rounds to three decimals before it compares', () => {
    // 20 of 44,640 min: 99.955197 %, rounded 99.955 %: 5 % of 4,000.00 = 200.00.
    expect(amount(20 * 60)).toBe(20_000);
    // 48 s: 99.998208 %, rounded 99.998 %: 5 %. 36 s: 99.998656 %, rounded 99.999 %, the target.
    expect([amount(48), amount(36)]).toEqual([20_000, 0]);
  });

  test('adds 5 % for each whole tenth below 99 %', () => {
    // 558 min: 98.750 %; 30 % + floor(0.25 / 0.1) x 5 % = 40 % of 4,000.00 = 1,600.00.
    expect(amount(558 * 60)).toBe(160_000);
    // 700 min: 98.432 %; 30 % + 5 x 5 % = 55 %, capped at 50 %: 2,000.00.
    expect(amount(700 * 60)).toBe(200_000);
  });
});

const mailgunAmount = (...minutes: readonly number[]): number => {
  const down = minutes.map((length, i) => {
    const start = Date.parse(`2026-06-0${i + 1}T10:00:00Z`);
    return [new Date(start).toISOString(), new Date(start + length * 60_000).toISOString()] as const;
  });
  const notices = down.map(([start]) => [start, '2026-06-25T10:00Z'] as const);
  return presetAmount(mailgun, { month: '2026-06', fee: 35_000, down, notices });
};

describe('mailgun', () => {
  test('counts 30 minutes after the first 0.01 % of the month', () => {
    // 95 - 4.32 = 90.68 min: 3 blocks, 15 % of 350.00 = 52.50. 20 + 15 - 4.32 = 30.68 min: 1 block, 17.50.
    expect([mailgunAmount(95), mailgunAmount(20, 15)]).toEqual([5250, 1750]);
  });

  test('pays at most half of the fees', () => {
    // 400 - 4.32 = 395.68 min: 13 blocks. 65 % of 350.00 = 227.50. The cap is 50 % = 175.00.
    expect(mailgunAmount(400)).toBe(17_500);
  });
});

const pacificTime = (date: string, time: string): string => `${date}T${time}-07:00`;

describe('notion', () => {
  test('accepts a notice up to 72 hours after the end', () => {
    // The end is Wed 9 Sep 16:10, so the deadline is Sat 12 Sep 16:10. 5 % of 3,000.00 = 150.00.
    const start = pacificTime('2026-09-09', '14:00');
    const down = [[start, pacificTime('2026-09-09', '16:10')]] as const;
    const amount = (time: string): number =>
      presetAmount(notion, {
        month: '2026-09',
        fee: 300_000,
        down,
        notices: [[start, pacificTime('2026-09-12', time)]],
      });
    expect([amount('15:30'), amount('16:10:00.001')]).toEqual([15_000, 0]);
  });

  test('pays five days of February in full', () => {
    // 5 x 5 % of 3,000.00 = 750.00. The cap of 3,000.00 x 7/28 = 750.00 does not bind.
    const down = [1, 2, 3, 4, 5].map((day) => [`2027-02-0${day}T09:00-08:00`, `2027-02-0${day}T10:30-08:00`] as const);
    const notices = down.map(([start]) => [start, start] as const);
    expect(presetAmount(notion, { month: '2027-02', fee: 300_000, down, notices })).toBe(75_000);
  });
});

describe('atlassian-cloud', () => {
  const month = '2026-06';
  const amount = (end: string, receivedAt: string): number =>
    presetAmount(atlassianCloud, {
      month,
      fee: 86_000,
      down: [['2026-06-10T10:00Z', `2026-06-10T${end}Z`]],
      notices: [['2026-06-10T10:00Z', receivedAt, { month }]],
    });

  test("agrees with the vendor's own example", () => {
    // 60 of 43,200 min: 99.861111 % < 99.9 %: 10 % of 860.00 = 86.00.
    expect(amount('11:00', '2026-07-15T23:59:59.999Z')).toBe(8600);
    expect(amount('11:00', '2026-07-16T00:00:00.000Z')).toBe(0);
  });

  test('pays nothing for 25 minutes', () => {
    // 25 of 43,200 min: 99.94213 % is above 99.9 %. The Enterprise plans pay 5 % of 860.00 = 43.00 for it.
    expect(amount('10:25', '2026-07-01T10:00Z')).toBe(0);
    // 44 min on the clock of 44 min 50 s: 99.89815 %; 43 min: 99.90046 %.
    expect([amount('10:44:50', '2026-07-01T10:00Z'), amount('10:43:50', '2026-07-01T10:00Z')]).toEqual([8600, 0]);
  });
});

describe('google-workspace', () => {
  const month = '2026-10';
  const amount = (seconds: number): number => {
    const start = '2026-10-06T17:00:00Z';
    const end = new Date(Date.parse(start) + seconds * 1000).toISOString();
    const notices = [['2026-11-05T10:00Z', '2026-11-05T10:00Z', { month }]] as const;
    return presetAmount(googleWorkspace, { month, fee: 124_000, down: [[start, end]], notices });
  };

  test('pays three days for an hour', () => {
    // 60 of 44,640 min: 99.86559 % < 99.9 %: 1,240.00 x 3/31 = 120.00.
    expect(amount(3600)).toBe(12_000);
  });

  test('pays seven days below 99 %', () => {
    // 500 min: 98.87993 %: 1,240.00 x 7/31 = 280.00. 446.4 min: exactly 99 %, so three days.
    expect([amount(500 * 60), amount(26_784)]).toEqual([28_000, 12_000]);
  });
});
