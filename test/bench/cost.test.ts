import { describe, expect, test } from 'vitest';
import { billOf } from '../../bench/cost/monthly-bill.ts';
import { PRICES } from '../../bench/cost/prices.ts';
import { callsAMonth, countStack } from '../../bench/cost/count-stack.ts';
import { synthesise } from '../../infra/synthesise.ts';
import { loadConfig } from '../../shared/config/config.ts';
import slaConfig from '../../sla.config.ts';

const measured = { customers: 1000, credits: 500, requests: { 'S3 PUT': 1000 }, closing: { cpuSeconds: 3 } };

test('the stack is counted in its template: what is added to it is on the bill', () => {
  const template = synthesise(loadConfig(slaConfig), 'test');
  const stack = countStack(template);
  expect(stack).toMatchObject({ dashboards: 1, secrets: 1, polled: { standard: 2, fifo: 1 } });
  const alarm = Object.values(template.Resources).find(({ Type }) => Type === 'AWS::CloudWatch::Alarm');
  const more = countStack({ ...template, Resources: { ...template.Resources, ...(alarm && { More: alarm }) } });
  expect(more.alarms).toBe(stack.alarms + 1);
  expect(billOf(100, measured, more).total).toBeCloseTo(billOf(100, measured, stack).total + PRICES.alarmMonth.usd, 9);
});

describe('how often a schedule calls in a month of 730 hours', () => {
  test.each([
    ['rate(5 minutes)', 8760],
    ['rate(1 minute)', 43_800],
    ['cron(30 12 * * ? *)', 730 / 24],
    ['cron(0 12 2 * ? *)', 1],
  ])('%s: %f', (expression, calls) => {
    expect(callsAMonth(expression)).toBeCloseTo(calls, 9);
  });

  test('another kind of schedule has to be taught first', () => {
    expect(() => callsAMonth('at(2026-11-25T00:00:00)')).toThrow('How often is at(2026-11-25T00:00:00)?');
  });
});

test('every price says where it was read, and of when it is', () => {
  for (const { usd, source, of } of Object.values(PRICES)) {
    expect(usd).toBeGreaterThanOrEqual(0);
    expect(source).toMatch(/^https:\/\//);
    expect(of).toMatch(/^20\d\d(-\d\d)?$/);
  }
});
