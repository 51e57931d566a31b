import { expect, test } from 'vitest';
import { instant } from '../support/builders/instant.ts';
import { history, play, queued, type Step } from './simulated-month.ts';
import { sqsEvent } from '../../local/emulator/sqs-event.ts';
import type { Fault } from './function-invocation.ts';
import { outcomeOf } from './ledger-outcome.ts';
import { alarm } from './month-payloads.ts';
import { print, useSetting } from './fault-suite.ts';
import { newWorld, type World } from './simulation.ts';

const setting = useSetting();
const CLOSE = history.findIndex(({ name }) => name.startsWith('scheduled'));
const AGAIN = history.findIndex(({ name }) => name.endsWith('/close'));

const message = (body: unknown, id: string) => ({
  MessageId: id,
  ReceiptHandle: id,
  Body: typeof body === 'string' ? body : JSON.stringify(body),
});
const newOne = async (choose?: (fn: string) => Fault): Promise<World> => {
  const { emulators, config } = setting();
  return newWorld(await emulators.site(), { config, ...(choose === undefined ? {} : { choose }) });
};

test('every chunk delivered twice at once', async () => {
  const world = await newOne();
  await play(world, history.slice(0, CLOSE));
  world.setClock(instant('2026-11-02T12:00:00Z'));
  const order = { kind: 'scheduled', scheduledTime: '2026-11-02T12:00:00Z' };
  await world.deliver('close-month', sqsEvent([message(order, 'order')]));
  const chunks = await world.waiting();
  for (const [i, { body }] of chunks.entries()) {
    const once = () => world.deliver('assess-customers', sqsEvent([message(body, `chunk ${i}`)]));
    await Promise.all([once(), once()]);
  }
  await world.pump(); // and each once more
  await play(world, history.slice(CLOSE + 1));
  const outcome = await outcomeOf(world);
  print(`${chunks.length} chunks, each twice at once: ledger ${outcome.digest}`);
  expect(chunks.length).toBeGreaterThan(2);
  expect(outcome).toEqual(setting().undisturbed.outcome);
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
])('two closings of a month at once, %s', async (what, second) => {
  const world = await newOne();
  await play(world, history.slice(0, AGAIN));
  world.setClock(instant('2026-11-06T08:00:00Z'));
  const orders = [requested('2026-11-06T08:00:00.000Z'), requested(second)];
  await Promise.all(orders.map((each, i) => world.deliver('close-month', sqsEvent([message(each, `order ${i}`)]))));
  await Promise.all([world.pump(), world.pump()]);
  await play(world, history.slice(AGAIN + 1));
  const outcome = await outcomeOf(world);
  print(`two closings at once, ${what}: ledger ${outcome.digest}`);
  expect(outcome).toEqual(setting().undisturbed.outcome);
});

/** Two hours of downtime that is told of while the month is being closed. */
const meanwhile = [alarm('web-5xx', 'ALARM', '2026-10-22T17:00:00Z'), alarm('web-5xx', 'OK', '2026-10-22T19:00:00Z')];
const sweep: Step = {
  name: 'sweep',
  at: '2026-11-03T12:30:00Z',
  act: queued('closing', { kind: 'sweep', scheduledTime: '2026-11-03T12:30:00Z' }),
};

test('an ingest in the middle of a closing is not in it, anywhere, and is in the next sweep', async () => {
  const told: Step = { name: 'told after', at: '2026-11-02T13:00:00Z', act: queued('intake', ...meanwhile) };
  const after = await newOne();
  await play(after, [...history.slice(0, CLOSE + 1), told]);
  const closed = await outcomeOf(after);
  await play(after, [sweep]);
  const swept = await outcomeOf(after);
  expect(swept.digest).not.toBe(closed.digest);

  const whens = ['close-month', 'assess-customers'].flatMap((fn) =>
    [0, 2, 5, 9, 14, 20, 30, 60, 120].map((request) => ({ fn, request })),
  );
  let places = 0;
  for (const { fn, request } of whens) {
    let isTold = false;
    const world: World = await newOne((running) => async ({ proceed }, invocation) => {
      if (running === fn && invocation.requests.length - 1 === request && !isTold && isClosing) {
        isTold = true;
        world.setClock(instant('2026-11-02T12:05:00Z'));
        await world.deliver('ingest-cloudwatch', sqsEvent(meanwhile.map((event, i) => message(event, `event ${i}`))));
      }
      return proceed();
    });
    let isClosing = false;
    await play(world, history.slice(0, CLOSE));
    isClosing = true;
    await play(world, history.slice(CLOSE, CLOSE + 1));
    if (!isTold) continue;
    places += 1;
    expect(await outcomeOf(world), `told at request ${request} of ${fn}`).toEqual(closed);
    await play(world, [sweep]);
    expect(await outcomeOf(world)).toEqual(swept);
  }
  print(`an ingest in the middle of a closing, at ${places} places: ledger ${closed.digest}, swept ${swept.digest}`);
  expect(places).toBeGreaterThan(12);
});
