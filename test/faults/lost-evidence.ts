import type { EmulatedItem } from '../support/emulators/fake-cloudwatch.ts';
import { outage } from './month-payloads.ts';
import type { World } from './simulation.ts';

/** The evidence that was lost on its way: an alarm's events, an incident's webhooks, a component's. It is there to be read. */

const moved = (name: string, from: string, to: string, at: string): EmulatedItem => ({
  name,
  at,
  summary: `Alarm updated from ${from} to ${to}`,
});

/** All that CloudWatch tells at the end of October: of the 27th no event arrived. */
const TOLD = {
  alarms: [
    { name: 'web-5xx', state: 'OK', since: '2026-10-27T19:00:00Z', configured: '2026-10-01T00:00:00Z' },
    { name: 'voice 5xx', state: 'OK', since: '2026-10-15T19:00:00Z' },
  ],
  history: [
    moved('web-5xx', 'INSUFFICIENT_DATA', 'OK', '2026-10-01T00:00:00Z'),
    moved('web-5xx', 'OK', 'ALARM', '2026-10-14T17:00:00Z'),
    moved('web-5xx', 'ALARM', 'OK', '2026-10-14T19:00:00Z'),
    moved('voice 5xx', 'OK', 'ALARM', '2026-10-15T17:00:00Z'),
    moved('voice 5xx', 'ALARM', 'OK', '2026-10-15T19:00:00Z'),
    moved('web-5xx', 'OK', 'ALARM', '2026-10-27T17:00:00Z'),
    moved('web-5xx', 'ALARM', 'OK', '2026-10-27T19:00:00Z'),
  ],
} as const;

/** The alarms are read: they find the downtime of the 27th. */
export const alarmsRead = async (world: World): Promise<void> => {
  Object.assign(world.site.outside.cloud, TOLD);
  await world.run('reconcile-alarms');
};

const INCIDENTS = [
  outage('lost-', '2026-10-28T18:55:00Z', '2026-10-28T20:10:00Z', '2026-10-28T20:10:00Z'),
  { incident_updates: 'broken' },
];

const component = (status: string, updated_at: string): unknown => ({ id: 'voicecode001', status, updated_at });

/** The page is read when all is over: of what its webhooks brought and of what they lost it still tells. */
export const pageTold = async (world: World): Promise<void> => {
  const brought = outage('', '2026-10-15T16:55:00Z', '2026-10-15T19:05:00Z', '2026-10-15T19:05:00Z');
  world.site.outside.show([brought, ...INCIDENTS], [component('operational', '2026-10-29T20:10:00Z')]);
  await world.run('poll-twilio');
};

/** The page is read: it tells of an outage on the 28th, of an incident that makes no sense, and shows one that is in no incident. */
export const pageRead = async (world: World): Promise<void> => {
  world.site.outside.show(INCIDENTS, [component('major_outage', '2026-10-29T18:50:00Z')]);
  await world.run('poll-twilio');
};

/** It is read again: the component works. */
export const componentBack = async (world: World): Promise<void> => {
  world.site.outside.show(INCIDENTS, [component('operational', '2026-10-29T20:10:00Z')]);
  await world.run('poll-twilio');
};
