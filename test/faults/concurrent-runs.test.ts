import { expect, test } from 'vitest';
import { instant } from '../support/builders/instant-text.ts';
import { monthSteps, playSteps, enqueue, type MonthStep } from './simulated-month.ts';
import { sqsEvent } from '../../local/emulator/sqs-event.ts';
import type { RequestFault } from './function-invocation.ts';
import { readOutcome } from './ledger-outcome.ts';
import { alarmEvent } from './month-payloads.ts';
import { printReportLine, usingFaultSuite } from './fault-suite.ts';
import { newSimulation, type Simulation } from './simulation.ts';

const suite = await usingFaultSuite();
const CLOSE = monthSteps.findIndex(({ name }) => name.startsWith('scheduled'));
const AGAIN = monthSteps.findIndex(({ name }) => name.endsWith('/close'));

const message = (body: unknown, id: string) => ({
  MessageId: id,
  ReceiptHandle: id,
  Body: typeof body === 'string' ? body : JSON.stringify(body),
});
const newOne = async (choose?: (fn: string) => RequestFault): Promise<Simulation> => {
  const { emulators, config } = suite;
  return newSimulation(await emulators.site(), { config, ...(choose === undefined ? {} : { choose }) });
};

test('two simultaneous deliveries of each batch leave the ledger unchanged', async () => {
  const simulation = await newOne();
  await playSteps(simulation, monthSteps.slice(0, CLOSE));
  simulation.setClock(instant('2026-11-02T12:00:00Z'));
  const order = { kind: 'scheduled', scheduledTime: '2026-11-02T12:00:00Z' };
  await simulation.deliver('close-month', sqsEvent([message(order, 'order')]));
  const chunks = await simulation.waiting();
  for (const [i, { body }] of chunks.entries()) {
    const once = () => simulation.deliver('assess-customers', sqsEvent([message(body, `chunk ${i}`)]));
    await Promise.all([once(), once()]);
  }
  await simulation.pump(); // and each batch once more
  await playSteps(simulation, monthSteps.slice(CLOSE + 1));
  const outcome = await readOutcome(simulation);
  printReportLine(`${chunks.length} chunks, each delivered twice at once: ledger ${outcome.digest}`);
  expect(chunks.length).toBeGreaterThan(2);
  expect(outcome).toEqual(suite.undisturbed.outcome);
});

const requested = (asOf: string) => ({
  kind: 'requested',
  month: '2026-10',
  asOf,
  preview: false,
  reason: 'at once',
  by: 'a test',
  startedAt: asOf,
});

test.each([
  ['the same instant', '2026-11-06T08:00:00.000Z'],
  ['a millisecond between them', '2026-11-06T08:00:00.001Z'],
])('two closes of a month at once leave the ledger unchanged: %s', async (what, second) => {
  const simulation = await newOne();
  await playSteps(simulation, monthSteps.slice(0, AGAIN));
  simulation.setClock(instant('2026-11-06T08:00:00Z'));
  const orders = [requested('2026-11-06T08:00:00.000Z'), requested(second)];
  await Promise.all(
    orders.map((each, i) => simulation.deliver('close-month', sqsEvent([message(each, `order ${i}`)]))),
  );
  await Promise.all([simulation.pump(), simulation.pump()]);
  await playSteps(simulation, monthSteps.slice(AGAIN + 1));
  const outcome = await readOutcome(simulation);
  printReportLine(`two closes at once, ${what}: ledger ${outcome.digest}`);
  expect(outcome).toEqual(suite.undisturbed.outcome);
});

/** Two hours of downtime, recorded while the month is being closed. */
const meanwhile = [
  alarmEvent('web-5xx', 'ALARM', '2026-10-22T17:00:00Z'),
  alarmEvent('web-5xx', 'OK', '2026-10-22T19:00:00Z'),
];
const sweep: MonthStep = {
  name: 'sweep',
  at: '2026-11-03T12:30:00Z',
  act: enqueue('closing', { kind: 'sweep', scheduledTime: '2026-11-03T12:30:00Z' }),
};

test('evidence recorded during a close counts from the next sweep on', async () => {
  const told: MonthStep = { name: 'told after', at: '2026-11-02T13:00:00Z', act: enqueue('intake', ...meanwhile) };
  const after = await newOne();
  await playSteps(after, [...monthSteps.slice(0, CLOSE + 1), told]);
  const closed = await readOutcome(after);
  await playSteps(after, [sweep]);
  const swept = await readOutcome(after);
  expect(swept.digest).not.toBe(closed.digest);

  const whens = ['close-month', 'assess-customers'].flatMap((fn) =>
    [0, 2, 5, 9, 14, 20, 30, 60, 120].map((request) => ({ fn, request })),
  );
  let places = 0;
  for (const { fn, request } of whens) {
    let isTold = false;
    const simulation: Simulation = await newOne((running) => async ({ proceed }, invocation) => {
      if (running === fn && invocation.requests.length - 1 === request && !isTold && isClosing) {
        isTold = true;
        simulation.setClock(instant('2026-11-02T12:05:00Z'));
        await simulation.deliver(
          'ingest-cloudwatch',
          sqsEvent(meanwhile.map((event, i) => message(event, `event ${i}`))),
        );
      }
      return proceed();
    });
    let isClosing = false;
    await playSteps(simulation, monthSteps.slice(0, CLOSE));
    isClosing = true;
    await playSteps(simulation, monthSteps.slice(CLOSE, CLOSE + 1));
    if (!isTold) continue;
    places += 1;
    expect(await readOutcome(simulation), `recorded at request ${request} of ${fn}`).toEqual(closed);
    await playSteps(simulation, [sweep]);
    expect(await readOutcome(simulation)).toEqual(swept);
  }
  printReportLine(
    `evidence recorded during a close, at ${places} places: ledger ${closed.digest}, swept ${swept.digest}`,
  );
  expect(places).toBeGreaterThan(12);
});
