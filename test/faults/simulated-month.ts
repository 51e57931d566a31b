import { instant } from '../support/builders/instant-text.ts';
import { intakeEvents, incidentWebhook } from './month-payloads.ts';
import { findLostAlarms, findRecovery, findLostIncident } from './lost-evidence.ts';
import type { Simulation } from './simulation.ts';

/**
 * A compact month with every outcome: issued, nothing due, blocked, excluded, forfeited. Twilio, AWS and a policy
 * block exclude. A second close adjusts, withdraws, issues late, blocks for another currency, or changes nothing. It
 * is closed by the schedule and by hand, and swept. Some of its evidence was lost and is found by reading.
 */
export type MonthStep = {
  readonly name: string;
  readonly at: string;
  readonly act: (simulation: Simulation) => Promise<unknown>;
};

const MONTH = '2026-10';
const FEES = { amountMinor: 100_000, currency: 'USD' };
const step = (at: string, name: string, act: MonthStep['act']): MonthStep => ({ name, at, act });

const call = (at: string, method: string, path: string, body?: unknown): MonthStep =>
  step(at, `${method} ${path}`, (simulation) => simulation.call(method, path, body));
const post = (at: string, path: string, body: unknown): MonthStep => call(at, 'POST', path, body);
const customer = (id: string, change: object = {}): MonthStep =>
  call('2026-09-20T08:00:00Z', 'PUT', `/customers/${id}`, {
    name: id,
    components: ['web'],
    serviceFees: FEES,
    ...change,
  });

const WRITTEN = { policy: 'written' };
const customers: readonly MonthStep[] = [
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

export const enqueue =
  (queue: string, ...bodies: readonly unknown[]): MonthStep['act'] =>
  async (simulation) => {
    await simulation.put(...bodies.map((body) => ({ queue, body: JSON.stringify(body) })));
  };

const evidence: readonly MonthStep[] = [
  step('2026-10-17T08:00:00Z', 'alarms and health', enqueue('intake', ...intakeEvents)),
  step('2026-10-18T08:00:00Z', 'an incident', (simulation) =>
    simulation.webhook(incidentWebhook('2026-10-15T16:55:00Z', '2026-10-15T19:05:00Z', '2026-10-15T19:05:00Z')),
  ),
  step('2026-10-18T09:00:00Z', 'a broken webhook', (simulation) => simulation.webhook({ page: {} })),
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
  post('2026-10-29T08:00:00Z', '/downtimes', down(28, 'voice')),
  step('2026-10-29T10:00:00Z', 'the alarms are read', findLostAlarms),
  step('2026-10-29T20:00:00Z', 'the status page is read', findLostIncident),
  step('2026-10-30T08:00:00Z', 'the status page is read again', findRecovery),
  post('2026-10-30T10:00:00Z', '/downtimes', down(29, 'voice')),
];

const closing = (scheduledTime: string, kind: string): MonthStep =>
  step(scheduledTime, `${kind} at ${scheduledTime}`, enqueue('closing', { kind, scheduledTime }));

const late: readonly MonthStep[] = [
  post('2026-11-05T08:00:00Z', '/notices', notice('lambda', '2026-10-14T18:30:00Z')),
  call('2026-11-05T09:00:00Z', 'PUT', `/customers/soylent/fees/${MONTH}`, FEES),
  call('2026-11-05T10:00:00Z', 'PUT', `/customers/mu/fees/${MONTH}`, { amountMinor: 90_000, currency: 'EUR' }),
  post('2026-11-05T11:00:00Z', '/retractions', { of: { kind: 'notice', id: 'gamma/T-1' }, reason: 'not theirs' }),
  post('2026-11-05T12:00:00Z', '/retractions', { of: { kind: 'downtime', id: 'web-20' }, reason: 'it was none' }),
  step('2026-11-05T13:00:00Z', 'the incident corrected', (simulation) =>
    simulation.webhook(incidentWebhook('2026-10-15T16:55:00Z', '2026-10-15T17:20:00Z', '2026-11-05T12:00:00Z')),
  ),
];

/** The steps in order. The queues are empty after each step. */
export const monthSteps: readonly MonthStep[] = [
  ...customers,
  ...evidence,
  closing('2026-11-02T12:00:00Z', 'scheduled'),
  ...late,
  post('2026-11-06T08:00:00Z', `/months/${MONTH}/close`, { reason: 'what came late' }),
  post('2026-11-10T08:00:00Z', '/downtimes', down(21)),
  closing('2026-11-12T06:00:00Z', 'sweep'),
];

/** Plays each step at its own time until the queues are empty. */
export const playSteps = async (simulation: Simulation, steps: readonly MonthStep[]): Promise<void> => {
  for (const { at: time, act } of steps) {
    simulation.setClock(instant(time));
    await act(simulation);
    await simulation.pump();
  }
};
