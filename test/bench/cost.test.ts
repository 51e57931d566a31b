import { describe, expect, test } from 'vitest';
import { billOf } from '../../bench/cost/monthly-bill.ts';
import { PRICES } from '../../bench/cost/prices.ts';
import { callsPerMonth, countStack } from '../../bench/cost/count-stack.ts';
import { synthesise } from '../../infra/synthesise.ts';
import { loadConfig } from '../../shared/config/config.ts';
import slaConfig from '../../sla.config.ts';

const measured = { customers: 1000, credits: 500, requests: { 'S3 PUT': 1000 }, closing: { cpuSeconds: 3 } };

test('an additional alarm in the template adds its price', () => {
  const template = synthesise(loadConfig(slaConfig), 'test');
  const stack = countStack(template);
  expect(stack).toMatchObject({ dashboards: 1, secrets: 1, polled: { standard: 2, fifo: 1 } });
  const alarm = Object.values(template.Resources).find(({ Type }) => Type === 'AWS::CloudWatch::Alarm');
  const more = countStack({ ...template, Resources: { ...template.Resources, ...(alarm && { More: alarm }) } });
  expect(more.alarms).toBe(stack.alarms + 1);
  expect(billOf(100, measured, more).total).toBeCloseTo(billOf(100, measured, stack).total + PRICES.alarmMonth.usd, 9);
});

describe('callsPerMonth', () => {
  test.each([
    ['rate(5 minutes)', 8760],
    ['rate(1 minute)', 43_800],
    ['cron(30 12 * * ? *)', 730 / 24],
    ['cron(0 12 2 * ? *)', 1],
  ])('counts %s as %f calls', (expression, calls) => {
    expect(callsPerMonth(expression)).toBeCloseTo(calls, 9);
  });

  test('rejects an unsupported schedule', () => {
    expect(() => callsPerMonth('at(2026-11-25T00:00:00)')).toThrow('Unsupported schedule: at(2026-11-25T00:00:00)');
  });
});

test('every price has a source and the date of the source', () => {
  for (const { usd, source, of } of Object.values(PRICES)) {
    expect(usd).toBeGreaterThanOrEqual(0);
    expect(source).toMatch(/^https:\/\//);
    expect(of).toMatch(/^20\d\d(-\d\d)?$/);
  }
});
