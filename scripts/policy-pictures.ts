import { writeFileSync } from 'node:fs';
import { evaluateInput } from '../shared/domain/evaluate-input.ts';
import type { PolicyInput } from '../shared/domain/policy/policy.ts';
import { type Statement, statementOf } from '../shared/domain/statement/statement.ts';
import { isMain } from './source-files.ts';

/** Writes the pictures of docs/policies.md from evaluated statements: `node scripts/policy-pictures.ts`. */

const FOLDER = new URL('../docs/images/', import.meta.url);

/** The range of the pictures, in UTC. 18 June 2026 is a Thursday. */
const START = Date.parse('2026-06-18T13:00Z');
const END = Date.parse('2026-06-19T02:00Z');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const thursday = (time: string): string => `2026-06-18T${time}:00Z`;
const friday = (time: string): string => `2026-06-19T${time}:00Z`;

const ALARM = [
  { state: 'ALARM', at: thursday('14:00'), since: thursday('13:50') },
  { state: 'INSUFFICIENT_DATA', at: thursday('17:30') },
  { state: 'OK', at: thursday('18:20') },
  { state: 'ALARM', at: thursday('18:30') },
  { state: 'OK', at: friday('01:00') },
];
const PROVIDER = [
  { status: 'degraded_performance', at: thursday('14:40') },
  { status: 'partial_outage', at: thursday('15:30') },
  { status: 'operational', at: thursday('16:30') },
];
const MAINTENANCE = [
  { start: thursday('19:30'), end: thursday('20:30'), announcedAt: thursday('06:00') },
  { start: thursday('21:00'), end: thursday('21:30'), announcedAt: thursday('22:00') },
];
const NOTICE = { recognizedAt: thursday('15:00'), receivedAt: friday('17:00') };

/** A policy whose amount shows each counted minute: the share of the month that was down. */
const BY_MINUTES: PolicyInput = {
  id: 'picture',
  version: 1,
  timeZone: 'Etc/UTC',
  target: '98.5',
  credit: { kind: 'proportional', multiplier: 1 },
};

const BLOCKS = { kind: 'per-block', block: 'PT45M', amount: { bps: 100 } } as const;

/** A policy whose credits are blocks of 45 minutes. */
const BY_BLOCKS: PolicyInput = { ...BY_MINUTES, credit: BLOCKS };

const evaluated = (policy: PolicyInput): Statement => {
  const [assessment] = evaluateInput({
    month: '2026-06',
    asOf: '2026-12-01T00:00:00Z',
    policy,
    components: [
      {
        id: 'api',
        monitors: [{ monitor: 'alarm', impact: '40' }],
        dependsOn: [{ provider: 'provider', component: 'voice' }],
      },
    ],
    facts: [
      ...ALARM.map((state, i) => ({ kind: 'monitor-state', id: `${i}`, monitor: 'alarm', ...state })),
      ...PROVIDER.map((status, i) => ({
        kind: 'provider-status',
        id: `${i}`,
        provider: 'provider',
        component: 'voice',
        ...status,
      })),
      ...MAINTENANCE.map((window, i) => ({
        kind: 'maintenance',
        id: `${i}`,
        scope: { all: true },
        requestedBy: 'company',
        ...window,
      })),
      { kind: 'notice', id: '1', customer: 'acme', ...NOTICE },
    ],
    customers: [{ id: 'acme', components: ['api'], serviceFees: { amountMinor: 1_000_000, currency: 'USD' } }],
  });
  if (assessment === undefined) throw new Error('the case has one customer');
  return statementOf(assessment);
};

type Look = 'up' | 'counted' | 'not-counted' | 'excused' | 'not-measured' | 'not-claimed' | 'missing-data';
type Band = { readonly start: string; readonly end: string; readonly look: Look; readonly text: string };
type Row = { readonly name: string; readonly bands: readonly Band[]; readonly result?: string; readonly note?: string };
type Group = { readonly title: string; readonly rows: readonly Row[] };

const COLOURS: Readonly<Record<Look, string>> = {
  up: '#eef4f0',
  counted: '#e08a74',
  'not-counted': '#f7d9d0',
  excused: '#cfe0f5',
  'not-measured': '#e3e6eb',
  'not-claimed': '#faedd3',
  'missing-data': '#fff',
};

