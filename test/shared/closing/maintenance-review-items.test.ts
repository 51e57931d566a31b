import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maintenanceReviewItems, sharedMaintenanceItems } from '../../../shared/closing/maintenance-review-items.ts';
import type { Fact, FactOf } from '../../../shared/domain/facts/facts.ts';
import { FULL_IMPACT } from '../../../shared/domain/money/impact.ts';
import { type Month, prepareMonth } from '../../../shared/domain/month/month.ts';
import { policy } from '../../../shared/domain/policy/policy.ts';
import { formatInstant } from '../../../shared/domain/time/instant.ts';
import { parse } from '../../../shared/lib/validation.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { openPolicy } from '../../support/builders/product-config.ts';

type Maintenance = FactOf<'maintenance'>;

const at = (time: string): number => instant(`2026-10-${time}:00Z`);

const maintenance = (change: Partial<Maintenance> = {}): Maintenance => ({
  kind: 'maintenance',
  id: 'M-1',
  scope: { component: 'web' },
  start: at('14T17:00'),
  end: at('14T19:00'),
  announcedAt: at('12T09:00'),
  recordedAt: at('12T09:05'),
  requestedBy: 'company',
  ...change,
});

const down = (start: number, end: number, component = 'web'): FactOf<'downtime'> => ({
  kind: 'downtime',
  id: `${component} ${start}`,
  component,
  start,
  end,
});

const october = (...facts: readonly Fact[]): Month =>
  prepareMonth({
    month: '2026-10',
    asOf: instant('2026-11-02T12:00:00Z'),
    policy: parse(policy, openPolicy),
    components: ['web', 'voice'].map((id) => ({
      id,
      monitors: [{ monitor: id, impact: FULL_IMPACT }],
      dependsOn: [],
    })),
    facts,
  });

const kindsOf = (...facts: readonly Fact[]): string[] =>
  sharedMaintenanceItems(october(...facts)).map(({ kind }) => kind);

describe('maintenance that was announced and recorded in time', () => {
  test.each<[string, readonly Fact[]]>([
    ['without a downtime', []],
    ['with a downtime that begins with it', [down(at('14T17:00'), at('14T18:00'))]],
    ['with a downtime after its announcement', [down(at('12T10:00'), at('12T12:00'))]],
    ['with a downtime that ended at its announcement', [down(at('12T08:00'), at('12T09:00'))]],
    ['with a downtime of another component', [down(at('14T16:00'), at('14T18:00'), 'voice')]],
  ])('%s is not listed', (_, downtimes) => {
    expect(kindsOf(maintenance(), ...downtimes)).toEqual([]);
  });

  test('is not listed if it was recorded at its start', () => {
    expect(kindsOf(maintenance({ recordedAt: at('14T17:00') }))).toEqual([]);
  });
});

describe('maintenance is', () => {
  test('listed if it was announced during a downtime', () => {
    const outage = down(at('12T09:00'), at('14T16:00'));
    expect(sharedMaintenanceItems(october(maintenance(), outage))).toEqual([
      {
        kind: 'maintenance-during-outage',
        subject: 'M-1',
        note: 'component web, begun at 2026-10-14T17:00:00.000Z, announced at 2026-10-12T09:00:00.000Z, recorded at 2026-10-12T09:05:00.000Z, while web was down',
      },
    ]);
  });

  test('listed with each component that was down when it began', () => {
    const outages = ['web', 'voice'].map((component) => down(at('14T16:59'), at('14T17:01'), component));
    expect(sharedMaintenanceItems(october(maintenance({ scope: { all: true } }), ...outages))).toMatchObject([
      { kind: 'maintenance-during-outage', note: expect.stringMatching(/^all components.*while web, voice was down$/) },
    ]);
  });

  test('listed if it was recorded after its start', () => {
    const late = maintenance({ recordedAt: at('14T17:00') + 1 });
    expect(sharedMaintenanceItems(october(late))).toMatchObject([
      {
        kind: 'maintenance-recorded-late',
        subject: 'M-1',
        note: expect.stringContaining('recorded at 2026-10-14T17:00:00.001Z'),
      },
    ]);
    expect(sharedMaintenanceItems(october(late), at('14T17:00') + 1)).toHaveLength(1);
    expect(sharedMaintenanceItems(october(late), at('14T17:00') + 2)).toEqual([]);
  });

  test('not listed in another month', () => {
    const month = { start: instant('2026-11-01T00:00:00Z'), end: instant('2026-11-01T02:00:00Z') };
    expect(kindsOf(maintenance({ ...month, recordedAt: instant('2026-11-02T00:00:00Z') }))).toEqual([]);
  });

  test('listed for the components that its customer uses', () => {
    const own = maintenance({ scope: { customer: 'acme' } });
    const month = october(down(at('14T16:00'), at('14T18:00')));
    expect(maintenanceReviewItems([own], month, ['voice'], 'acme')).toEqual([]);
    expect(maintenanceReviewItems([own], month, ['voice', 'web'], 'acme')).toMatchObject([
      {
        kind: 'maintenance-during-outage',
        subject: 'M-1',
        customer: 'acme',
        note: expect.stringContaining('while web'),
      },
    ]);
  });
});

const minute = fc.integer({ min: 0, max: 600 }).map((minutes) => at('14T08:00') + minutes * 60_000);

test('each kind is listed exactly where its instants say so', () => {
  fc.assert(
    fc.property(minute, minute, minute, fc.tuple(minute, minute), (start, announcedAt, recordedAt, outage) => {
      const [from, to] = [Math.min(...outage), Math.max(...outage)];
      fc.pre(from < to);
      const fact = maintenance({ start, end: start + 3_600_000, announcedAt, recordedAt });
      const isDown = (instantMs: number): boolean => from <= instantMs && instantMs < to;
      const during = isDown(announcedAt) || (isDown(start) && start !== from);
      expect(kindsOf(fact, down(from, to)), `${formatInstant(from)} to ${formatInstant(to)}`).toEqual([
        ...(during ? ['maintenance-during-outage'] : []),
        ...(recordedAt > start ? ['maintenance-recorded-late'] : []),
      ]);
    }),
  );
});
