import { at } from '../shared/store/instants.ts';
import type { World } from './world.ts';

/**
 * A compact month with every kind of outcome: issued, nothing due, blocked, excused (by Twilio, by AWS, by a policy block), forfeited;
 * then adjusted, withdrawn, issued late, blocked by another currency, unchanged; closed by the schedule, by hand, and swept.
 */
export type Step = { readonly name: string; readonly at: string; readonly act: (world: World) => Promise<unknown> };

const MONTH = '2026-10';
const FEES = { amountMinor: 100_000, currency: 'USD' };
const step = (at: string, name: string, act: Step['act']): Step => ({ name, at, act });

const call = (at: string, method: string, path: string, body?: unknown): Step =>
  step(at, `${method} ${path}`, (world) => world.call(method, path, body));
const post = (at: string, path: string, body: unknown): Step => call(at, 'POST', path, body);
const customer = (id: string, change: object = {}): Step =>
  call('2026-09-20T08:00:00Z', 'PUT', `/customers/${id}`, {
    name: id,
    components: ['web'],
    serviceFees: FEES,
    ...change,
  });

const WRITTEN = { policy: 'written' };
const customers: readonly Step[] = [
  customer('acme', { externalRefs: { stripe: 'cus_1' } }),
  customer('zeta', { components: ['voice', 'web'] }),
  customer('soylent', { serviceFees: undefined }),
  customer('gamma', WRITTEN),
  customer('iota', WRITTEN),
  customer('lambda', WRITTEN),
  customer('xi'),
  customer('beta', { components: ['voice'] }),
  customer('eta', { activeTo: '2026-10-10T00:00:00Z' }),
  customer('mu'),
];

/** A state of an alarm, as EventBridge brings it. */
export const alarm = (name: string, value: string, timestamp: string): unknown => ({
  'detail-type': 'CloudWatch Alarm State Change',
  source: 'aws.cloudwatch',
  account: '111122223333',
  time: timestamp,
  region: 'us-west-2',
  resources: [`arn:aws:cloudwatch:us-west-2:111122223333:alarm:${name}`],
  detail: { alarmName: name, state: { value, timestamp: timestamp.replace('Z', '.000+0000') } },
});

const health = {
  'detail-type': 'AWS Health Event',
  source: 'aws.health',
  account: '111122223333',
  time: '2026-10-16T20:12:31Z',
  region: 'us-west-2',
  resources: [],
  detail: {
    eventArn: 'arn:aws:health:us-east-1::event/LAMBDA/AWS_LAMBDA_OPERATIONAL_ISSUE/AWS_LAMBDA_OPERATIONAL_ISSUE_7F3A1',
    service: 'LAMBDA',
    eventTypeCode: 'AWS_LAMBDA_OPERATIONAL_ISSUE',
    eventTypeCategory: 'issue',
    eventScopeCode: 'PUBLIC',
    communicationId: '9f2c7f0e4c1b4a55a8c3d1e0f6b7a890-1',
    startTime: 'Fri, 16 Oct 2026 18:49:00 GMT',
    endTime: 'Fri, 16 Oct 2026 20:10:00 GMT',
    lastUpdatedTime: 'Fri, 16 Oct 2026 20:12:30 GMT',
    statusCode: 'closed',
    eventRegion: 'us-east-1',
    page: '1',
    totalPages: '1',
    affectedAccount: '111122223333',
  },
};

/** The events of the month, as they come onto the intake queue. */
export const events: readonly unknown[] = [
  alarm('web-5xx', 'OK', '2026-10-01T00:00:00Z'),
  alarm('web-5xx', 'ALARM', '2026-10-14T17:00:00Z'),
  alarm('web-5xx', 'OK', '2026-10-14T19:00:00Z'),
  alarm('voice 5xx', 'ALARM', '2026-10-15T17:00:00Z'),
  alarm('voice 5xx', 'OK', '2026-10-15T19:00:00Z'),
  alarm('somebody else', 'ALARM', '2026-10-15T17:00:00Z'),
  alarm('web-5xx', 'BROKEN', '2026-10-15T17:00:00Z'),
  health,
];

