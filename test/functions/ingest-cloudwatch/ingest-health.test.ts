import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { beforeEach, describe, expect, test } from 'vitest';
import { effectiveFacts, ofKind } from '../../../shared/domain/facts/effective-facts.ts';
import { formatInstant } from '../../../shared/domain/time/instant.ts';
import { loadSharedFacts } from '../../../shared/persistence/shared-facts.ts';
import health from '../../fixtures/payloads/aws-health-issue.json' with { type: 'json' };
import { changedPayload } from '../../support/builders/changed-payload.ts';
import { takeMessages } from '../../support/emulators/emulated-queue.ts';
import { usingProduct } from '../../support/emulators/file-fixtures.ts';

const product = await usingProduct();
beforeEach(product.forget);

type Details = Readonly<Record<string, unknown>>;

/** An event of AWS Health about an issue of that name, with other details; `undefined` takes one away. */
const event = (name: string, details: Details = {}): unknown =>
  Object.entries({ eventArn: arn(name), ...details }).reduce(
    (payload: unknown, [key, value]) => changedPayload(payload, ['detail', key], value),
    health,
  );
const arn = (name: string): string => `arn:aws:health:us-east-1::event/LAMBDA/ISSUE/${name}`;
const OPEN = { statusCode: 'open', endTime: undefined, lastUpdatedTime: 'Wed, 14 Oct 2026 19:00:00 GMT' };
const from = (startTime: string, endTime: string): Details => ({
  startTime: `Wed, 14 Oct 2026 ${startTime}:00 GMT`,
  endTime: `Wed, 14 Oct 2026 ${endTime}:00 GMT`,
});

const deliver = async (...events: readonly unknown[]): Promise<void> => {
  const { sqs, url } = product.pipeline.intake;
  for (const each of events) {
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify(each) }));
    await product.pipeline.run();
  }
  expect(await takeMessages(product.deadLetters('intake'))).toEqual([]);
};

/** Returns the effective exclusions of `voice` by the named issues: `18:49 20:10`. */
const excluded = async (...names: readonly string[]): Promise<string[]> => {
  const range = { from: 0, to: product.clock() };
  const subjects = { monitors: [], providerComponents: [], components: ['voice'] };
  const facts = await loadSharedFacts(product.pipeline.account.table, subjects, range, product.clock());
  const own = ofKind(effectiveFacts(facts, product.clock()), 'exclusion').filter(({ id }) =>
    names.some((name) => id.startsWith(`${arn(name)} `)),
  );
  return own.map(({ start, end }) => [start, end].map((at) => formatInstant(at).slice(11, 16)).join(' ')).toSorted();
};

/** The issues that the run of October lists, among all that it lists. */
const listed = async (asOf: string): Promise<unknown[]> => {
  const report = await product.close(asOf);
  return JSON.stringify(report).match(/"kind":"aws-issue-open","subject":"[^"]+"/g) ?? [];
};

describe('overlapping events', () => {
  test('exclude separate intervals, corrected independently', async () => {
    await deliver(event('one', from('18:00', '20:00')), event('two', from('19:00', '21:00')));
    expect(await excluded('one', 'two')).toEqual(['18:00 20:00', '19:00 21:00']);
    await deliver(event('one', { ...from('18:00', '19:30'), lastUpdatedTime: 'Thu, 15 Oct 2026 09:00:00 GMT' }));
    expect(await excluded('one', 'two')).toEqual(['18:00 19:30', '19:00 21:00']);
  });

  test('with equal intervals are retracted independently', async () => {
    await deliver(event('same', from('18:00', '20:00')), event('again', from('18:00', '20:00')));
    await deliver(event('same', { ...from('18:00', '18:00'), lastUpdatedTime: 'Thu, 15 Oct 2026 09:00:00 GMT' }));
    expect(await excluded('same', 'again')).toEqual(['18:00 20:00']);
  });
});

describe('repeated events', () => {
  test.each([
    ['the copy that the backup region gets', (payload: unknown) => changedPayload(payload, ['region'], 'us-east-1')],
    ['another page', (payload: unknown) => changedPayload(payload, ['detail', 'page'], '2')],
    ['another communication', (payload: unknown) => changedPayload(payload, ['detail', 'communicationId'], 'x-2')],
  ])('%s makes the same facts', async (name, copy) => {
    const words = name.replaceAll(' ', '-');
    await deliver(event(words), copy(event(words)), event(words));
    expect(await excluded(words)).toEqual(['18:49 20:10']);
    expect(product.counted('FactsRecorded')).toBe(1);
  });
});

describe('an issue that is open', () => {
  test('is listed by the closing until it is closed and excludes', async () => {
    await deliver(event('open', OPEN));
    expect(await excluded('open')).toEqual([]);
    expect(await listed('2026-11-02T12:00:00Z')).toEqual([`"kind":"aws-issue-open","subject":"${arn('open')}"`]);
    product.setClock('2026-11-03T00:00:00Z');
    await deliver(event('open'));
    expect(await listed('2026-11-03T12:00:00Z')).toEqual([]);
    expect(await excluded('open')).toEqual(['18:49 20:10']);
  });

  // Each is closed as of another instant: a run that was planned once is not planned again.
  test.each([
    ['closed without an end', { endTime: undefined }, '2026-11-04T12:00:00Z', 0],
    ['of a service that nothing depends on', { ...OPEN, service: 'EC2' }, '2026-11-05T12:00:00Z', 0],
    ['of a region that nothing depends on', { ...OPEN, eventRegion: 'eu-west-1' }, '2026-11-06T12:00:00Z', 0],
    ['a notification', { ...OPEN, eventTypeCategory: 'accountNotification' }, '2026-11-07T12:00:00Z', 0],
  ])('%s', async (name, details, asOf, count) => {
    await deliver(event(name.replaceAll(' ', '-'), details));
    expect(await listed(asOf)).toHaveLength(count);
    await deliver(event(name.replaceAll(' ', '-'), { lastUpdatedTime: 'Sun, 08 Nov 2026 09:00:00 GMT' }));
  });
});