const LABELS: Readonly<Record<string, readonly [look: Look, text: string]>> = {
  up: ['up', 'up'],
  downtime: ['counted', 'down'],
  excused: ['excused', 'excused'],
  maintenance: ['not-measured', 'maintenance'],
  holiday: ['not-measured', 'holiday'],
  'off-hours': ['not-measured', 'off-hours'],
  unrecognized: ['not-claimed', 'unrecognised'],
  forfeited: ['not-claimed', 'forfeited'],
};

/** Cuts a band to the range of the picture. */
const cut = ({ start, end, ...rest }: Band): Band[] => {
  const [from, to] = [Math.max(Date.parse(start), START), Math.min(Date.parse(end), END)];
  return from < to ? [{ start: new Date(from).toISOString(), end: new Date(to).toISOString(), ...rest }] : [];
};

/** The labels of the statement; downtime in a period that is shorter than the minimum does not count. */
const labelBands = ({ explanation, periods }: Statement): Band[] =>
  explanation.intervals
    .map(({ start, end, label }): Band => {
      const [look, text] = LABELS[label] ?? ['up', label];
      const period = periods.find((each) => each.start <= start && each.end >= end);
      const length = period === undefined ? Infinity : Date.parse(period.end) - Date.parse(period.start);
      const counts = length >= explanation.counted.minimumMs;
      return { start, end, look: counts ? look : 'not-counted', text: counts ? text : 'too short' };
    })
    .flatMap(cut);

/** The labels, with what each qualifying part earned on top. */
const creditBands = (statement: Statement): Band[] => {
  const earnings = statement.explanation.credit.bookings.flatMap((booking) => booking.earnings);
  const parts = earnings.flatMap(({ parts, earned }) =>
    parts.map((part, i): Band => ({ ...part, look: 'counted', text: i === parts.length - 1 ? `${earned}` : '' })),
  );
  const labels = labelBands(statement).map((band): Band =>
    band.look === 'counted' && statement.explanation.credit.bookings.length > 0
      ? { ...band, look: 'not-counted', text: '' }
      : band,
  );
  return [...labels, ...parts.flatMap(cut)];
};

const money = (minor: number): string => (minor / 100).toLocaleString('en-US', { minimumFractionDigits: 2 });

const measured = (name: string, change: Partial<PolicyInput>, note?: string): Row => {
  const statement = evaluated({ ...BY_MINUTES, ...change });
  return {
    name,
    bands: labelBands(statement),
    result: money(statement.amountMinor),
    ...(note === undefined ? {} : { note }),
  };
};

const earned = (name: string, change: Partial<PolicyInput>, note: (statement: Statement) => string): Row => {
  const statement = evaluated({ ...BY_BLOCKS, ...change });
  return { name, bands: creditBands(statement), result: money(statement.amountMinor), note: note(statement) };
};

const evidence = (): Row[] => [
  {
    name: 'alarm; 40 % of the users; no data 17:30 to 18:20',
    bands: [
      { start: thursday('14:00'), end: thursday('17:30'), look: 'counted', text: 'ALARM' },
      { start: thursday('17:30'), end: thursday('18:20'), look: 'missing-data', text: 'no data' },
      { start: thursday('18:30'), end: friday('01:00'), look: 'counted', text: 'ALARM' },
    ],
  },
  {
    name: 'provider: degraded 14:40, out 15:30 to 16:30',
    bands: [
      { start: thursday('14:40'), end: thursday('15:30'), look: 'up', text: 'degraded' },
      { start: thursday('15:30'), end: thursday('16:30'), look: 'excused', text: 'out' },
    ],
  },
  {
    name: 'maintenance: announced 19:30, unannounced 21:00',
    bands: [
      { start: thursday('19:30'), end: thursday('20:30'), look: 'not-measured', text: 'announced' },
      { start: thursday('21:00'), end: thursday('21:30'), look: 'not-measured', text: 'unannounced' },
    ],
  },
  {
    name: 'notice: recognised 15:00, received Friday 17:00',
    bands: [
      { start: thursday('15:00'), end: friday('02:00'), look: 'not-claimed', text: 'recognised, until received' },
    ],
  },
];

const wholeHours = (align: 'elapsed' | 'clock'): Partial<PolicyInput> => ({
  downtime: { wholeUnits: { unit: 'PT1H', align } },
});

