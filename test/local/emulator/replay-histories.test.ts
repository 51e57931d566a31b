import { afterAll, describe, expect, test } from 'vitest';
import { replayArrivals, type ReplayIssue } from '../../../local/emulator/replay-arrivals.ts';
import { readFolder } from '../../../local/emulator/replay-folder.ts';
import { billingMessage } from '../../../shared/messaging/billing-message.ts';
import {
  alarmArrival,
  folderConfig,
  type FolderParts,
  makeReplayFolder,
} from '../../support/builders/replay-folders.ts';
import incidents from '../../fixtures/try/incidents.json' with { type: 'json' };

const removals: (() => void)[] = [];
afterAll(() => removals.forEach((remove) => remove()));

const HERE = { account: '000000000000', region: 'us-east-1' };

/** Replays October, and returns the credited periods and the issues. */
const replayed = async (parts: FolderParts, place?: { readonly account: string; readonly region: string }) => {
  const { directory, remove } = makeReplayFolder({ config: folderConfig, ...parts });
  removals.push(remove);
  const issues: ReplayIssue[] = [];
  const { pipeline, counts, receive } = await replayArrivals(await readFolder(directory), '2026-10', {
    place,
    onIssue: (issue) => issues.push(issue),
  });
  const messages = (await receive()).map((text) => billingMessage.parse(JSON.parse(text)).data);
  await pipeline.stop();
  return { amounts: messages.map(({ amountMinor }) => amountMinor), messages, counts, issues };
};

const item = (at: string, from: string, to: string, change: object = {}) => ({
  AlarmName: 'voice-5xx',
  Timestamp: `2026-${at}:00.000000+00:00`,
  HistoryItemType: 'StateUpdate',
  HistorySummary: `Alarm updated from ${from} to ${to}`,
  ...change,
});

const history = (items: readonly unknown[], at = '2026-11-02T00:00:00Z') => ({
  at,
  door: 'alarm-history',
  payload: { AlarmHistoryItems: items },
});

const outage = (change: object = {}) => [
  item('10-14T13:00', 'ALARM', 'OK', change),
  item('10-14T11:00', 'OK', 'ALARM', change),
];

describe('a history of alarms', () => {
  test('earns the same credit as the events of the alarm', async () => {
    const events = [alarmArrival('10-14T11:00', 'ALARM', HERE), alarmArrival('10-14T13:00', 'OK', HERE)];
    const byEvents = await replayed({ events });
    const byHistory = await replayed({ events: [history(outage())] });
    expect(byEvents.amounts).toHaveLength(1);
    expect(byHistory.amounts).toEqual(byEvents.amounts);
    expect(byHistory.messages.map(({ lines }) => lines)).toEqual(byEvents.messages.map(({ lines }) => lines));
    expect(byHistory.issues).toEqual([]);
  });

  test('adds nothing to events that arrived', async () => {
    const events = [alarmArrival('10-14T11:00', 'ALARM', HERE), alarmArrival('10-14T13:00', 'OK', HERE)];
    const { counts, amounts } = await replayed({ events: [...events, history(outage())] });
    expect(counts.get('FactsRecorded')).toBe(2);
    expect(amounts).toHaveLength(1);
  });

  test('recovers the one lost event', async () => {
    const events = [alarmArrival('10-14T11:00', 'ALARM', HERE), history(outage())];
    const { counts, amounts } = await replayed({ events });
    expect(counts.get('TransitionsRecovered')).toBe(1);
    expect(amounts).toHaveLength(1);
  });

  test('belongs to the account and region of the command', async () => {
    const arn = 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:voice-5xx';
    const config = {
      ...folderConfig,
      components: { ...folderConfig.components, voice: { alarms: [arn], dependsOn: [] } },
    };
    const events = [history(outage())];
    const elsewhere = await replayed({ config, events });
    expect([elsewhere.amounts, elsewhere.counts.get('AlarmsIgnored')]).toEqual([[], 1]);
    expect((await replayed({ config, events }, { account: '111122223333', region: 'eu-west-1' })).amounts).toHaveLength(
      1,
    );
    expect((await replayed({ config, events: [history(outage({ AlarmArn: arn }))] })).amounts).toHaveLength(1);
  });

  test('takes a deletion as the end of a downtime', async () => {
    const deleted = item('10-14T13:00', '', '', {
      HistoryItemType: 'ConfigurationUpdate',
      HistorySummary: 'Alarm "voice-5xx" deleted',
      HistoryData: '{"version":"1.0","type":"Delete"}',
    });
    const ended = await replayed({ events: [history([deleted, item('10-14T11:00', 'OK', 'ALARM')])] });
    expect(ended.messages.map(({ lines }) => lines)).toEqual(
      (await replayed({ events: [history(outage())] })).messages.map(({ lines }) => lines),
    );
  });

  test.each([
    ['another format', { MetricAlarms: [] }, "an alarm's description (the answer of DescribeAlarms); expected"],
    [
      'an item without a name',
      { AlarmHistoryItems: [{ Timestamp: '2026-10-14T11:00:00Z' }] },
      '[0].AlarmName: missing',
    ],
    [
      'an item without an instant',
      { AlarmHistoryItems: [{ AlarmName: 'a', Timestamp: 'noon' }] },
      '[0].Timestamp: not',
    ],
  ])('is rejected with its line for %s', async (_, payload, text) => {
    const { issues } = await replayed({ events: ['', { at: '2026-11-01T00:00:00Z', door: 'alarm-history', payload }] });
    expect(issues).toHaveLength(1);
    expect(`${issues[0]?.place} ${issues[0]?.text}`).toMatch(/^events\.ndjson:2 rejected: /);
    expect(issues[0]?.text).toContain(text);
  });
});

