import type { EmulatedItem } from '../support/emulators/fake-cloudwatch.ts';
import { outageIncident } from './month-payloads.ts';
import type { Simulation } from './simulation.ts';

/**
 * Evidence whose events were lost: an alarm's, an incident's and a component's. CloudWatch and the status page still
 * have it.
 */

const moved = (name: string, from: string, to: string, at: string): EmulatedItem => ({
  name,
  at,
  summary: `Alarm updated from ${from} to ${to}`,
});

/** All alarms and their history at the end of October. No event of the 27th arrived. */
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

/** Reconciles the alarms, which finds the downtime of the 27th. */
export const findLostAlarms = async (simulation: Simulation): Promise<void> => {
  Object.assign(simulation.site.outside.cloud, TOLD);
  await simulation.run('reconcile-alarms');
};

const INCIDENTS = [
  outageIncident('lost-', '2026-10-28T18:55:00Z', '2026-10-28T20:10:00Z', '2026-10-28T20:10:00Z'),
  { incident_updates: 'broken' },
];

const component = (status: string, updated_at: string): unknown => ({ id: 'voicecode001', status, updated_at });

/**
 * Polls the page after all outages. It still shows the incidents whose webhooks arrived and those whose webhooks were
 * lost.
 */
export const findAllIncidents = async (simulation: Simulation): Promise<void> => {
  const brought = outageIncident('', '2026-10-15T16:55:00Z', '2026-10-15T19:05:00Z', '2026-10-15T19:05:00Z');
  simulation.site.outside.show([brought, ...INCIDENTS], [component('operational', '2026-10-29T20:10:00Z')]);
  await simulation.run('poll-twilio');
};

/** Polls the page. It has an outage on the 28th, a malformed incident, and a failed component without an incident. */
export const findLostIncident = async (simulation: Simulation): Promise<void> => {
  simulation.site.outside.show(INCIDENTS, [component('major_outage', '2026-10-29T18:50:00Z')]);
  await simulation.run('poll-twilio');
};

/** Polls the page again: the component works. */
export const findRecovery = async (simulation: Simulation): Promise<void> => {
  simulation.site.outside.show(INCIDENTS, [component('operational', '2026-10-29T20:10:00Z')]);
  await simulation.run('poll-twilio');
};