type Claim = NonNullable<PolicyInput['claim']>;
const claimed = (change: Partial<Claim>): Partial<PolicyInput> => ({
  claim: { accrual: 'outage-start', steps: [{ step: 'notice', within: 'PT24H', after: 'outage-end' }], ...change },
});

const timeGroups = (): Group[] => [
  { title: 'One outage of Thursday, 18 June 2026', rows: evidence() },
  {
    title: 'Service time and exclusions',
    rows: [
      measured('only the defaults', {}),
      measured(
        'calendar.hours 08:00 to 20:00',
        { calendar: { hours: { from: '08:00', to: '20:00' } } },
        'fewer hours measured',
      ),
      measured('calendar.holidays 2026-06-19', { calendar: { holidays: ['2026-06-19'] } }),
      measured('exclusions.effect "count-as-up"', { exclusions: { effect: 'count-as-up' } }, 'of all minutes'),
      measured('maintenance.minimumNotice "PT24H"', { exclusions: { maintenance: { minimumNotice: 'PT24H' } } }),
      measured('maintenance.maxPerMonth "PT30M"', { exclusions: { maintenance: { maxPerMonth: 'PT30M' } } }),
      measured('maintenance.emergency "excluded"', { exclusions: { maintenance: { emergency: 'excluded' } } }),
      measured('thirdParty.exclude false', { exclusions: { thirdParty: { exclude: false } } }),
      measured('thirdParty.minimumStatus "degraded_performance"', {
        exclusions: { thirdParty: { minimumStatus: 'degraded_performance' } },
      }),
    ],
  },
  {
    title: 'Downtime',
    rows: [
      measured('onset "datapoint"', { downtime: { onset: 'datapoint' } }, 'from 13:50'),
      measured('insufficientData "up"', { downtime: { insufficientData: 'up' } }),
      measured('mergeGaps "PT10M"', { downtime: { mergeGaps: 'PT10M' } }, 'the gap counts'),
      measured('minimum "PT75M"', { downtime: { minimum: 'PT75M' } }),
      measured('wholeUnits "PT1H", "elapsed"', wholeHours('elapsed'), `${unitsOf(wholeHours('elapsed'))} hours count`),
      measured('wholeUnits "PT1H", "clock"', wholeHours('clock'), `${unitsOf(wholeHours('clock'))} hours count`),
      measured('impact "share"', { downtime: { impact: 'share' } }, '40 % of each minute'),
    ],
  },
  {
    title: 'Claim, with one step within "PT24H" after "outage-end"',
    rows: [
      measured('accrual "recognition"', claimed({ accrual: 'recognition' })),
      measured('accrual "outage-start"', claimed({})),
      measured('covers "outage"', claimed({ covers: 'outage' }), 'the second: no claim'),
      measured('covers "month"', claimed({ covers: 'month' })),
      measured(
        'within "PT24H" after "outage-start"',
        claimed({ steps: [{ step: 'notice', within: 'PT24H', after: 'outage-start' }] }),
        'late for the first one',
      ),
      measured(
        'within {"businessDays": 1}',
        claimed({ steps: [{ step: 'notice', within: { businessDays: 1 }, after: 'outage-start' }] }),
        'to the end of Friday',
      ),
      measured(
        'a second step "claim", not taken',
        claimed({
          steps: [
            { step: 'notice', within: 'PT24H', after: 'outage-end' },
            { step: 'claim', within: { days: 30 }, after: 'month-end' },
          ],
        }),
      ),
    ],
  },
];

const unitsOf = (change: Partial<PolicyInput>): number =>
  evaluated({ ...BY_MINUTES, ...change }).explanation.counted.creditable.reduce(
    (sum, { units }) => sum + (units ?? 0),
    0,
  );

const TIERS = {
  kind: 'tiers',
  tiers: [
    { below: '99.9', amount: { bps: 1000 } },
    { below: '99', amount: { bps: 2500 } },
  ],
} as const satisfies PolicyInput['credit'];

const count = ({ credits }: Statement): string => `${credits} × 1 %`;