const read = (payload: unknown) => ({ at: '2026-11-02T00:00:00Z', door: 'incidents', payload });

describe('the incidents of a status page', () => {
  const dependent = {
    ...folderConfig,
    components: {
      ...folderConfig.components,
      voice: { alarms: ['voice-5xx'], dependsOn: [{ provider: 'twilio', component: 'h7ldcvs3wq2k' }] },
    },
  };
  const down = history([item('10-14T18:10', 'ALARM', 'OK'), item('10-14T17:10', 'OK', 'ALARM')]);

  test('excuse downtime as the webhook of each would', async () => {
    const [incident] = incidents.incidents;
    const webhook = { at: '2026-10-14T18:00:01Z', door: 'twilio', payload: { page: incidents.page, incident } };
    const longer = history([item('10-14T18:50', 'ALARM', 'OK'), item('10-14T17:00', 'OK', 'ALARM')]);
    const byPage = await replayed({ config: dependent, events: [longer, read(incidents)] });
    const byWebhook = await replayed({ config: dependent, events: [longer, webhook] });
    const unexcused = await replayed({ config: dependent, events: [longer] });
    expect(byPage.messages.map(({ lines }) => lines)).toEqual(byWebhook.messages.map(({ lines }) => lines));
    expect(byPage.messages.map(({ lines }) => lines)).not.toEqual(unexcused.messages.map(({ lines }) => lines));
    expect(byPage.issues).toEqual([]);
  });

  test('reject an invalid incident and keep the others', async () => {
    const broken = { id: 'x', incident_updates: [{ affected_components: [{ code: 'h7ldcvs3wq2k' }] }] };
    const payload = { ...incidents, incidents: [broken, ...incidents.incidents] };
    const { issues, counts } = await replayed({ config: dependent, events: [down, read(payload)] });
    expect(issues.map(({ place }) => place)).toEqual(['events.ndjson:2']);
    expect(counts.get('FactsRecorded')).toBe(4);
  });

  test('reject a page that is no configured provider', async () => {
    const { issues } = await replayed({ events: [read({ ...incidents, page: { id: 'another' } })] });
    expect(issues.map(({ text }) => text)).toEqual(['rejected: page.id: no configured provider\'s page ("another")']);
  });
});
