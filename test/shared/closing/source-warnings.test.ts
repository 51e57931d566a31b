import { beforeEach, describe, expect, test } from 'vitest';
import { loadMonth } from '../../../shared/closing/load-month.ts';
import { sourceWarnings } from '../../../shared/closing/source-warnings.ts';
import { keepDataQualityIssue, keepHealthIssue, keepAlarmPoll } from '../../../shared/persistence/source-health.ts';
import { type Dynamo, startDynamo } from '../../support/emulators/test-dynamo.ts';
import { aConfig, anOperator, aDeployment } from '../../support/builders/product-config.ts';
import { instant } from '../../support/builders/instant-text.ts';

let dynamo: Dynamo;
beforeEach(async () => {
  dynamo = await startDynamo();
  return () => dynamo.stop();
});

const ALARM = 'arn:aws:cloudwatch:us-west-2:111122223333:alarm';
const WEB = `${ALARM}:web-5xx`;
const VOICE = `${ALARM}:voice 5xx`;
const { components } = anOperator;
const shared = { ...components, portal: { alarms: ['web-5xx'], dependsOn: components.voice.dependsOn } };

/** Returns the review items of October 2026 as of an instant. */
const review = async (asOf = '2026-11-02T12:00:00Z', readings = false) => {
  const config = aConfig({ components: shared });
  const deployment = aDeployment(config);
  const month = await loadMonth(dynamo.table, deployment, { policy: 'open', month: '2026-10', asOf: instant(asOf) });
  return sourceWarnings(dynamo.table, month, readings);
};

const find = (when: string, change: { kind?: string; subject?: string; note?: string; recordedAt?: string } = {}) => {
  const { kind = 'alarm-changed', subject = WEB, note = 'changed', recordedAt = when } = change;
  return keepDataQualityIssue(dynamo.table, { kind, subject, note, at: instant(when) }, instant(recordedAt));
};

describe('a finding', () => {
  test('within the month is listed with its components', async () => {
    await find('2026-10-14T17:00:00Z');
    await find('2026-10-14T17:00:00Z', { subject: 'twilio voicecode001', kind: 'provider-change-missed' });
    expect(await review()).toEqual([
      { kind: 'alarm-changed', subject: WEB, note: 'changed, component web, portal' },
      { kind: 'provider-change-missed', subject: 'twilio voicecode001', note: 'changed, component voice, portal' },
    ]);
  });

  test.each([
    ['before the month', '2026-09-30T23:59:59.999Z', {}],
    ['after it', '2026-11-01T00:00:00Z', {}],
    ['learned after asOf', '2026-10-14T17:00:00Z', { recordedAt: '2026-11-02T12:00:00.001Z' }],
    ['of a source that no component has', '2026-10-14T17:00:00Z', { subject: `${ALARM}:other` }],
  ])('%s is not', async (_, when, change) => {
    await find(when, change);
    expect(await review()).toEqual([]);
  });

  test('is listed once although it repeats daily', async () => {
    for (const day of ['05', '06', '07'])
      await find(`2026-10-${day}T00:00:00Z`, { kind: 'alarm-missing', note: 'gone' });
    expect(await review()).toEqual([
      { kind: 'alarm-missing', subject: WEB, note: 'gone (3 times in the month), component web, portal' },
    ]);
  });

  test('is kept as it was first found', async () => {
    await find('2026-10-14T17:00:00Z');
    await find('2026-10-14T17:00:00Z', { note: 'changed again' });
    expect(await review()).toHaveLength(1);
    expect((await review())[0]?.note).toMatch(/^changed,/);
  });
});

const unread = (subject: string, note: string, of: string) => ({
  kind: 'alarm-not-read',
  subject,
  note: `${note}, component ${of}`,
});