const creditGroups = (): Group[] => [
  { title: 'The same outage, with its exclusions', rows: evidence().slice(0, 3) },
  {
    title: 'credit "per-block" with block "PT45M" and 1 % (a number is the credits of a downtime)',
    rows: [
      earned('blocksWithin "day"', {}, count),
      earned('blocksWithin "period"', { credit: { ...BLOCKS, blocksWithin: 'period' } }, count),
      earned('blocksWithin "month"', { credit: { ...BLOCKS, blocksWithin: 'month' } }, count),
      earned(
        '  and allowance {"percent": "0.2"}',
        { credit: { ...BLOCKS, blocksWithin: 'month', allowance: { percent: '0.2' } } },
        count,
      ),
      earned('qualify.longerThan "PT90M"', { credit: { ...BLOCKS, qualify: { longerThan: 'PT90M' } } }, count),
      earned(
        'qualify.longerThan "PT2H", summedOver "day"',
        { credit: { ...BLOCKS, qualify: { longerThan: 'PT2H', summedOver: 'day' } } },
        count,
      ),
      earned(
        'maxPerPeriod 2, blocksWithin "period"',
        { credit: { ...BLOCKS, blocksWithin: 'period', maxPerPeriod: 2 } },
        count,
      ),
      earned('maxPerDay 1', { credit: { ...BLOCKS, maxPerDay: 1 } }, count),
      earned('maxPerMonth 5', { credit: { ...BLOCKS, maxPerMonth: 5 } }, count),
      earned(
        'amount {"serviceFeeDays": 1}',
        { credit: { ...BLOCKS, amount: { serviceFeeDays: 1 } } },
        ({ credits }) => `${credits} × 1/30`,
      ),
    ],
  },
  {
    title: 'Other kinds of credit',
    rows: [
      earned(
        '"per-outage" with 2 %',
        { credit: { kind: 'per-outage', amount: { bps: 200 } } },
        ({ credits }) => `${credits} × 2 %`,
      ),
      earned('"tiers": below 99.9 % 10 %, below 99 % 25 %', { credit: TIERS }, () => 'at 98.77 %'),
      earned(
        '  and beyond 99 %: 1 % for each 0.1 %',
        { credit: { ...TIERS, beyond: { from: '99', step: '0.1', amount: { bps: 100 }, partialStep: 'drop' } } },
        ({ explanation }) => `25 % + ${explanation.credit.steps} × 1 %`,
      ),
      earned(
        '"tiers" by "downtime": over 1 h 5 %, over 8 h 10 %',
        {
          credit: {
            kind: 'tiers',
            by: 'downtime',
            tiers: [
              { longerThan: 'PT1H', amount: { bps: 500 } },
              { longerThan: 'PT8H', amount: { bps: 1000 } },
            ],
          },
        },
        () => '8 h 50 min',
      ),
      earned(
        '"tiers" by "period": over 1 h 1 %, over 4 h 5 %',
        {
          credit: {
            kind: 'tiers',
            by: 'period',
            tiers: [
              { longerThan: 'PT1H', amount: { bps: 100 } },
              { longerThan: 'PT4H', amount: { bps: 500 } },
            ],
          },
        },
        () => '1 + 1 + 5 %',
      ),
      earned(
        '"proportional" with multiplier 10',
        { credit: { kind: 'proportional', multiplier: 10 } },
        () => '10 × the share',
      ),
    ],
  },
  {
    title: 'Gate and limits',
    rows: [
      earned('gate "below-target" of 98.5 %', { gate: 'below-target' }, () => '98.77 % meets it'),
      earned(
        '"tiers" with availabilityDecimals 0',
        { credit: TIERS, availabilityDecimals: 0 },
        () => '98.77 % is 99 %',
      ),
      earned('caps [{"bps": 500}]', { caps: [{ bps: 500 }] }, () => 'at most 5 %'),
      earned(
        'caps [{"serviceFeeDays": 7, "of": "year"}]',
        { credit: TIERS, caps: [{ serviceFeeDays: 7, of: 'year' }] },
        () => '25 %, at most 84/365',
      ),
      earned(
        'payableAbove 1,500.00 USD',
        { payableAbove: { amountMinor: 150_000, currency: 'USD' } },
        () => '1,000.00 is not above',
      ),
    ],
  },
];

const LEFT = 352;
const RIGHT = 880;
const WIDTH = 1130;
const ROW_HEIGHT = 27;
const TITLE_HEIGHT = 34;
const TOP = 30;

