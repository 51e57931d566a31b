import { join } from 'node:path';
import * as z from 'zod/mini';
import { describe, expect, test } from 'vitest';
import { replayArrivals } from '../../local/emulator/replay-arrivals.ts';
import { readFolder } from '../../local/emulator/replay-folder.ts';
import { instant } from '../support/builders/instant-text.ts';

const FINDINGS = join(import.meta.dirname, '../fixtures/findings');

const message = z.object({ data: z.object({ amountMinor: z.number() }) });
const report = z.object({
  attention: z.array(z.object({ kind: z.string(), subject: z.string(), note: z.optional(z.string()) })),
});

/** Kinds that the folders have for other reasons: no alarm sent an event before the month. */
const OTHER_KINDS = new Set([
  'alarm-never-heard',
  'alarm-silent-before-month',
  'alarm-not-read',
  'notice-without-downtime',
]);

/** Replays a folder; returns its credit, the rejected payloads, and the review items that the folder is about. */
const replay = async (name: string) => {
  const rejected: string[] = [];
  const { pipeline, deliver, receive } = await replayArrivals(await readFolder(join(FINDINGS, name)), '2026-10', {
    onIssue: ({ place, text }) => rejected.push(`${place} ${text}`),
  });
  try {
    const amounts = (await receive()).map((line) => z.parse(message, JSON.parse(line)).data.amountMinor);
    const at = instant('2026-11-02T21:00:00Z');
    const answer = await deliver(at, 'report', 'records', { method: 'GET', path: '/months/2026-10' });
    const { attention } = z.parse(report, JSON.parse(answer?.body ?? ''));
    const review = attention
      .filter(({ kind }) => !OTHER_KINDS.has(kind))
      .map(({ kind, note = '' }) => `${kind}: ${note}`);
    return { amount: amounts.reduce((sum, each) => sum + each, 0), rejected, review };
  } finally {
    await pipeline.stop();
  }
};

describe('an alarm', () => {
  const DELETED = 'alarm-deleted: component web, at 2026-10-14';

  test('an alarm ends when it is deleted in its second', async () => {
    const at = `${DELETED}T15:00:01.999Z`;
    expect(await replay('alarm-deleted-in-its-second')).toEqual({ amount: 0, rejected: [], review: [at] });
  });

  test('an alarm ends when it is deleted a second later', async () => {
    const { amount, rejected } = await replay('alarm-deleted-a-second-later');
    expect({ amount, rejected }).toEqual({ amount: 0, rejected: [] });
  });

  test('an alarm that is recreated in ALARM is listed', async () => {
    const { amount, review } = await replay('alarm-recreated-in-alarm');
    expect(amount).toBe(0);
    expect(review).toEqual([
      `${DELETED}T15:40:00.999Z`,
      'alarm-recreated-in-alarm: component web, deleted in ALARM at 2026-10-14T15:40:00.999Z, in ALARM again at 2026-10-14T15:43:00.000Z',
    ]);
  });
});

describe('an incident of a status page', () => {
  test.each(['entry-with-a-name-alone', 'entry-of-unknown-status', 'large-incident'])(
    'an incident excuses beside its other parts: %s',
    async (name) => {
      expect(await replay(name)).toEqual({ amount: 0, rejected: [], review: [] });
    },
  );

  test('an incident without components is listed with its downtime', async () => {
    expect(await replay('incident-without-components')).toEqual({
      amount: 5000,
      rejected: [],
      review: [
        'provider-incident-without-components: “Calls fail” since 2026-10-14T14:55:00.000Z until 2026-10-14T18:05:00.000Z, component voice',
      ],
    });
  });
});

describe('a payload of another format is rejected with both formats:', () => {
  const EVENT =
    'expected an EventBridge event (CloudWatch Alarm State Change, CloudWatch Alarm Configuration Change, AWS Health Event)';

  test.each([
    ['alarm-sns-message', `an alarm's SNS message; ${EVENT}`],
    ['alarm-history-item', `an item of an alarm's history; ${EVENT}`],
    [
      'incidents-json',
      "a status page's incidents.json; expected the body of a Statuspage webhook (one incident with its updates, or one component update)",
    ],
  ])('%s', async (name, rule) => {
    const { rejected } = await replay(name);
    expect(rejected).toEqual([expect.stringMatching(/^events.ndjson:\d+ rejected: input: /)]);
    expect(rejected[0]).toContain(rule);
  });
});

describe('an AWS Health event', () => {
  const NOTHING =
    'aws-event-excuses-nothing: EC2/us-east-1 since 2026-10-14T14:30:00.000Z until 2026-10-14T19:00:00.000Z';

  test.each([
    ['health-of-one-instance', 'one resource (i-0bastion)'],
    ['health-of-another-account', 'the account 999988887777, which has no alarm of the component'],
    ['health-of-a-limit', 'a limit of the account (AWS_EC2_INSTANCE_LIMIT_REACHED)'],
  ])('an event of limited scope excuses nothing: %s', async (name, limit) => {
    expect(await replay(name)).toEqual({
      amount: 5000,
      rejected: [],
      review: [`${NOTHING}, limited to ${limit}, component worker`],
    });
  });

  test.each(['health-of-two-accounts', 'health-of-two-accounts-reordered'])(
    'excuses by the times of its own account in any order: %s',
    async (name) => {
      expect(await replay(name)).toEqual({ amount: 0, rejected: [], review: [] });
    },
  );

  test('an event of several services excuses all of its region', async () => {
    expect(await replay('health-of-several-services')).toEqual({
      amount: 0,
      rejected: [],
      review: [
        'aws-issue-of-several-services: MULTIPLE_SERVICES/us-east-1 since 2026-10-14T14:30:00.000Z until 2026-10-14T19:00:00.000Z: “x”, component api, worker',
      ],
    });
  });

  test('an event that is closed without an end is listed', async () => {
    expect(await replay('health-closed-without-end')).toEqual({
      amount: 5000,
      rejected: [],
      review: ['aws-issue-without-end: EC2/us-east-1 since 2026-10-14T14:30:00.000Z, component worker'],
    });
  });
});
