import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { type Config, loadConfig } from '../../../shared/config/config.ts';
import { billedLines, declareDown, putCustomer } from '../../support/builders/closed-october.ts';
import { anOperator, openPolicy } from '../../support/builders/product-config.ts';
import { browseConsole } from '../../support/http/browsing.ts';
import { type Product, startProduct } from '../../support/emulators/test-product.ts';

/** October is configured differently than September, whose close came before. */

let product: Product;
let config: Config;

const start = async (change: object = {}): Promise<void> => {
  config = { ...loadConfig({ ...anOperator, ...change }) };
  product = await startProduct(config);
  product.setClock('2026-09-20T00:00:00Z');
};
const deploy = (change: object): void => {
  Object.assign(config, loadConfig({ ...anOperator, ...change }));
};
afterEach(() => product.stop());

const component = (...alarms: string[]) => ({ alarms, dependsOn: [] });
const componentsWith = (change: object) => ({ ...anOperator.components, ...change });
const { web: _, ...withoutWeb } = anOperator.components;

const closeSeptember = () => product.close('2026-10-02T12:00:00Z', { month: '2026-09' });

const report = z.object({
  blocked: z.array(z.object({ customer: z.string(), reason: z.string() })),
  attention: z.array(z.object({ kind: z.string(), subject: z.string(), note: z.optional(z.string()) })),
});

const CHANGES = /^(?:alarm-(?:added|removed)|component-removed|policy-removed|default-policy-changed|dependency-)/;

/** Closes a month, and returns the blocked customers and the changes of the configuration. */
const close = async (asOf = '2026-11-02T12:00:00Z', month = '2026-10') => {
  const { blocked, attention } = z.parse(report, await product.close(asOf, { month }));
  return {
    blocked,
    changes: attention
      .filter(({ kind }) => CHANGES.test(kind))
      .map(({ kind, subject, note }) => `${kind} ${subject}: ${note}`),
  };
};

const ARN = 'arn:aws:cloudwatch:us-west-2:111122223333:alarm:';
const SINCE = 'since 2026-09@2026-10-02T12:00:00.000Z';

/** Returns an instant as CloudWatch writes it. */
const stamp = (time: string): string => time.replace('Z', '.000+0000');

/** Delivers a state change of an alarm. */
const alarm = async (name: string, state: string, at: string, previous = 'OK'): Promise<void> => {
  product.setClock(at);
  const body = {
    version: '0',
    id: `${name}-${at}`,
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account: '111122223333',
    time: at,
    region: 'us-west-2',
    resources: [`${ARN}${name}`],
    detail: {
      alarmName: name,
      state: { value: state, reason: 'x', reasonData: '{}', timestamp: stamp(at) },
      previousState: { value: previous, reason: 'y', timestamp: stamp(at) },
      configuration: { metrics: [] },
    },
  };
  const { sqs, url } = product.pipeline.intake;
  await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify(body) }));
  await product.pipeline.run();
};

/** Three hours of ALARM from the alarm `old-5xx` on 14 October. */
const oldAlarmRings = async (): Promise<void> => {
  for (const name of ['latency', 'old-5xx']) await alarm(name, 'OK', '2026-09-20T00:00:00Z', 'INSUFFICIENT_DATA');
  await closeSeptember();
  await alarm('old-5xx', 'ALARM', '2026-10-14T10:00:00Z');
  await alarm('old-5xx', 'OK', '2026-10-14T13:00:00Z', 'ALARM');
};

const twoAlarms = { components: componentsWith({ web: component('old-5xx', 'latency') }) };