/** An incident of Twilio's voice: out from `start` until `end`, as its page says it at `edited`. */
export const incident = (start: string, end: string, edited: string): unknown => ({
  page: { id: 'gpkpyklzq55q' },
  incident: {
    incident_updates: [update('over', end, 'operational', edited), update('out', start, 'major_outage', edited)],
  },
});
const update = (id: string, at: string, new_status: string, updated_at: string): unknown => ({
  id,
  created_at: at,
  display_at: at,
  updated_at,
  affected_components: [{ code: 'voicecode001', name: 'Voice', old_status: '', new_status }],
});

const notice = (customer: string, receivedAt: string): unknown => ({
  id: 'T-1',
  customer,
  recognizedAt: '2026-10-14T17:00:00Z',
  receivedAt,
  text: 'Nothing loads.',
  channel: 'email',
});

const down = (day: number, component = 'web'): unknown => ({
  id: `${component}-${day}`,
  component,
  start: `2026-10-${day}T19:00:00Z`,
  end: `2026-10-${day}T20:05:00Z`,
  evidence: 'a call',
});

export const queued =
  (queue: string, ...bodies: readonly unknown[]): Step['act'] =>
  async (world) => {
    await world.put(...bodies.map((body) => ({ queue, body: JSON.stringify(body) })));
  };

const evidence: readonly Step[] = [
  step('2026-10-17T08:00:00Z', 'alarms and health', queued('intake', ...events)),
  step('2026-10-18T08:00:00Z', 'an incident', (world) =>
    world.webhook(incident('2026-10-15T16:55:00Z', '2026-10-15T19:05:00Z', '2026-10-15T19:05:00Z')),
  ),
  step('2026-10-18T09:00:00Z', 'a broken webhook', (world) => world.webhook({ page: {} })),
  post('2026-10-19T08:00:00Z', '/notices', notice('gamma', '2026-10-14T18:00:00Z')),
  post('2026-10-19T09:00:00Z', '/notices', notice('iota', '2026-10-16T18:00:00Z')),
  post('2026-10-21T08:00:00Z', '/downtimes', down(16, 'voice')),
  post('2026-10-21T09:00:00Z', '/downtimes', down(20)),
  post('2026-10-21T10:00:00Z', '/exclusions', {
    scope: { customer: 'xi' },
    start: '2026-10-14T00:00:00Z',
    end: '2026-10-31T00:00:00Z',
    reason: 'policy-block',
    evidence: 'a botnet',
  }),
  post('2026-10-21T11:00:00Z', '/maintenance', {
    scope: { all: true },
    start: '2026-10-25T02:00:00Z',
    end: '2026-10-25T04:00:00Z',
    requestedBy: 'company',
  }),
];

const closing = (scheduledTime: string, kind: string): Step =>
  step(scheduledTime, `${kind} at ${scheduledTime}`, queued('closing', { kind, scheduledTime }));

const late: readonly Step[] = [
  post('2026-11-05T08:00:00Z', '/notices', notice('lambda', '2026-10-14T18:30:00Z')),
  call('2026-11-05T09:00:00Z', 'PUT', `/customers/soylent/fees/${MONTH}`, FEES),
  call('2026-11-05T10:00:00Z', 'PUT', `/customers/mu/fees/${MONTH}`, { amountMinor: 90_000, currency: 'EUR' }),
  post('2026-11-05T11:00:00Z', '/retractions', { of: { kind: 'notice', id: 'gamma/T-1' }, reason: 'not theirs' }),
  post('2026-11-05T12:00:00Z', '/retractions', { of: { kind: 'downtime', id: 'web-20' }, reason: 'it was none' }),
  step('2026-11-05T13:00:00Z', 'the incident corrected', (world) =>
    world.webhook(incident('2026-10-15T16:55:00Z', '2026-10-15T17:20:00Z', '2026-11-05T12:00:00Z')),
  ),
];

/** What happens, in order; the queues are empty after each step. */
export const history: readonly Step[] = [
  ...customers,
  ...evidence,
  closing('2026-11-02T12:00:00Z', 'scheduled'),
  ...late,
  post('2026-11-06T08:00:00Z', `/months/${MONTH}/close`, { reason: 'what came late' }),
  post('2026-11-10T08:00:00Z', '/downtimes', down(21)),
  closing('2026-11-12T06:00:00Z', 'sweep'),
];

/** Plays steps: each at its own time, and until the queues are empty. */
export const play = async (world: World, steps: readonly Step[]): Promise<void> => {
  for (const { at: time, act } of steps) {
    world.setClock(at(time));
    await act(world);
    await world.pump();
  }
};
