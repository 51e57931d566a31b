import * as z from 'zod/mini';
import { describe, expect, test } from 'vitest';
import { fact } from '../../../shared/domain/facts/facts.ts';
import {
  planOutageChanges,
  parseHealthEvent,
  type ProviderOutage,
  reasonForNoOutage,
  outageExclusion,
  outageVersion,
  reportId,
} from '../../../shared/ingest/aws-health.ts';
import type { UpdateVersion } from '../../../shared/ingest/update-versions.ts';
import issue from '../../fixtures/payloads/aws-health-issue.json' with { type: 'json' };
import { changedPayload } from '../../support/builders/changed-payload.ts';
import { faultLines } from '../../support/builders/fault-lines.ts';

const lambda = { provider: 'aws', component: 'LAMBDA/us-east-1' };
const components = {
  voice: { alarms: [{ alarm: 'voice' }], dependsOn: [{ provider: 'twilio', component: 'voicecode001' }, lambda] },
  'web-app': { alarms: [], dependsOn: [lambda] },
  api: { alarms: [], dependsOn: [{ provider: 'aws', component: 'LAMBDA/us-west-2' }] },
  sms: { alarms: [], dependsOn: [{ provider: 'twilio', component: 'LAMBDA/us-east-1' }] },
};
const subscribers = { components, own: { region: 'us-west-2', account: '111122223333' } };

/** The event with other details: `{ endTime: undefined }` takes one away. */
const event = (details: Readonly<Record<string, unknown>> = {}): unknown =>
  Object.entries(details).reduce(
    (payload: unknown, [key, value]) => changedPayload(payload, ['detail', key], value),
    issue,
  );

/** Returns the changes of the last event after all events before it. */
const after = (...events: readonly unknown[]) => {
  const start = { stored: [] as readonly UpdateVersion<ProviderOutage>[], record: [''], retract: [''] };
  return events.reduce<typeof start>((before, payload) => {
    const { versions, record, retract } = planOutageChanges(before.stored, parseHealthEvent(payload), subscribers);
    return {
      stored: [...before.stored, ...versions],
      record: record.map(({ factId }) => factId),
      retract: retract.map(({ factId }) => factId),
    };
  }, start);
};

const { eventArn } = issue.detail;
const said = (component: string, end = '20:10') =>
  `${eventArn} ${component} 2026-10-14T18:49:00.000Z 2026-10-14T${end}:00.000Z`;

describe('an event', () => {
  test('contains the service and the times of the outage', () => {
    expect(parseHealthEvent(issue)).toEqual({
      eventArn,
      account: '111122223333',
      provided: 'LAMBDA/us-east-1',
      category: 'issue',
      startTime: Date.UTC(2026, 9, 14, 18, 49),
      isClosed: true,
      description: 'Invocations failed.',
      endTime: Date.UTC(2026, 9, 14, 20, 10),
      lastUpdatedTime: Date.UTC(2026, 9, 14, 20, 12, 30),
    });
  });

  test('takes a missing region from its ARN', () => {
    const old = event({ eventRegion: undefined, statusCode: undefined, lastUpdatedTime: undefined });
    expect(parseHealthEvent(old)).toEqual({
      eventArn,
      account: '111122223333',
      provided: 'LAMBDA/us-east-1',
      category: 'issue',
      startTime: Date.UTC(2026, 9, 14, 18, 49),
      isClosed: true,
      description: 'Invocations failed.',
      endTime: Date.UTC(2026, 9, 14, 20, 10),
    });
  });

  test("is about its own region, not the delivery's", () => {
    expect(parseHealthEvent(event({ eventRegion: 'global', service: 'IAM' })).provided).toBe('IAM/global');
    expect(parseHealthEvent(changedPayload(issue, ['region'], 'us-west-2')).provided).toBe('LAMBDA/us-east-1');
  });

  const END = Date.UTC(2026, 9, 14, 20, 10);
  test.each([
    ['closed, with an end', {}, END],
    ['closed, without an end', { endTime: undefined }, undefined],
    ['closed, with no end yet', { endTime: null }, undefined],
    ['open', { statusCode: 'open', endTime: undefined }, undefined],
    ['open, with an end', { statusCode: 'open' }, undefined],
    ['upcoming', { statusCode: 'upcoming' }, undefined],
    ['of no status, with an end', { statusCode: undefined }, END],
    ['of no status, without an end', { statusCode: undefined, endTime: undefined }, undefined],
  ])('%s, has ended or not', (_, details, endTime) => {
    expect(parseHealthEvent(event(details)).endTime).toBe(endTime);
  });
});

