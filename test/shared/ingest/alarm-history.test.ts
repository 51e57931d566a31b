import { describe, expect, test } from 'vitest';
import { parseDeletion, parseAlarmDescription, parseTransition } from '../../../shared/ingest/alarm-history.ts';
import { parseAlarmEvent } from '../../../shared/ingest/cloudwatch-event.ts';
import metric from '../../fixtures/payloads/alarm-metric.json' with { type: 'json' };
import { changedPayload } from '../../support/builders/changed-payload.ts';

const [ALARM = ''] = metric.resources;
const AT = new Date('2026-10-14T17:05:40.989Z');

/** An item as the SDK gives it: the transition of which `metric` is the event. */
const data = {
  version: '1.0',
  oldState: { stateValue: 'OK', stateReason: 'Threshold Crossed: …' },
  newState: {
    stateValue: 'ALARM',
    stateReason: 'Threshold Crossed: 3 out of the last 3 datapoints were greater than the threshold (5.0).',
    stateReasonData: JSON.parse(metric.detail.state.reasonData),
  },
};
const item = (change: Readonly<Record<string, unknown>> = {}): unknown => ({
  AlarmName: 'voice 5xx',
  AlarmType: 'MetricAlarm',
  Timestamp: AT,
  HistoryItemType: 'StateUpdate',
  HistorySummary: 'Alarm updated from OK to ALARM',
  HistoryData: JSON.stringify(data),
  ...change,
});

const deletion = (change: Readonly<Record<string, unknown>> = {}): unknown =>
  item({ HistorySummary: 'Alarm "voice 5xx" deleted', HistoryData: '{"version":"1.0","type":"Delete"}', ...change });

describe('a transition', () => {
  test('makes the fact of its event, with id and onset', () => {
    expect(parseTransition(ALARM, item())).toEqual({ from: 'OK', fact: parseAlarmEvent(metric) });
  });

  test.each([
    ['cut off in the middle', { HistoryData: JSON.stringify(data).slice(0, 120) }],
    ['missing', { HistoryData: undefined }],
    ['of another shape', { HistoryData: '[]' }],
  ])('uses the summary without onset if its data are %s', (_, change) => {
    const { from, fact } = parseTransition(ALARM, item(change)) ?? {};
    expect(from).toBe('OK');
    expect(fact).toEqual(changedPayload(parseAlarmEvent(metric), ['since'], undefined));
  });

  test('accepts reason data as text', () => {
    const asText = changedPayload(data, ['newState', 'stateReasonData'], metric.detail.state.reasonData);
    expect(parseTransition(ALARM, item({ HistoryData: JSON.stringify(asText) }))?.fact).toEqual(
      parseAlarmEvent(metric),
    );
  });

  test('needs no reason data if set by hand', () => {
    const byHand = changedPayload(data, ['newState', 'stateReasonData'], undefined);
    expect(parseTransition(ALARM, item({ HistoryData: JSON.stringify(byHand) }))?.fact).not.toHaveProperty('since');
  });

  test.each([
    ['nothing can be read', { HistoryData: '{', HistorySummary: '?' }],
    ['there is nothing to read', { HistoryData: undefined, HistorySummary: undefined }],
    ['a state is unknown', { HistoryData: undefined, HistorySummary: 'Alarm updated from OK to MAYBE' }],
    ['there is no time', { Timestamp: undefined }],
    ['it is of one time series alone', { AlarmContributorId: '1a2b' }],
  ])('is undefined where %s', (_, change) => {
    expect(parseTransition(ALARM, item(change))).toBeUndefined();
  });
});

describe('a deletion', () => {
  test.each([{}, { HistoryData: undefined }])('makes the fact of its event, to the second: %j', (change) => {
    expect(parseDeletion(ALARM, deletion(change))).toEqual({
      kind: 'monitor-state',
      id: `${ALARM} 2026-10-14T17:05:40.989Z DELETED`,
      monitor: ALARM,
      state: 'DELETED',
      at: AT.getTime(),
    });
  });

  test.each([
    { HistoryData: '{"type":"Update"}' },
    { HistoryData: undefined, HistorySummary: 'Alarm "x deleted" updated' },
    { HistoryData: undefined, HistorySummary: undefined },
    { Timestamp: undefined },
  ])('is undefined: %j', (change) => {
    expect(parseDeletion(ALARM, deletion(change))).toBeUndefined();
  });
});

describe('the current state of an alarm', () => {
  const described = {
    AlarmName: 'voice 5xx',
    StateValue: 'ALARM',
    StateReasonData: metric.detail.state.reasonData,
    StateTransitionedTimestamp: AT,
    StateUpdatedTimestamp: AT,
    AlarmConfigurationUpdatedTimestamp: new Date('2026-10-01T00:00:00Z'),
  };

  test('is the fact of its last event', () => {
    expect(parseAlarmDescription(ALARM, described)).toEqual({
      name: 'voice 5xx',
      fact: parseAlarmEvent(metric),
      configuredAt: Date.UTC(2026, 9, 1),
    });
  });

  test('begins at the transition, without reason data of later updates', () => {
    const later = { ...described, StateUpdatedTimestamp: new Date('2026-10-14T18:00:00Z') };
    expect(parseAlarmDescription(ALARM, later)?.fact).toEqual(
      changedPayload(parseAlarmEvent(metric), ['since'], undefined),
    );
  });

  test('begins at the last update of an old alarm', () => {
    expect(parseAlarmDescription(ALARM, { ...described, StateTransitionedTimestamp: undefined })?.fact?.at).toBe(
      AT.getTime(),
    );
  });

  test.each([
    ['since when', { StateTransitionedTimestamp: undefined, StateUpdatedTimestamp: undefined }],
    ['in what', { StateValue: undefined }],
  ])('is unknown without %s', (_, change) => {
    expect(parseAlarmDescription(ALARM, { ...described, ...change })?.fact).toBeUndefined();
  });

  test('is undefined for other input', () => {
    expect(parseAlarmDescription(ALARM, { ...described, AlarmName: 5 })).toBeUndefined();
  });
});