const x = (at: number): number => LEFT + ((at - START) / (END - START)) * (RIGHT - LEFT);

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** Text needs about 7 px a character; a narrower band has only its tooltip. */
const bandSvg = (top: number, { start, end, look, text }: Band): string => {
  const [from, to] = [x(Date.parse(start)), x(Date.parse(end))];
  const middle = ((from + to) / 2).toFixed(1);
  const shown =
    look === 'up' && text === 'up'
      ? ''
      : text.length * 7 > to - from
        ? ''
        : `<text x="${middle}" y="${top + 15}" text-anchor="middle">${escapeXml(text)}</text>`;
  const size = `x="${from.toFixed(1)}" y="${top}" width="${(to - from).toFixed(1)}" height="21"`;
  return `<g><title>${escapeXml(text)}</title><rect ${size} fill="${COLOURS[look]}" stroke="#59626d" stroke-width=".5"/>${shown}</g>`;
};

const rowSvg = (top: number, { name, bands, result, note }: Row): string[] => [
  `<text x="${name.startsWith(' ') ? 28 : 12}" y="${top + 15}">${escapeXml(name.trimStart())}</text>`,
  ...bands.map((band) => bandSvg(top, band)),
  ...(result === undefined
    ? []
    : [`<text x="${RIGHT + 78}" y="${top + 15}" text-anchor="end" font-weight="600">${result}</text>`]),
  ...(note === undefined ? [] : [`<text x="${RIGHT + 88}" y="${top + 15}" fill="#59626d">${escapeXml(note)}</text>`]),
];

const LEGEND_HEIGHT = 44;
const LEGEND: readonly (readonly [look: Look, text: string])[] = [
  ['counted', 'counts'],
  ['not-counted', 'does not count'],
  ['excused', 'excused'],
  ['not-measured', 'not measured'],
  ['not-claimed', 'not claimed'],
  ['up', 'up'],
];

const legendSvg = (top: number): string[] =>
  LEGEND.map(([look, text], i) => {
    const left = LEFT + i * 118;
    return `<rect x="${left}" y="${top}" width="16" height="16" fill="${COLOURS[look]}" stroke="#59626d" stroke-width=".5"/><text x="${left + 22}" y="${top + 12}">${text}</text>`;
  });

const picture = (title: string, groups: readonly Group[]): string => {
  const lines: string[] = [];
  let top = TOP;
  for (const group of groups) {
    lines.push(`<text x="12" y="${top + 22}" font-weight="600">${escapeXml(group.title)}</text>`);
    top += TITLE_HEIGHT;
    for (const row of group.rows) {
      lines.push(...rowSvg(top, row));
      top += ROW_HEIGHT;
    }
  }
  const height = top + LEGEND_HEIGHT;
  const hours = Array.from({ length: (END - START) / HOUR_MS + 1 }, (_, i) => START + i * HOUR_MS);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" font-family="system-ui, sans-serif" font-size="12" fill="#15191e">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    ...hours.map((at) => {
      const left = x(at).toFixed(1);
      const hour = String(new Date(at).getUTCHours()).padStart(2, '0');
      const line = `<line x1="${left}" x2="${left}" y1="26" y2="${height - LEGEND_HEIGHT + 4}" stroke="#dfe3e8"/>`;
      return `${line}<text x="${left}" y="20" text-anchor="middle" fill="#59626d">${hour}</text>`;
    }),
    `<text x="${RIGHT + 78}" y="20" text-anchor="end" fill="#59626d">USD</text>`,
    ...lines,
    ...legendSvg(height - LEGEND_HEIGHT + 14),
    '</svg>',
    '',
  ].join('\n');
};

/** Returns the pictures by their file in docs/images/. Fees are 10,000.00 USD for June 2026. */
export const policyPictures = (): ReadonlyMap<string, string> =>
  new Map([
    ['policy-time.svg', picture('The effect of each parameter on the minutes of one outage that count', timeGroups())],
    ['policy-credit.svg', picture('The effect of each parameter on the credit for one outage', creditGroups())],
  ]);

if (isMain(import.meta.url)) {
  for (const [file, svg] of policyPictures()) writeFileSync(new URL(file, FOLDER), svg);
}
