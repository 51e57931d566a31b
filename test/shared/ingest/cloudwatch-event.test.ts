import * as z from 'zod/mini';
import { describe, expect, test } from 'vitest';
import { fact } from '../../../shared/domain/facts/facts.ts';
import { parseAlarmEvent } from '../../../shared/ingest/cloudwatch-event.ts';
import composite from '../../fixtures/payloads/alarm-composite.json' with { type: 'json' };
import deleted from '../../fixtures/payloads/alarm-deleted.json' with { type: 'json' };
import manual from '../../fixtures/payloads/alarm-manual.json' with { type: 'json' };
import metric from '../../fixtures/payloads/alarm-metric.json' with { type: 'json' };
import { changedPayload } from '../../support/builders/changed-payload.ts';
import { faultLines } from '../../support/builders/fault-lines.ts';

/** The fact as it is stored. */
const wire = (event: unknown) => {
  const said = parseAlarmEvent(event);
  return said === undefined ? undefined : z.encode(fact, said);
};

const REASON_DATA = ['detail', 'state', 'reasonData'];
const voice = 'arn:aws:cloudwatch:us-west-2:111122223333:alarm:voice 5xx';
const webApp = 'arn:aws:cloudwatch:us-west-2:111122223333:alarm:web-app-down';

test('a metric alarm has its state, its instant and its onset', () => {
  expect(wire(metric)).toEqual({
    kind: 'monitor-state',
    id: `${voice} 2026-10-14T17:05:40.989Z ALARM`,
    monitor: voice,
    state: 'ALARM',
    at: '2026-10-14T17:05:40.989Z',
    since: '2026-10-14T17:02:00.000Z',
  });
});

test('a composite alarm may go from ALARM to ALARM', () => {
  expect(wire(composite)).toEqual({
    kind: 'monitor-state',
    id: `${webApp} 2026-10-14T17:08:00.394Z ALARM`,
    monitor: webApp,
    state: 'ALARM',
    at: '2026-10-14T17:08:00.394Z',
  });
});

test('a state set by hand needs no reasonData', () => {
  expect(wire(manual)).toEqual({
    kind: 'monitor-state',
    id: `${voice} 2026-10-14T18:00:00.250Z ALARM`,
    monitor: voice,
    state: 'ALARM',
    at: '2026-10-14T18:00:00.250Z',
  });
});

test("a deleted alarm is DELETED at the end of its event's second", () => {
  expect(wire(deleted)).toEqual({
    kind: 'monitor-state',
    id: `${voice} 2026-10-15T08:30:07.999Z DELETED`,
    monitor: voice,
    state: 'DELETED',
    at: '2026-10-15T08:30:07.999Z',
  });
});

test('a replayed event with a new id makes the same fact', () => {
  expect(wire(changedPayload(metric, ['id'], 'another'))).toEqual(wire(metric));
});

test.each(['OK', 'INSUFFICIENT_DATA'])('%s has no since despite a startDate', (state) => {
  expect(wire(changedPayload(metric, ['detail', 'state', 'value'], state))).toMatchObject({ state });
  expect(wire(changedPayload(metric, ['detail', 'state', 'value'], state))).not.toHaveProperty('since');
});

describe('since is the startDate of reasonData', () => {
  test.each([
    ['another offset', '{"startDate":"2026-10-14T19:02:00.000+0200"}', '2026-10-14T17:02:00.000Z'],
    ['at the timestamp itself', '{"startDate":"2026-10-14T17:05:40.989+0000"}', '2026-10-14T17:05:40.989Z'],
    ['finer than a millisecond', '{"startDate":"2026-10-14T17:05:40.9899+0000"}', '2026-10-14T17:05:40.989Z'],
  ])('%s', (_, reasonData, since) => {
    expect(wire(changedPayload(metric, REASON_DATA, reasonData))).toMatchObject({ state: 'ALARM', since });
  });
});

describe('invalid reasonData only omit the since', () => {
  test.each([
    ['none', undefined],
    ['null', null],
    ['no text', { startDate: '2026-10-14T17:02:00.000+0000' }],
    ['no JSON', '{"startDate":'],
    ['empty', ''],
    ['JSON null', 'null'],
    ['a list', '[]'],
    ['no startDate', '{"version":"1.0","recentDatapoints":[]}'],
    ['startDate null', '{"startDate":null}'],
    ['startDate that does not exist', '{"startDate":"2026-02-30T00:00:00.000+0000"}'],
    ['startDate a millisecond after the timestamp', '{"startDate":"2026-10-14T17:05:40.990+0000"}'],
  ])('%s', (_, reasonData) => {
    const said = wire(changedPayload(metric, REASON_DATA, reasonData));
    expect(said).toMatchObject({ state: 'ALARM', at: '2026-10-14T17:05:40.989Z' });
    expect(said).not.toHaveProperty('since');
  });
});

