import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { evaluateInput } from '../shared/domain/evaluate-input.ts';
import { shortFormSla } from '../shared/domain/policy/presets/short-form-sla.ts';
import { type Statement, statementOf } from '../shared/domain/statement/statement.ts';

/** Writes docs/images/outage.svg, the picture of docs/rules.md, from evaluated statements: `node scripts/outage-picture.ts`. */

const FILE = new URL('../docs/images/outage.svg', import.meta.url);

/** The picture shows this range of Pacific time (UTC−8). Friday ends at 00:00. */
const START = Date.parse('2026-11-13T13:00-08:00');
const END = Date.parse('2026-11-14T02:00-08:00');
const HOUR_MS = 3_600_000;

const friday = (time: string): string => new Date(`2026-11-13T${time}-08:00`).toISOString();
const saturday = (time: string): string => new Date(`2026-11-14T${time}-08:00`).toISOString();

const OUTAGE = [friday('14:00'), saturday('01:00')] as const;
const PROVIDER = [friday('15:00'), friday('16:30')] as const;
const MAINTENANCE = [friday('19:00'), friday('20:30')] as const;
const WEEKEND = [saturday('00:00'), saturday('02:00')] as const;
const RECOGNIZED = friday('14:40');
const TIMELY = friday('17:00');
/** The deadline is Sunday 01:00, 24 hours after the end of the outage. */
const LATE = new Date(Date.parse(OUTAGE[1]) + 25 * HOUR_MS).toISOString();

const evaluated = (receivedAt: string): Statement | undefined => {
  const [assessment] = evaluateInput({
    month: '2026-11',
    asOf: '2026-12-02T20:00:00Z',
    policy: { ...shortFormSla, calendar: { ...shortFormSla.calendar, holidays: [] } },
    components: [{ id: 'voice', monitors: ['alarm'], dependsOn: [{ provider: 'twilio', component: 'voice' }] }],
    facts: [
      { kind: 'monitor-state', id: '1', monitor: 'alarm', state: 'ALARM', at: OUTAGE[0] },
      { kind: 'monitor-state', id: '2', monitor: 'alarm', state: 'OK', at: OUTAGE[1] },
      ...PROVIDER.map((at, i) => ({
        kind: 'provider-status',
        id: `${i}`,
        provider: 'twilio',
        component: 'voice',
        status: i === 0 ? 'partial_outage' : 'operational',
        at,
      })),
      {
        kind: 'maintenance',
        id: '1',
        scope: { component: 'voice' },
        start: MAINTENANCE[0],
        end: MAINTENANCE[1],
        announcedAt: friday('12:00'),
        requestedBy: 'company',
      },
      { kind: 'notice', id: '1', customer: 'acme', recognizedAt: RECOGNIZED, receivedAt },
    ],
    customers: [{ id: 'acme', components: ['voice'], serviceFees: { amountMinor: 100_000, currency: 'USD' } }],
  });
  return assessment === undefined ? undefined : statementOf(assessment);
};

const LEFT = 235;
const WIDTH = 1100;
const ROW_HEIGHT = 40;

const x = (at: number): number => LEFT + ((at - START) / (END - START)) * (WIDTH - LEFT - 20);

type Band = { readonly start: string; readonly end: string; readonly label: string; readonly text: string };

const COLOURS: Readonly<Record<string, string>> = {
  up: '#dbeae1',
  unrecognized: '#faedd3',
  downtime: '#e9a594',
  excused: '#dde8f6',
  forfeited: '#f9e5de',
  weekend: '#e9ecf0',
  maintenance: '#ece6f5',
};

const TEXTS: Readonly<Record<string, string>> = {
  up: 'up',
  unrecognized: 'unrec.',
  downtime: 'counted',
  excused: 'excused',
  forfeited: 'forfeited',
  weekend: 'weekend',
};

/** Text needs about 6.2 px a character; a narrower band has only its tooltip. */
const bandSvg = (top: number, { start, end, label, text }: Band): string => {
  const [from, to] = [x(Date.parse(start)), x(Date.parse(end))];
  const middle = ((from + to) / 2).toFixed(1);
  const shown =
    text.length * 6.2 > to - from ? '' : `<text x="${middle}" y="${top + 19}" text-anchor="middle">${text}</text>`;
  const size = `x="${from.toFixed(1)}" y="${top + 4}" width="${(to - from).toFixed(1)}" height="22"`;
  return `<g><title>${text}</title><rect ${size} fill="${COLOURS[label] ?? '#fff'}" stroke="#59626d" stroke-width=".5"/>${shown}</g>`;
};

/** Cuts the statement's intervals to the picture's range. */
const resultBands = (statement: Statement | undefined): Band[] =>
  (statement?.explanation.intervals ?? [])
    .map(({ start, end, label }) => ({
      start: new Date(Math.max(Date.parse(start), START)).toISOString(),
      end: new Date(Math.min(Date.parse(end), END)).toISOString(),
      label,
      text: TEXTS[label] ?? label,
    }))
    .filter(({ start, end }) => start < end);

const notice = (top: number): string =>
  [
    [RECOGNIZED, 'recognised 14:40'],
    [TIMELY, 'received 17:00'],
  ]
    .map(
      ([at = '', text]) =>
        `<circle cx="${x(Date.parse(at)).toFixed(1)}" cy="${top + 15}" r="4" fill="#8f5a00"/><text x="${(x(Date.parse(at)) + 8).toFixed(1)}" y="${top + 19}">${text}</text>`,
    )
    .join('');

const band = ([start, end]: readonly [string, string], label: string, text: string): Band[] => [
  { start, end, label, text },
];

const top = (row: number): number => 34 + row * ROW_HEIGHT;

const amount = (statement: Statement | undefined): string => `${((statement?.amountMinor ?? 0) / 100).toFixed(2)} USD`;

/** Returns the picture: the evidence above, and two results of the same outage below. */
export const outagePicture = (): string => {
  const [timely, late] = [evaluated(TIMELY), evaluated(LATE)];
  const rows: readonly (readonly [name: string, bands: readonly Band[]])[] = [
    ['Alarm of voice', band(OUTAGE, 'downtime', 'ALARM, 14:00 to 01:00')],
    ['Twilio, Programmable Voice', band(PROVIDER, 'excused', 'partial outage')],
    ['Maintenance of voice', band(MAINTENANCE, 'maintenance', 'announced')],
    ['Calendar', band(WEEKEND, 'weekend', 'weekend')],
    ['Notice', []],
    [`Timely notice: ${amount(timely)}`, resultBands(timely)],
    [`Notice after the deadline: ${amount(late)}`, resultBands(late)],
  ];
  const height = top(rows.length) + 6;
  const hours = Array.from({ length: 14 }, (_, i) => START + i * HOUR_MS);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" font-family="system-ui, sans-serif" font-size="11.5" fill="#15191e">`,
    '<title>One outage: its evidence, and its result with a timely and with a late notice</title>',
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    ...hours.map((at, i) => {
      const left = x(at).toFixed(1);
      const line = `<line x1="${left}" x2="${left}" y1="26" y2="${height - 6}" stroke="#dfe3e8"/>`;
      return `${line}<text x="${left}" y="20" text-anchor="middle" fill="#59626d">${String((13 + i) % 24).padStart(2, '0')}</text>`;
    }),
    ...rows.flatMap(([name, bands], i) => [
      `<text x="10" y="${top(i) + 19}">${name}</text>`,
      ...bands.map((each) => bandSvg(top(i), each)),
    ]),
    notice(top(4)),
    '</svg>',
    '',
  ].join('\n');
};

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(FILE, outagePicture());
}
