import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod/mini';
import { instant } from '../builders/instant-text.ts';

type State = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** The current state of an alarm. */
type EmulatedAlarm = {
  readonly name: string;
  readonly state: State;
  /** ISO 8601. */
  readonly since: string;
  /** @default since */
  readonly updated?: string;
  readonly configured?: string;
  /** @default MetricAlarm */
  readonly type?: 'MetricAlarm' | 'CompositeAlarm' | 'LogAlarm';
  readonly reasonData?: string;
};

/** An item of an alarm's history. `data` is the text of `HistoryData`. */
export type EmulatedItem = {
  readonly name: string;
  readonly at: string;
  readonly summary: string;
  readonly data?: string;
  /** @default StateUpdate */
  readonly kind?: string;
  /** @default MetricAlarm */
  readonly type?: string;
  readonly contributor?: string;
};

const names = z.array(z.string());
const describeInput = z.strictObject({
  AlarmNames: names,
  AlarmTypes: names,
  MaxRecords: z.number(),
  NextToken: z.optional(z.string()),
});
const historyInput = z.strictObject({
  AlarmName: z.string(),
  AlarmTypes: names,
  HistoryItemType: z.string(),
  StartDate: z.number(),
  EndDate: z.number(),
  ScanBy: z.literal('TimestampAscending'),
  MaxRecords: z.number().check(z.lte(100)),
  NextToken: z.optional(z.string()),
});

/** A request of the SDK: the operation and its input. */
type Asked = { readonly operation: string; readonly input: unknown; readonly region: string };

/**
 * CloudWatch's alarms on a free loopback port, for the two operations that the product uses. Requests are signed AWS
 * JSON 1.0 with pages; instants are seconds with a fraction. Any other input is rejected.
 */
export type CloudWatch = {
  alarms: readonly EmulatedAlarm[];
  history: readonly EmulatedItem[];
  /** @default as many as the request allows */
  pageSize: number;
  /** Error names for the next calls, in order. */
  failures: string[];
  readonly asked: Asked[];
  readonly client: (region?: string) => CloudWatchClient;
  readonly stop: () => Promise<void>;
};

const seconds = (written: string): number => instant(written) / 1000;

const given = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

const page = <T>(all: readonly T[], size: number, token = '0'): { items: T[]; next: Record<string, string> } => {
  const from = Number(token);
  const items = all.slice(from, from + size);
  return { items, next: from + size < all.length ? { NextToken: String(from + size) } : {} };
};

const describe = (cloud: CloudWatch, input: unknown): Record<string, unknown> => {
  const { AlarmNames, AlarmTypes, MaxRecords, NextToken } = z.parse(describeInput, input);
  if (AlarmNames.length > 100) throw new Error('ValidationError');
  const found = cloud.alarms.filter(
    ({ name, type = 'MetricAlarm' }) => AlarmNames.includes(name) && AlarmTypes.includes(type),
  );
  const { items, next } = page(found, Math.min(MaxRecords, cloud.pageSize), NextToken);
  const ofType = (wanted: string): unknown[] =>
    items
      .filter(({ type = 'MetricAlarm' }) => type === wanted)
      .map(({ name, state, since, updated = since, configured, reasonData }) =>
        given({
          AlarmName: name,
          AlarmArn: `arn:aws:cloudwatch:us-west-2:111122223333:alarm:${name}`,
          StateValue: state,
          StateReasonData: reasonData,
          StateTransitionedTimestamp: seconds(since),
          StateUpdatedTimestamp: seconds(updated),
          AlarmConfigurationUpdatedTimestamp: configured === undefined ? undefined : seconds(configured),
        }),
      );
  return {
    MetricAlarms: ofType('MetricAlarm'),
    CompositeAlarms: ofType('CompositeAlarm'),
    LogAlarms: ofType('LogAlarm'),
    ...next,
  };
};

const tell = (cloud: CloudWatch, input: unknown): Record<string, unknown> => {
  const { AlarmName, AlarmTypes, HistoryItemType, StartDate, EndDate, MaxRecords, NextToken } = z.parse(
    historyInput,
    input,
  );
  const found = cloud.history
    .filter(
      ({ name, kind = 'StateUpdate', type = 'MetricAlarm', at: when }) =>
        name === AlarmName &&
        kind === HistoryItemType &&
        AlarmTypes.includes(type) &&
        seconds(when) >= StartDate &&
        seconds(when) <= EndDate,
    )
    .toSorted((a, b) => instant(a.at) - instant(b.at));
  const { items, next } = page(found, Math.min(MaxRecords, cloud.pageSize), NextToken);
  return {
    AlarmHistoryItems: items.map(
      ({ name, at: when, summary, data, kind = 'StateUpdate', type = 'MetricAlarm', contributor }) =>
        given({
          AlarmName: name,
          AlarmType: type,
          AlarmContributorId: contributor,
          Timestamp: seconds(when),
          HistoryItemType: kind,
          HistorySummary: summary,
          HistoryData: data,
        }),
    ),
    ...next,
  };
};

const answer = (cloud: CloudWatch, request: IncomingMessage, body: string): { status: number; body: unknown } => {
  const operation = String(request.headers['x-amz-target']).replace('GraniteServiceVersion20100801.', '');
  const [, region = ''] =
    /Credential=[^/]+\/\d+\/([^/]+)\/monitoring\//.exec(request.headers.authorization ?? '') ?? [];
  const input: unknown = JSON.parse(body);
  cloud.asked.push({ operation, input, region });
  const failure = region === '' ? 'MissingAuthenticationToken' : cloud.failures.shift();
  if (failure !== undefined)
    return { status: 400, body: { __type: `com.amazonaws.cloudwatch#${failure}`, message: failure } };
  try {
    if (operation === 'DescribeAlarms') return { status: 200, body: describe(cloud, input) };
    if (operation === 'DescribeAlarmHistory') return { status: 200, body: tell(cloud, input) };
    return { status: 400, body: { __type: 'UnknownOperationException' } };
  } catch (error) {
    return { status: 400, body: { __type: 'com.amazonaws.cloudwatch#ValidationError', message: String(error) } };
  }
};

/** Starts an emulator without alarms. Stop it after the tests. */
export const startCloudWatch = async (): Promise<CloudWatch> => {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { status, body } = answer(cloud, request, Buffer.concat(chunks).toString('utf8'));
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.parse(z.object({ port: z.number() }), server.address());
  const clients: CloudWatchClient[] = [];
  const cloud: CloudWatch = {
    alarms: [],
    history: [],
    pageSize: 100,
    failures: [],
    asked: [],
    client: (region = 'us-west-2') => {
      const client = new CloudWatchClient({
        endpoint: `http://127.0.0.1:${port}`,
        region,
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      });
      clients.push(client);
      return client;
    },
    stop: async () => {
      for (const client of clients) client.destroy();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return cloud;
};