describe('an issue that has ended', () => {
  test('excludes its interval for the dependent components', () => {
    expect(after(issue)).toMatchObject({ record: [said('voice'), said('web-app')], retract: [] });
  });

  test('is an exclusion for a third party', () => {
    const [outage] = planOutageChanges([], parseHealthEvent(issue), subscribers).record;
    if (outage === undefined) throw new Error('nothing was recorded');
    expect(z.encode(fact, outageExclusion(outage))).toEqual({
      kind: 'exclusion',
      id: said('voice'),
      reason: 'third-party',
      scope: { component: 'voice' },
      start: '2026-10-14T18:49:00.000Z',
      end: '2026-10-14T20:10:00.000Z',
    });
  });

  test('excludes the same interval without a last update', () => {
    expect(after(event({ lastUpdatedTime: undefined }))).toMatchObject({ record: [said('voice'), said('web-app')] });
  });

  test('changes nothing when it is received again', () => {
    const copy = changedPayload(
      changedPayload(event({ page: '2', totalPages: '2' }), ['id'], 'another'),
      ['region'],
      'us-east-1',
    );
    expect(after(issue, copy)).toEqual(after(issue));
  });

  test('replaces its interval after a correction', () => {
    const corrected = event({
      endTime: 'Wed, 14 Oct 2026 20:30:00 GMT',
      lastUpdatedTime: 'Thu, 15 Oct 2026 09:00:00 GMT',
    });
    expect(after(issue, corrected)).toMatchObject({
      record: [said('voice', '20:30'), said('web-app', '20:30')],
      retract: [said('voice'), said('web-app')],
    });
    const begun = event({
      startTime: 'Wed, 14 Oct 2026 18:40:00 GMT',
      lastUpdatedTime: 'Thu, 15 Oct 2026 09:00:00 GMT',
    });
    expect(after(issue, begun)).toMatchObject({ retract: [said('voice'), said('web-app')] });
    expect(after(issue, corrected, issue), 'the first, late').toEqual(after(issue, corrected));
  });

  test('keeps its interval after reopening until it closes again', () => {
    const again = event({ statusCode: 'open', endTime: undefined, lastUpdatedTime: 'Wed, 14 Oct 2026 21:00:00 GMT' });
    expect(after(issue, again)).toEqual(after(issue));
  });

  test('excludes nothing if it has no length', () => {
    const nothing = event({ endTime: issue.detail.startTime, lastUpdatedTime: 'Thu, 15 Oct 2026 09:00:00 GMT' });
    expect(after(nothing)).toMatchObject({ record: [], retract: [] });
    expect(after(issue, nothing)).toMatchObject({ record: [], retract: [said('voice'), said('web-app')] });
  });
});

const excludedIds = (payload: unknown, by = subscribers) =>
  planOutageChanges([], parseHealthEvent(payload), by).record.map(({ factId }) => factId);

describe('an event of one account', () => {
  const THEIRS = { affectedAccount: '999988887777', endTime: 'Wed, 14 Oct 2026 19:30:00 GMT' };

  test('an alarm account excludes beside the own account', () => {
    const alarms = [{ alarm: 'arn:aws:cloudwatch:us-east-1:999988887777:alarm:voice' }];
    const of = { ...subscribers, components: { ...components, voice: { ...components.voice, alarms } } };
    expect(excludedIds(event(THEIRS), of)).toEqual([`999988887777:${said('voice', '19:30')}`]);
    expect(reportId(parseHealthEvent(event(THEIRS)), of)).not.toBe(reportId(parseHealthEvent(issue), of));
    expect(excludedIds(issue, of)).toEqual([said('voice'), said('web-app')]);
  });

  test('without alarms excludes nothing', () => {
    expect(excludedIds(event(THEIRS))).toEqual([]);
  });
});

const limitedToOf = (details: Readonly<Record<string, unknown>>) => parseHealthEvent(event(details)).limitedTo;

describe('the scope of an event', () => {
  const ENTITIES = [{ entityValue: 'i-1' }, { entityValue: 'i-2' }, 'i-3', { entityValue: 'i-4' }];

  test.each([
    ['public', {}, undefined],
    ['public, with entities', { affectedEntities: ENTITIES }, undefined],
    ['missing, of an operational issue', { eventScopeCode: undefined }, undefined],
    ['missing, of resources', { eventScopeCode: null, affectedEntities: ENTITIES }, '4 resources (i-1, i-2, ?, …)'],
    [
      'missing, of another type',
      { eventScopeCode: undefined, eventTypeCode: 'AWS_EBS_VOLUME_LOST' },
      'of unknown scope (AWS_EBS_VOLUME_LOST)',
    ],
    ['missing, without a type', { eventScopeCode: undefined, eventTypeCode: undefined }, 'of unknown scope (no type)'],
    ['of the account', { eventScopeCode: 'ACCOUNT_SPECIFIC', affectedEntities: [] }, 'the account alone'],
    ['of no known kind', { eventScopeCode: 'NONE' }, 'of the scope NONE'],
    [
      'public, of a quota',
      { eventTypeCode: 'AWS_EC2_QUOTA_REACHED' },
      'a limit of the account (AWS_EC2_QUOTA_REACHED)',
    ],
  ])('%s, limits it or not', (_, details, limitedTo) => {
    expect(limitedToOf(details)).toBe(limitedTo);
  });

  test('an event that is narrowed retracts its exclusion', () => {
    const narrowed = event({ eventScopeCode: 'ACCOUNT_SPECIFIC', lastUpdatedTime: 'Thu, 15 Oct 2026 09:00:00 GMT' });
    expect(after(issue, narrowed)).toMatchObject({ record: [], retract: [said('voice'), said('web-app')] });
  });
});