describe('a close', () => {
  it('counts an alarm that stayed, and does not list it', async () => {
    await start(twoAlarms);
    await putCustomer(product, 'acme');
    await oldAlarmRings();
    expect(await close()).toEqual({ blocked: [], changes: [] });
    expect(await billedLines(product)).toEqual(['acme:2026-10:1 issued 5000 (5000)']);
  });

  it('lists a removed alarm with the states of the month', async () => {
    await start(twoAlarms);
    await putCustomer(product, 'acme');
    await oldAlarmRings();
    deploy({ components: componentsWith({ web: component('latency') }) });
    const states = 'ALARM at 2026-10-14T10:00:00.000Z, OK at 2026-10-14T13:00:00.000Z';
    expect(await close()).toEqual({
      blocked: [],
      changes: [`alarm-removed ${ARN}old-5xx: component web, ${SINCE}; ${states}`],
    });
    // A repeated close lists it again.
    expect((await close('2026-11-05T12:00:00Z')).changes).toHaveLength(1);
  });

  it('lists a renamed alarm under both names', async () => {
    await start(twoAlarms);
    await putCustomer(product, 'acme');
    await oldAlarmRings();
    deploy({ components: componentsWith({ web: component('new-5xx', 'latency') }) });
    expect((await close()).changes).toEqual([
      expect.stringMatching(/^alarm-removed .*:old-5xx: component web, .*; ALARM at .*, OK at /),
      `alarm-added ${ARN}new-5xx: component web, ${SINCE}; no states in the month`,
    ]);
  });

  it('lists another impact as a removed and an added alarm', async () => {
    await start();
    await closeSeptember();
    const weighted = { alarms: [{ alarm: 'web-5xx', impact: '40' }], dependsOn: [] };
    deploy({ components: componentsWith({ web: weighted }) });
    expect((await close()).changes.map((change) => change.split(' ')[0])).toEqual(['alarm-removed', 'alarm-added']);
  });
});

describe('a policy of the close before that was removed', () => {
  const { written } = anOperator.policies;
  const gold = { ...openPolicy, id: 'gold' };
  const withGold = { policies: { ...anOperator.policies, gold } };
  const renamed = { policies: { ...anOperator.policies, platinum: { ...gold, id: 'platinum' } } };

  it('blocks customers that need no notice', async () => {
    await start(withGold);
    await putCustomer(product, 'acme', { policy: 'gold' });
    await closeSeptember();
    deploy(renamed);
    await declareDown(product, 14);
    for (const path of ['/console/customers', '/console/months/2026-10'])
      expect((await browseConsole(product, 'GET', path)).text).toContain('acme');
    expect(await close()).toEqual({
      blocked: [{ customer: 'acme', reason: expect.stringContaining('not a configured policy') }],
      changes: [`policy-removed gold: ${SINCE}`],
    });
  });

  it('blocks its customers in each later month', async () => {
    await start(withGold);
    await putCustomer(product, 'acme', { policy: 'gold' });
    await closeSeptember();
    deploy(renamed);
    await close();
    expect(await close('2026-12-02T12:00:00Z', '2026-11')).toEqual({
      blocked: [{ customer: 'acme', reason: expect.stringContaining('not a configured policy') }],
      changes: [],
    });
  });

  it('blocks the customer of a service, and customers that must give notice', async () => {
    await start({
      policies: { ...withGold.policies, ...(written === undefined ? {} : { silver: { ...written, id: 'silver' } }) },
    });
    await putCustomer(product, 'acme', {
      components: undefined,
      serviceFees: undefined,
      services: [
        { id: 'a', name: 'A', components: ['web'], serviceFees: { amountMinor: 1, currency: 'USD' } },
        { id: 'b', name: 'B', components: ['web'], serviceFees: { amountMinor: 1, currency: 'USD' }, policy: 'gold' },
      ],
    });
    await putCustomer(product, 'globex', { policy: 'silver' });
    await closeSeptember();
    deploy({});
    expect((await close()).blocked.map(({ customer }) => customer)).toEqual(['acme', 'globex']);
  });

  it('blocks no customer that has another policy now', async () => {
    await start(withGold);
    await putCustomer(product, 'acme', { policy: 'gold' });
    await closeSeptember();
    deploy(renamed);
    product.setClock('2026-10-05T12:00:00Z');
    await putCustomer(product, 'acme', { policy: 'platinum' });
    await declareDown(product, 14);
    expect((await close()).blocked).toEqual([]);
    expect(await billedLines(product)).toEqual(['acme:2026-10:1 issued 5000 (5000)']);
  });

  it('blocks no customer once it is configured again', async () => {
    await start(withGold);
    await putCustomer(product, 'acme', { policy: 'gold' });
    await closeSeptember();
    deploy({});
    expect((await close()).blocked).toMatchObject([{ customer: 'acme' }]);
    deploy(withGold);
    expect(await close('2026-12-02T12:00:00Z', '2026-11')).toEqual({ blocked: [], changes: [] });
  });
});