describe('alarms that are polled', () => {
  test('are listed if no poll succeeded', async () => {
    await keepAlarmPoll(dynamo.table, WEB, instant('2026-11-02T11:45:00Z'));
    expect(await review('2026-11-02T12:00:00Z', true)).toEqual([unread(VOICE, 'never read', 'voice')]);
  });

  test.each([
    ['once the month was over', '2026-11-02T12:00:00Z', '2026-11-01T00:00:00Z', true],
    ['not since it ended', '2026-11-02T12:00:00Z', '2026-10-31T23:59:59.999Z', false],
    ['after asOf alone', '2026-11-02T12:00:00Z', '2026-11-02T12:00:00.001Z', false],
    ['two hours before asOf, in a month that runs', '2026-10-20T12:00:00Z', '2026-10-20T10:00:00Z', true],
    ['longer before', '2026-10-20T12:00:00Z', '2026-10-20T09:59:59.999Z', false],
  ])('polled %s, as of %s, last at %s: %s', async (_, asOf, readAt, fine) => {
    for (const alarm of [WEB, VOICE]) await keepAlarmPoll(dynamo.table, alarm, instant(readAt));
    const listed = await review(asOf, true);
    expect(listed.map(({ subject }) => subject)).toEqual(fine ? [] : [WEB, VOICE]);
  });

  test('have no warnings in a replay', async () => {
    expect(await review()).toEqual([]);
  });
});

describe('an issue of AWS', () => {
  const EVENT = 'arn:aws:health:us-east-1::event/LAMBDA/ISSUE/1';
  const say = (isOver: boolean, updated: string | undefined, change: { event?: string; learned?: string } = {}) => {
    const { event = EVENT, learned = updated ?? '2026-10-14T19:00:00Z' } = change;
    const updatedAt = updated === undefined ? undefined : instant(updated);
    const issue = { event, provided: 'LAMBDA/us-east-1', start: instant('2026-10-14T18:49:00Z'), isOver, updatedAt };
    return keepHealthIssue(dynamo.table, issue, instant(learned));
  };
  const open = (event = EVENT) => ({
    kind: 'aws-issue-open',
    subject: event,
    note: 'LAMBDA/us-east-1 since 2026-10-14T18:49:00.000Z, component voice, portal',
  });

  test('is listed if it is open at the closing', async () => {
    await say(false, '2026-10-14T19:00:00Z');
    expect(await review()).toEqual([open()]);
  });

  test('is not listed after its end, in any order of arrival', async () => {
    await say(true, '2026-10-14T20:12:30Z');
    await say(false, '2026-10-14T19:00:00Z', { learned: '2026-10-15T00:00:00Z' });
    expect(await review()).toEqual([]);
  });

  test('is over if its newest report is over', async () => {
    await say(true, '2026-10-14T19:00:00Z');
    await say(false, '2026-10-14T19:00:00Z');
    expect(await review()).toEqual([]);
  });

  test('is listed if it was reopened', async () => {
    await say(true, '2026-10-14T20:12:30Z');
    await say(false, '2026-10-14T21:00:00Z');
    expect(await review()).toEqual([open()]);
  });

  test('is listed if it ended after asOf', async () => {
    await say(false, '2026-10-14T19:00:00Z');
    await say(true, '2026-11-03T00:00:00Z');
    expect(await review()).toEqual([open()]);
  });

  test('without times follows the report that was recorded last', async () => {
    await say(false, undefined, { learned: '2026-10-14T19:00:00Z' });
    expect(await review()).toHaveLength(1);
    await say(true, undefined, { learned: '2026-10-14T20:00:00Z' });
    expect(await review()).toEqual([]);
  });

  test('does not end another issue that overlaps it', async () => {
    await say(false, '2026-10-14T19:00:00Z');
    await say(false, '2026-10-14T19:00:00Z', { event: `${EVENT}0` });
    await say(true, '2026-10-14T20:12:30Z');
    expect(await review()).toEqual([open(`${EVENT}0`)]);
  });

  test('is not listed if it began after the month', async () => {
    await say(false, '2026-10-14T19:00:00Z');
    const config = aConfig({ components: shared });
    const deployment = aDeployment(config);
    const wanted = { policy: 'open', month: '2026-09', asOf: instant('2026-10-20T12:00:00Z') };
    const month = await loadMonth(dynamo.table, deployment, wanted);
    expect(await sourceWarnings(dynamo.table, month, false)).toEqual([]);
  });
});
