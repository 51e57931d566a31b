import { describe, expect, test } from 'vitest';
import {
  scopeComponent,
  downtimeRecord,
  exclusionRecord,
  maintenanceRecord,
  noticeRecord,
  retractionRecord,
} from '../../../shared/ingest/record-bodies.ts';
import { instant } from '../../support/builders/instant-text.ts';
import { faultLines } from '../../support/builders/fault-lines.ts';

const NOW = instant('2026-10-20T12:00:00Z');
const window = { start: '2026-10-14T17:00:00Z', end: '2026-10-14T19:00:00Z' };
const NOTICE = { customer: 'acme', recognizedAt: '2026-10-14T17:10:00Z', text: 'Down.', channel: 'email' };
const MAINTENANCE = { scope: { all: true }, ...window, requestedBy: 'company' };
const EXCLUSION = { scope: { component: 'web' }, ...window, reason: 'force-majeure', evidence: 'a flood' };
const DOWNTIME = { component: 'web', ...window, evidence: 'a log' };

describe('a derived id', () => {
  const idOf = {
    notice: (change: object = {}) => noticeRecord({ ...NOTICE, ...change }, NOW).fact.id,
    maintenance: (change: object = {}) => maintenanceRecord({ ...MAINTENANCE, ...change }, NOW).fact.id,
    exclusion: (change: object = {}) => exclusionRecord({ ...EXCLUSION, ...change }, NOW).fact.id,
    downtime: (change: object = {}) => downtimeRecord({ ...DOWNTIME, ...change }, NOW).fact.id,
  };

  test.each([
    ['notice', { customer: 'globex' }],
    ['notice', { recognizedAt: '2026-10-14T17:11:00Z' }],
    ['notice', { receivedAt: '2026-10-14T17:11:00Z' }],
    ['notice', { text: 'Down!' }],
    ['notice', { channel: 'portal' }],
    ['notice', { step: 'claim' }],
    ['notice', { service: 'calls' }],
    ['notice', { month: '2026-10' }],
    ['maintenance', { scope: { customer: 'acme' } }],
    ['maintenance', { start: '2026-10-14T16:00:00Z' }],
    ['maintenance', { end: '2026-10-14T20:00:00Z' }],
    ['maintenance', { requestedBy: 'customer' }],
    ['maintenance', { announcedAt: '2026-10-01T00:00:00Z' }],
    ['exclusion', { scope: { all: true } }],
    ['exclusion', { start: '2026-10-14T16:00:00Z' }],
    ['exclusion', { end: '2026-10-14T20:00:00Z' }],
    ['exclusion', { reason: 'policy-block' }],
    ['exclusion', { evidence: 'another flood' }],
    ['downtime', { component: 'voice' }],
    ['downtime', { start: '2026-10-14T16:00:00Z' }],
    ['downtime', { end: '2026-10-14T20:00:00Z' }],
    ['downtime', { evidence: 'another log' }],
    ['downtime', { impact: '40' }],
  ] as const)('for a %s differs with %j', (kind, change) => {
    expect(idOf[kind](change)).not.toBe(idOf[kind]());
  });

  test.each(['notice', 'maintenance', 'exclusion', 'downtime'] as const)(
    "for a %s does not depend on an instant's format",
    (kind) => {
      const end = { end: '2026-10-14T19:00:00.000Z' };
      expect(idOf[kind](kind === 'notice' ? { recognizedAt: '2026-10-14T17:10:00.000Z' } : end)).toBe(idOf[kind]());
      expect(idOf[kind]()).toMatch(/^(acme\/)?[0-9a-f]{32}$/);
    },
  );
});

test("keeps a caller's id, and adds the customer to a notice's", () => {
  expect(noticeRecord({ ...NOTICE, id: 'T-1' }, NOW)).toMatchObject({ fact: { id: 'acme/T-1' }, ownId: 'T-1' });
  expect(downtimeRecord({ ...DOWNTIME, id: 'D#1 ü' }, NOW)).toMatchObject({ fact: { id: 'D#1 ü' }, ownId: 'D#1 ü' });
  expect(noticeRecord(NOTICE, NOW).ownId).toBeUndefined();
});

test('fields from the clock are listed and not part of the id', () => {
  const received = '2026-10-14T17:11:00Z';
  expect(noticeRecord(NOTICE, NOW)).toMatchObject({ fact: { receivedAt: NOW }, filledIn: ['receivedAt'] });
  expect(noticeRecord({ ...NOTICE, receivedAt: received }, NOW)).toMatchObject({
    fact: { receivedAt: instant(received), recordedAt: NOW },
    filledIn: [],
  });
  expect(maintenanceRecord(MAINTENANCE, NOW)).toMatchObject({ fact: { announcedAt: NOW }, filledIn: ['announcedAt'] });
});