describe('a component of the close before that was removed', () => {
  it('blocks all customers that use it, also those that gave no notice', async () => {
    await start();
    await putCustomer(product, 'acme');
    await putCustomer(product, 'globex', { policy: 'written' });
    await putCustomer(product, 'initech', { policy: 'written', components: ['voice'] });
    await closeSeptember();
    deploy({ components: withoutWeb });
    expect((await close()).blocked).toEqual([
      { customer: 'acme', reason: 'its component web is not configured' },
      { customer: 'globex', reason: 'its component web is not configured' },
    ]);
  });

  it('is listed with its downtimes, if records name its new id', async () => {
    await start();
    await putCustomer(product, 'acme');
    await closeSeptember();
    product.setClock('2026-10-15T12:00:00Z');
    await declareDown(product, 14);
    const site = component('web-5xx');
    deploy({ components: { ...withoutWeb, site } });
    product.setClock('2026-10-25T12:00:00Z');
    await putCustomer(product, 'acme', { components: ['site'] });
    const { blocked, changes } = await close();
    expect(blocked).toEqual([]);
    expect(changes).toEqual([
      `component-removed web: ${SINCE}; downtime from 2026-10-14T17:00:00.000Z to 2026-10-14T19:00:00.000Z`,
      `alarm-removed ${ARN}web-5xx: component web, ${SINCE}; no states in the month`,
      `alarm-added ${ARN}web-5xx: component site, ${SINCE}; no states in the month`,
    ]);
  });
});

describe('a close lists', () => {
  it('another default policy, and dependencies that were added or removed', async () => {
    await start();
    await closeSeptember();
    const [first] = anOperator.components.voice.dependsOn;
    const voice = {
      alarms: ['voice 5xx'],
      dependsOn: [...(first === undefined ? [] : [first]), { provider: 'aws', component: 'S3/us-east-1' }],
    };
    deploy({ defaultPolicy: 'written', components: componentsWith({ voice }) });
    expect((await close()).changes).toEqual([
      `default-policy-changed written: open before, ${SINCE}`,
      `dependency-removed aws LAMBDA/us-east-1: component voice, ${SINCE}`,
      `dependency-added aws S3/us-east-1: component voice, ${SINCE}`,
    ]);
  });

  it('nothing in the first month of all', async () => {
    await start();
    await putCustomer(product, 'acme');
    expect(await close()).toEqual({ blocked: [], changes: [] });
  });

  it('the difference to its own first close under current terms', async () => {
    await start({ policies: { ...anOperator.policies, gold: { ...openPolicy, id: 'gold' } } });
    await putCustomer(product, 'acme', { policy: 'gold' });
    await close();
    deploy({});
    expect(await close('2026-11-03T12:00:00Z')).toEqual({ blocked: [], changes: [] });
    product.setClock('2026-11-04T12:00:00Z');
    await product.call('POST', '/months/2026-10/close', { policies: 'current', reason: 'a test' });
    await product.pipeline.run();
    const { body } = await product.call('GET', '/months/2026-10');
    expect(z.parse(report, body).blocked).toMatchObject([{ customer: 'acme' }]);
    expect(z.parse(report, body).attention.map(({ kind }) => kind)).toContain('policy-removed');
  });
});
