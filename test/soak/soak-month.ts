import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { deliverPayload } from '../../local/emulator/deliver-payload.ts';
import { formatInstant } from '../../shared/domain/time/instant.ts';
import { takeMessages } from '../support/emulators/emulated-queue.ts';
import { alarmEvent, outageIncident } from '../faults/month-payloads.ts';
import type { SoakPipeline } from './soak-pipeline.ts';

/** A month of 1,000 customers through every entry point, closed, swept and read. All months have the same events. */

const DAY = 24 * 3_600_000;
const HOUR = 3_600_000;
const MONITORS = ['web-5xx', 'voice 5xx'];
const FEES = { amountMinor: 100_000, currency: 'USD' };

const idOf = (i: number): string => `customer-${i}`;

const call = async ({ pipeline }: SoakPipeline, method: string, path: string, body?: unknown): Promise<void> => {
  const answer = await deliverPayload(pipeline, {
    door: 'records',
    payload: { method, path, ...(body === undefined ? {} : { body }) },
  });
  if (answer === undefined || answer.status >= 400)
    throw new Error(`${method} ${path}: ${answer?.status} ${answer?.body}`);
};

/** Half of the customers must give notice; a third use voice too. */
export const putCustomers = async (soaking: SoakPipeline, customers: number, now: number): Promise<void> => {
  soaking.setClock(now);
  for (let i = 0; i < customers; i += 1)
    await call(soaking, 'PUT', `/customers/${idOf(i)}`, {
      name: `Customer ${i}`,
      components: i % 3 === 0 ? ['voice', 'web'] : ['web'],
      serviceFees: FEES,
      ...(i % 2 === 0 ? { policy: 'written' } : {}),
    });
};

/** Plays the month that starts at `start` (UTC). Returns the number of messages that invoicing received. */
export const playSoakMonth = async (
  soaking: SoakPipeline,
  month: string,
  start: number,
  customers: number,
): Promise<number> => {
  const { pipeline, outside } = soaking;
  const at = (day: number, hour: number): string =>
    formatInstant(start + (day - 1) * DAY + hour * HOUR).replace('.000Z', 'Z');
  const event = async (name: string, state: string, when: string): Promise<void> => {
    soaking.setClock(Date.parse(when) + 1000);
    const told = alarmEvent(name, state, when);
    for (const payload of [told, told]) await deliverPayload(pipeline, { door: 'eventbridge', payload });
  };
  const told = outageIncident(`${month} `, at(9, 17), at(9, 18), at(9, 18));
  const component = { id: 'voicecode001', status: 'operational', updated_at: at(9, 18) };
  outside.show([told], [component]);
  Object.assign(outside.cloud, {
    alarms: MONITORS.map((name) => ({ name, state: 'OK', since: at(10, 19) })),
    history: [],
    asked: [],
  });

  for (const name of MONITORS) {
    await event(name, 'ALARM', at(10, 17));
    await event(name, 'OK', at(10, 19));
  }
  await deliverPayload(pipeline, { door: 'twilio', payload: { page: { id: outside.page.id }, incident: told } });
  await deliverPayload(pipeline, { door: 'twilio', payload: 'not JSON' });
  soaking.setClock(Date.parse(at(11, 8)));
  for (let i = 0; i < customers; i += 10) {
    const wrote = { id: `T-${month}`, customer: idOf(i), recognizedAt: at(10, 17), receivedAt: at(10, 18) };
    await call(soaking, 'POST', '/notices', { ...wrote, text: 'Nothing loads.', channel: 'email' });
    await call(soaking, 'PUT', `/customers/${idOf(i + 1)}/fees/${month}`, { ...FEES, amountMinor: 120_000 });
  }
  for (let day = 11; day <= 28; day += 1) {
    soaking.setClock(Date.parse(at(day, 9)));
    await soaking.poll();
    await soaking.reconcile();
    outside.page.asked.length = 0;
    outside.cloud.asked.length = 0;
  }
  soaking.setClock(Date.parse(at(33, 12)));
  await call(soaking, 'POST', `/months/${month}/close`, { preview: true, reason: 'a look' });
  await order(soaking, { kind: 'scheduled', scheduledTime: at(33, 13) });
  await call(soaking, 'POST', '/downtimes', {
    id: month,
    component: 'voice',
    start: at(20, 9),
    end: at(20, 11),
    evidence: 'a call',
  });
  soaking.setClock(Date.parse(at(34, 14)));
  await order(soaking, { kind: 'sweep', scheduledTime: at(34, 13) });
  for (let i = 0; i < 20; i += 1) await call(soaking, 'GET', `/customers/${idOf(i)}/months/${month}`);
  await call(soaking, 'GET', `/months/${month}`);
  return (await takeMessages(pipeline.billing)).length;
};

const order = async (
  { pipeline, setClock }: SoakPipeline,
  body: { kind: string; scheduledTime: string },
): Promise<void> => {
  setClock(Date.parse(body.scheduledTime) + 5 * 60_000);
  const { sqs, url } = pipeline.closing;
  await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify(body) }));
  await pipeline.run();
};
