import type { FactJson } from '../../shared/domain/facts/facts.ts';
import { shortFormSla } from '../../shared/domain/policy/presets/short-form-sla.ts';

export type MixName = 'quiet' | 'typical' | 'busy';

/** A measured month: October 2026 under the Short Form SLA, with one component. */
export type Mix = {
  readonly name: MixName;
  readonly description: string;
  readonly input: MixInput;
};

const POLICY = {
  ...shortFormSla,
  calendar: { ...shortFormSla.calendar, holidays: ['2026-09-07', '2026-10-12', '2026-11-11'] },
} as const;

export type MixInput = {
  readonly month: string;
  readonly asOf: string;
  readonly policy: typeof POLICY;
  readonly components: readonly {
    readonly id: string;
    readonly monitors: readonly string[];
    readonly dependsOn: readonly [];
  }[];
  readonly facts: readonly FactJson[];
  readonly customers: readonly {
    readonly id: string;
    readonly components: readonly string[];
    readonly serviceFees: { readonly amountMinor: number; readonly currency: string };
  }[];
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const START = Date.parse('2026-10-01T07:00:00Z');
const iso = (at: number): string => new Date(at).toISOString();

/** Returns the start of downtime `i` of `count`; the downtimes are spread over the month, some on weekends. */
const startOf = (i: number, count: number): number =>
  START + Math.floor(((i + 0.4) * 29 * DAY_MS) / count) + ((i * 7) % 24) * 17 * MINUTE_MS;
const lengthOf = (i: number): number => (40 + ((i * 53) % 260)) * MINUTE_MS;

const downtime = (count: number, i: number): FactJson => ({
  kind: 'downtime',
  id: `down-${i}`,
  component: 'web',
  start: iso(startOf(i, count)),
  end: iso(startOf(i, count) + lengthOf(i)),
});

/** Returns the notices of a customer, each about another downtime; some are late. */
const notices = (customer: number, downtimes: number, count: number): FactJson[] =>
  Array.from({ length: count }, (_, n) => {
    const about = (customer + n * 2) % downtimes;
    const recognized = startOf(about, downtimes) + ((customer * 13 + n * 7) % 38) * MINUTE_MS;
    const late = (customer + n) % 7 === 0 ? 40 * HOUR_MS : 5 * MINUTE_MS;
    return {
      kind: 'notice',
      id: `c${customer}/${n}`,
      customer: `c${customer}`,
      recognizedAt: iso(recognized),
      receivedAt: iso(recognized + lengthOf(about) + late),
    };
  });

const mix = (name: MixName, description: string, customers: number, downtimes: number, noticesEach: number): Mix => ({
  name,
  description,
  input: {
    month: '2026-10',
    asOf: '2026-12-15T00:00:00.000Z',
    policy: POLICY,
    components: [{ id: 'web', monitors: [], dependsOn: [] }],
    facts: [
      {
        kind: 'maintenance',
        id: 'planned',
        scope: { all: true },
        start: iso(START + 20 * DAY_MS + 3 * HOUR_MS),
        end: iso(START + 20 * DAY_MS + 9 * HOUR_MS),
        announcedAt: iso(START),
        requestedBy: 'company',
      },
      {
        kind: 'exclusion',
        id: 'flood',
        scope: { component: 'web' },
        start: iso(START + 4 * DAY_MS),
        end: iso(START + 6 * DAY_MS + 2 * HOUR_MS),
        reason: 'force-majeure',
      },
      ...Array.from({ length: downtimes }, (_, i) => downtime(downtimes, i)),
      ...Array.from({ length: customers }, (_, c) => notices(c, downtimes, noticesEach)).flat(),
    ],
    customers: Array.from({ length: customers }, (_, c) => ({
      id: `c${c}`,
      components: ['web'],
      serviceFees: { amountMinor: 100_000 + c * 17, currency: 'USD' },
    })),
  },
});

export const MIXES: readonly Mix[] = [
  mix('quiet', 'no downtime', 300, 0, 0),
  mix('typical', '3 downtimes, 1 notice', 300, 3, 1),
  mix('busy', '20 downtimes, 10 notices', 300, 20, 10),
];
