import { describe, expect, test } from 'vitest';
import type { WireFact } from '../../../shared/domain/facts/facts.ts';
import { aCustomer, aPolicy, down, statement } from '../../support/builders/month-builder.ts';
import { instantText } from '../../support/builders/instant-text.ts';

const rang = (alarm: string, ok: string): WireFact[] => {
  const state = { kind: 'monitor-state' as const, monitor: 'web-alarm' };
  return [
    { ...state, id: 'rang', state: 'ALARM', at: alarm },
    { ...state, id: 'stopped', state: 'OK', at: ok },
  ];
};

describe('the stretch that is looked at', () => {
  test('reaches 31 days around the month, and a period that is longer ends there', () => {
    const facts = rang('2026-07-01T00:00:00Z', '2027-02-01T00:00:00Z');
    const { periods, explanation } = statement({ asOf: '2027-03-01T00:00:00Z', facts });
    expect(periods).toEqual([{ start: '2026-08-31T00:00:00.000Z', end: '2026-12-02T00:00:00.000Z', qualifies: true }]);
    expect(explanation.downtimes).toMatchObject([
      { start: '2026-07-01T00:00:00.000Z', end: '2027-02-01T00:00:00.000Z' },
    ]);
  });

  test('has its own holidays, to its very ends', () => {
    const facts = rang('2026-07-01T00:00:00Z', '2027-02-01T00:00:00Z');
    const policy = aPolicy({ calendar: { excludeWeekdays: [], holidays: ['2026-08-31', '2026-12-01'] } });
    expect(statement({ asOf: '2027-03-01T00:00:00Z', facts, policy }).periods).toEqual([
      { start: '2026-09-01T00:00:00.000Z', end: '2026-12-01T00:00:00.000Z', qualifies: true },
    ]);
  });

  test.each([
    { activeTo: '2026-11-01T00:00:00Z', end: '2026-11-01T00:00:00.000Z', qualifies: false },
    { activeTo: '2026-11-01T00:30:00.001Z', end: '2026-11-01T00:30:00.001Z', qualifies: true },
  ])('ends for a customer with its contract: $activeTo', ({ activeTo, end, qualifies }) => {
    const across = { ...down('31T23:30', '31T23:59'), end: '2026-11-01T02:00:00Z' };
    expect(statement({ facts: [across], customers: [aCustomer({ activeTo })] }).periods).toEqual([
      { start: '2026-10-31T23:30:00.000Z', end, qualifies },
    ]);
  });

  const open = { from: '2026-10-14T17:00:00.000Z', asOf: '2026-10-14T18:00:00.000Z' };
  test.each([
    { what: 'an alarm that rings', facts: rang(open.from, '2026-10-14T20:00:00Z') },
    { what: 'a downtime declared beyond it', facts: [down('14T17:00', '14T20:00')] },
  ])('$what goes until asOf, and no further', ({ facts }) => {
    const policy = aPolicy({ notice: { required: true } });
    const { forfeited, totalsMs, explanation } = statement({ policy, facts, asOf: open.asOf });
    expect(forfeited).toEqual([{ start: open.from, end: open.asOf, reason: 'pending' }]);
    expect(explanation.downtimes).toMatchObject([{ deadline: '2026-10-15T18:00:00.000Z' }]);
    expect(totalsMs.future).toBe(Date.parse('2026-11-01T00:00:00Z') - Date.parse(open.asOf));
  });

  test.each([
    { asOf: '2026-09-15T00:00:00Z', when: 'before the month' },
    { asOf: '2026-01-15T00:00:00Z', when: 'long before it' },
    { asOf: '2026-10-01T00:00:00Z', when: 'at its first instant' },
  ])('a month judged $when is all future', ({ asOf }) => {
    const facts = [down('14T17:00', '14T20:00'), ...rang('2026-09-01T00:00:00Z', instantText('20T00:00'))];
    const future = Date.parse('2026-11-01T00:00:00Z') - Date.parse('2026-10-01T00:00:00Z');
    expect(statement({ facts, asOf })).toMatchObject({
      serviceMs: 0,
      totalsMs: { future },
      credits: 0,
      targetMet: true,
    });
  });
});

const touching = (start: string, end: string) =>
  statement({ facts: [{ kind: 'downtime', id: 'edge', component: 'web', start, end }] });

describe('a period touches the month', () => {
  test.each([
    {
      what: 'that ends with its first millisecond',
      start: '2026-09-30T22:00:00Z',
      end: '2026-10-01T00:00:00.001Z',
      listed: 1,
    },
    { what: 'that ends where it begins', start: '2026-09-30T22:00:00Z', end: '2026-10-01T00:00:00Z', listed: 0 },
    {
      what: 'that begins with its last millisecond',
      start: '2026-10-31T23:59:59.999Z',
      end: '2026-11-02T00:00:00Z',
      listed: 1,
    },
    { what: 'that begins where it ends', start: '2026-11-01T00:00:00Z', end: '2026-11-02T00:00:00Z', listed: 0 },
  ])('$what: $listed', ({ start, end, listed }) => {
    const { periods, explanation } = touching(start, end);
    expect([periods.length, explanation.downtimes.length]).toEqual([listed, listed]);
  });
});