const excusedIn = (eventRegion: string) =>
  planOutageChanges([], parseHealthEvent(event({ service: 'MULTIPLE_SERVICES', eventRegion })), subscribers).record.map(
    ({ component }) => component,
  );

test('an issue of several services excludes for every dependency in its region', () => {
  expect([excusedIn('us-east-1'), excusedIn('us-west-2'), excusedIn('eu-west-1')]).toEqual([
    ['voice', 'web-app'],
    ['api'],
    [],
  ]);
});

describe('nothing is excluded', () => {
  test.each([
    ['while it is open', { statusCode: 'open', endTime: undefined }],
    ['by a notification', { eventTypeCategory: 'accountNotification' }],
    ['by a scheduled change', { eventTypeCategory: 'scheduledChange' }],
    ['by an investigation', { eventTypeCategory: 'investigation' }],
    ['by another service', { service: 'EC2' }],
    ['by another region', { eventRegion: 'eu-west-1' }],
  ])('%s', (_, details) => {
    expect(after(event(details))).toEqual({ stored: [], record: [], retract: [] });
  });
});

test('stored versions have UTC instants and parse to the same', () => {
  const { stored } = after(issue, event({ endTime: issue.detail.startTime }));
  const wire = stored.map((version) => z.encode(outageVersion, version));
  expect(wire[0]).toEqual({
    update: eventArn,
    component: 'voice',
    version: 1,
    factId: said('voice'),
    start: '2026-10-14T18:49:00.000Z',
    end: '2026-10-14T20:10:00.000Z',
    updatedAt: '2026-10-14T20:12:30.000Z',
  });
  expect(wire[2]).toMatchObject({ component: 'voice', version: 2, withdrawn: true });
  expect(wire.map((item) => z.decode(outageVersion, item))).toEqual(stored);
});

const INSTANT = 'not an instant (2026-10-14T17:00:00.000+0000, Wed, 14 Oct 2026 17:00:00 GMT)';

describe('an invalid field is rejected with its path', () => {
  test.each([
    [['detail-type'], undefined, 'detail-type: missing'],
    [['detail-type'], 'AWS Health Abuse Event', 'detail-type: not AWS Health Event ("AWS Health Abuse Event")'],
    [['detail'], undefined, 'detail: missing'],
    [['detail'], 'closed', 'detail: not an object ("closed")'],
    [['detail', 'eventArn'], undefined, 'detail.eventArn: missing'],
    [['detail', 'eventArn'], 'EC2', 'detail.eventArn: not the ARN of a Health event ("EC2")'],
    [['detail', 'service'], undefined, 'detail.service: missing'],
    [['detail', 'service'], '', 'detail.service: empty ("")'],
    [['detail', 'eventRegion'], 1, 'detail.eventRegion: not text (1)'],
    [['detail', 'eventTypeCategory'], undefined, 'detail.eventTypeCategory: missing'],
    [['detail', 'startTime'], undefined, 'detail.startTime: missing'],
    [['detail', 'startTime'], 'today', `detail.startTime: ${INSTANT} ("today")`],
    [
      ['detail', 'endTime'],
      'Fri, 30 Feb 2026 00:00:00 GMT',
      `detail.endTime: ${INSTANT} ("Fri, 30 Feb 2026 00:00:00 GMT")`,
    ],
    [
      ['detail', 'endTime'],
      'Wed, 14 Oct 2026 18:48:59 GMT',
      'detail.endTime: before startTime ("Wed, 14 Oct 2026 18:48:59 GMT")',
    ],
    [['detail', 'statusCode'], 3, 'detail.statusCode: not text (3)'],
    [['detail', 'lastUpdatedTime'], '', `detail.lastUpdatedTime: ${INSTANT} ("")`],
    [[], null, expect.stringMatching(/^input: not an object/)],
  ])('%#: %j', (path, value, fault) => {
    const faults = faultLines(() => parseHealthEvent(changedPayload(issue, path, value)));
    expect(faults).toEqual([fault]);
  });
});

test.each([
  [{}, undefined],
  [{ eventTypeCategory: 'scheduledChange' }, 'its category is scheduledChange, not issue'],
  [{ service: 'SES' }, 'no component depends on SES/us-east-1'],
  [{ statusCode: 'open', endTime: undefined }, 'the issue has not ended yet, or was closed without an end'],
  [{ affectedAccount: '999999999999' }, 'its account 999999999999 has no alarm of a component'],
  [{ endTime: issue.detail.startTime }, 'the issue ends when it starts'],
])('an event with %j is no outage: %s', (details, reason) => {
  expect(reasonForNoOutage(parseHealthEvent(event(details)), subscribers)).toBe(reason);
});
