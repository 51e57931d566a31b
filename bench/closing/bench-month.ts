import { FULL_IMPACT } from '../../shared/domain/money/impact.ts';
import { configuredPolicy } from '../../shared/domain/policy/policy.ts';
import { shortFormSla } from '../../shared/domain/policy/presets/short-form-sla.ts';
import type { Config } from '../../shared/config/config.ts';
import { parse } from '../../shared/lib/validation.ts';
import { mapConcurrently } from '../../shared/lib/map-concurrently.ts';
import { putProfile } from '../../shared/persistence/customer-versions.ts';
import { recordFact } from '../../shared/persistence/record-fact.ts';
import type { Table } from '../../shared/persistence/dynamo-table.ts';

export const MONTH = '2026-10';
export const AS_OF = Date.parse('2026-11-02T20:00:00Z');
const RECORDED_AT = Date.parse('2026-09-01T00:00:00Z');
const OUTAGE = { start: Date.parse('2026-10-14T17:00:00Z'), end: Date.parse('2026-10-14T19:00:00Z') };
const DAY_MS = 24 * 3_600_000;

export const CONFIG: Config = {
  policies: { 'short-form-sla': [parse(configuredPolicy, shortFormSla)] },
  defaultPolicy: 'short-form-sla',
  providers: {},
  components: { web: { alarms: [{ alarm: 'web-5xx', impact: FULL_IMPACT }], dependsOn: [] } },
  closing: { day: 2, hour: 12, timeZone: 'America/Los_Angeles' },
};

/** Records an outage of two hours and a notice of each of `customers` customers; half of the notices are late. */
export const recordMonth = async (table: Table, customers: number): Promise<void> => {
  const by = 'bench';
  await recordFact(table, {
    fact: { kind: 'downtime', id: 'd1', component: 'web', ...OUTAGE, recordedAt: OUTAGE.end },
    by,
  });
  const ids = Array.from({ length: customers }, (_, i) => ({ id: `customer-${i}`, isLate: i % 2 === 1 }));
  await mapConcurrently(16, ids, async ({ id, isLate }) => {
    const serviceFees = { amountMinor: 100_000, currency: 'USD' };
    await putProfile(table, {
      profile: { id, name: id, components: ['web'], serviceFees },
      recordedAt: RECORDED_AT,
      by,
    });
    const receivedAt = OUTAGE.end + (isLate ? 2 * DAY_MS : 0);
    await recordFact(table, {
      fact: {
        kind: 'notice',
        id: `${id}/1`,
        customer: id,
        recognizedAt: OUTAGE.start,
        receivedAt,
        recordedAt: receivedAt,
      },
      by,
    });
  });
};