test('a notice may claim a month of a service', () => {
  const claim = { step: 'claim', service: 'calls', month: '2026-09' };
  expect(noticeRecord({ ...NOTICE, ...claim }, NOW).fact).toMatchObject(claim);
  expect(noticeRecord(NOTICE, NOW).fact).not.toHaveProperty('step');
});

const faultsOfClaim = (month: string, recognizedAt: string): string[] =>
  faultLines(() => noticeRecord({ ...NOTICE, recognizedAt, month }, instant('2026-11-02T00:00:00Z')));

test('a claimed month has begun somewhere when the outage is recognised', () => {
  expect(faultsOfClaim('2026-11', '2026-10-31T10:00:00Z')).toEqual([]);
  expect(faultsOfClaim('2026-11', '2026-10-30T10:00:00Z')).toEqual([
    'month: had not begun when it was recognised ("2026-11")',
  ]);
});

test('a declared downtime may have an impact', () => {
  expect(downtimeRecord({ ...DOWNTIME, impact: '2.5' }, NOW).fact.impact).toEqual({ hundredths: 250, written: '2.5' });
  expect(downtimeRecord(DOWNTIME, NOW).fact).not.toHaveProperty('impact');
  expect(faultLines(() => downtimeRecord({ ...DOWNTIME, impact: '101' }, NOW))[0]).toContain(
    'impact: not a percentage',
  );
});

test('free text is separate from the fact', () => {
  expect(noticeRecord(NOTICE, NOW).said).toEqual({ text: 'Down.', channel: 'email' });
  expect(exclusionRecord(EXCLUSION, NOW).said).toEqual({ evidence: 'a flood' });
  expect(noticeRecord(NOTICE, NOW).fact).not.toHaveProperty('text');
});

describe('an invalid body is rejected with every fault', () => {
  const longest = 'x'.repeat(20_000);
  test.each([
    [noticeRecord, { ...NOTICE, id: 'x'.repeat(201) }, ['id: not 1 to 200 characters without control characters']],
    [noticeRecord, { ...NOTICE, id: 'a\u0007' }, ['id: not 1 to 200 characters without control characters']],
    [noticeRecord, { ...NOTICE, text: `${longest}x` }, ['text: longer than 20000 characters']],
    [noticeRecord, { ...NOTICE, text: longest }, []],
    [noticeRecord, { ...NOTICE, id: '😀'.repeat(200) }, []],
    [noticeRecord, { ...NOTICE, receivedAt: '2026-10-14T17:10:00Z' }, []],
    [noticeRecord, { ...NOTICE, receivedAt: '2026-10-14T17:09:59.999Z' }, ['receivedAt: before recognizedAt']],
    [noticeRecord, { ...NOTICE, recognizedAt: '2026-10-20T12:00:00Z' }, []],
    [
      noticeRecord,
      { ...NOTICE, recognizedAt: '2026-10-20T12:00:00.001Z' },
      ['recognizedAt: in the future (it is 2026-10-20T12:00:00.000Z)'],
    ],
    [noticeRecord, {}, ['customer: missing', 'recognizedAt: missing', 'text: missing', 'channel: missing']],
    [noticeRecord, null, ['input: not an object']],
    [exclusionRecord, { ...EXCLUSION, end: window.start }, ['end: not after start']],
    [exclusionRecord, { ...EXCLUSION, scope: { all: true, component: 'web' } }, ['scope: not one of']],
    [maintenanceRecord, { ...MAINTENANCE, start: '2026-02-30T00:00:00Z' }, ['start: not an instant in UTC']],
    [maintenanceRecord, { ...MAINTENANCE, start: '2026-10-14T17:00:00+02:00' }, ['start: not an instant in UTC']],
    [downtimeRecord, { ...DOWNTIME, evidence: '', component: '' }, ['component: empty', 'evidence: empty']],
    [retractionRecord, { of: { kind: 'downtime', id: '' }, reason: '' }, ['of.id: empty', 'reason: empty']],
    [
      retractionRecord,
      { of: { kind: 'notice', id: 'x', customer: 'a b', service: 'web' }, reason: 'x' },
      ['of.customer: not 1 to 100 of', 'of.service: not a known key'],
    ],
  ])('%o of %o', (read, body, expected) => {
    expect(faultLines(() => read(body, NOW)).map((fault) => fault.replace(/ \(".*$/s, ''))).toEqual(
      expected.map((fault) => expect.stringContaining(fault)),
    );
  });
});

test.each([
  [{ component: 'web' }, 'web'],
  [{ customer: 'acme' }, undefined],
  [{ all: true as const }, undefined],
])('the component of %j is %s', (scope, component) => {
  expect(scopeComponent(scope)).toBe(component);
});