describe('an event without a fact', () => {
  test.each(['create', 'update'])('has the operation %s', (operation) => {
    expect(parseAlarmEvent(changedPayload(deleted, ['detail', 'operation'], operation))).toBeUndefined();
  });

  test('is about one time series of an alarm', () => {
    expect(
      parseAlarmEvent(changedPayload(metric, ['detail-type'], 'CloudWatch Alarm Contributor State Change')),
    ).toBeUndefined();
  });
});

test("selects the alarm's ARN from the resources, in any partition", () => {
  const arn = 'arn:aws-cn:cloudwatch:cn-north-1:111122223333:alarm:a:b';
  const resources = ['arn:aws:cloudwatch:us-west-2:111122223333:alarm-mute-rule:night', arn];
  expect(wire(changedPayload(metric, ['resources'], resources))).toMatchObject({ monitor: arn });
});

const STATES = 'not one of OK, ALARM, INSUFFICIENT_DATA';
const INSTANT = 'not an instant (2026-10-14T17:00:00.000+0000, Wed, 14 Oct 2026 17:00:00 GMT)';

describe('an invalid field is rejected with its path', () => {
  test.each([
    [metric, ['detail-type'], undefined, 'detail-type: missing'],
    [
      metric,
      ['detail-type'],
      'EC2 Instance State-change Notification',
      expect.stringMatching(/^detail-type: not one of CloudWatch Alarm State Change, /),
    ],
    [metric, ['resources'], undefined, 'resources: missing'],
    [metric, ['resources'], voice, `resources: not a list ("${voice}")`],
    [metric, ['resources', 0], 7, 'resources[0]: not text (7)'],
    [metric, ['resources'], [], 'resources: no ARN of an alarm ("[]")'],
    [metric, ['resources'], ['arn:aws:s3:::bucket'], 'resources: no ARN of an alarm ("[\\"arn:aws:s3:::bucket\\"]")'],
    [
      metric,
      ['resources'],
      ['arn:aws:cloudwatch:us-west-2:111122223333:alarm:'],
      expect.stringMatching(/^resources: no ARN of an alarm/),
    ],
    [metric, ['detail'], undefined, 'detail: missing'],
    [metric, ['detail'], 'ALARM', 'detail: not an object ("ALARM")'],
    [metric, ['detail', 'state'], undefined, 'detail.state: missing'],
    [metric, ['detail', 'state', 'value'], undefined, 'detail.state.value: missing'],
    [metric, ['detail', 'state', 'value'], 'alarm', `detail.state.value: ${STATES} ("alarm")`],
    [metric, ['detail', 'state', 'value'], 'DELETED', `detail.state.value: ${STATES} ("DELETED")`],
    [metric, ['detail', 'state', 'timestamp'], undefined, 'detail.state.timestamp: missing'],
    [metric, ['detail', 'state', 'timestamp'], 1_791_997_540, 'detail.state.timestamp: not an instant (1791997540)'],
    [
      metric,
      ['detail', 'state', 'timestamp'],
      '2026-02-30T00:00:00.000+0000',
      `detail.state.timestamp: ${INSTANT} ("2026-02-30T00:00:00.000+0000")`,
    ],
    [deleted, ['time'], undefined, 'time: missing'],
    [deleted, ['time'], 'today', `time: ${INSTANT} ("today")`],
    [deleted, ['resources'], undefined, 'resources: missing'],
    [deleted, ['detail', 'operation'], undefined, 'detail.operation: missing'],
    [metric, [], null, expect.stringMatching(/^input: not an object/)],
    [metric, [], 'ALARM', 'input: not an object ("ALARM")'],
  ])('%#: %j', (payload, path, value, fault) => {
    const faults = faultLines(() => parseAlarmEvent(changedPayload(payload, path, value)));
    expect(faults).toEqual([fault]);
  });

  test('all faults of one event are listed', () => {
    const broken = changedPayload(changedPayload(metric, ['resources'], []), ['detail', 'state', 'value'], 'DOWN');
    expect(faultLines(() => parseAlarmEvent(broken))).toEqual([
      'resources: no ARN of an alarm ("[]")',
      `detail.state.value: ${STATES} ("DOWN")`,
    ]);
  });
});
