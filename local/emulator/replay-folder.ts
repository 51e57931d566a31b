import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { type Config, loadConfig } from '../../shared/config/config.ts';
import type { Instant } from '../../shared/domain/time/instant.ts';
import { keywordField } from '../../shared/domain/facts/fields.ts';
import { parseJson } from '../../shared/lib/parse-json.ts';
import { parse, InvalidInput } from '../../shared/lib/validation.ts';
import type { AlarmPlace } from '../../shared/ingest/ingest-alarm-history.ts';
import { sourceInstant } from '../../shared/ingest/source-timestamps.ts';
import slaConfig from '../../sla.config.ts';

/** The entry points of a folder. */
const DOORS = ['eventbridge', 'twilio', 'records', 'notices', 'email', 'alarm-history', 'incidents'] as const;

const arrival = z.strictObject(
  {
    at: sourceInstant,
    door: keywordField(DOORS),
    payload: z.unknown(),
  },
  'not an object',
);

/** A recorded payload: when it arrived, its entry point, and its line in the file, from 1. */
export type Arrival = z.output<typeof arrival> & { readonly line: number };

/** An invalid line. */
type InvalidLine = { readonly line: number; readonly error: InvalidInput };

/** A folder to replay: the configuration, the bodies of `PUT /customers/{id}`, and the payloads in order of arrival. */
export type ReplayFolder = {
  readonly config: Config;
  readonly customers: readonly unknown[];
  readonly arrivals: readonly Arrival[];
  readonly invalidLines: readonly InvalidLine[];
};

/**
 * Reads a folder. Throws `InvalidInput`, with the file's name before each place, for an invalid configuration or
 * customer list.
 */
export const readFolder = async (directory: string): Promise<ReplayFolder> => {
  const config = await readOptionalFile(join(directory, 'sla.config.json'));
  const customers = await readFile(join(directory, 'customers.json'), 'utf8');
  const events = await readFile(join(directory, 'events.ndjson'), 'utf8');
  const lines = events.split('\n').map((text, i) => readLine(text.replace(/\r$/, ''), i + 1));
  return {
    config: inFile('sla.config.json', () => loadConfig(config === undefined ? slaConfig : parseJson(config))),
    customers: inFile('customers.json', () => parse(z.array(z.unknown(), 'not a list'), parseJson(customers))),
    arrivals: lines
      .flatMap((line) => (line !== undefined && 'door' in line ? [line] : []))
      .toSorted((a, b) => a.at - b.at),
    invalidLines: lines.flatMap((line) => (line !== undefined && 'error' in line ? [line] : [])),
  };
};

const readOptionalFile = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
};

const readLine = (text: string, line: number): Arrival | InvalidLine | undefined => {
  if (text.trim() === '') return undefined;
  try {
    return { ...parse(arrival, parseJson(text)), line };
  } catch (error) {
    if (error instanceof InvalidInput) return { line, error };
    throw error;
  }
};

const inFile = <T>(file: string, read: () => T): T => {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    throw new InvalidInput(
      error.faults.map((fault) => ({ ...fault, at: fault.at === '' ? file : `${file}: ${fault.at}` })),
    );
  }
};

/**
 * Returns the account and region of most alarm events; alarms that are configured by name belong to them.
 * A folder without alarm events belongs to the account of most AWS Health events.
 */
export const alarmAccount = (arrivals: readonly Arrival[]): AlarmPlace | undefined => {
  const histories = arrivals.flatMap(({ door, payload }) =>
    door === 'alarm-history' ? (z.safeParse(alarmHistory, payload).data?.AlarmHistoryItems ?? []) : [],
  );
  const payloads = arrivals.flatMap(({ door, payload }) => (door === 'eventbridge' ? [payload] : []));
  const arns = [
    ...payloads.map((payload) => z.safeParse(alarmEvent, payload).data?.resources[0]),
    ...histories.map((item) => z.safeParse(namedByArn, item).data?.AlarmArn),
  ];
  const alarms = arns.flatMap((written = '') => {
    const arn = ALARM_ARN.exec(written)?.groups;
    return arn === undefined ? [] : [`${arn['account']} ${arn['region']}`];
  });
  const issues = payloads.flatMap((payload) => {
    const event = z.safeParse(healthEvent, payload).data;
    return event === undefined ? [] : [`${event.detail.affectedAccount} ${event.region}`];
  });
  const places = alarms.length > 0 ? alarms : issues;
  const [most] = [...Map.groupBy(places, (place) => place)].toSorted(([, a], [, b]) => b.length - a.length);
  const [account = '', region = ''] = most?.[0].split(' ') ?? [];
  return most === undefined ? undefined : { account, region };
};

const alarmHistory = z.object({ AlarmHistoryItems: z.array(z.unknown()) });
const namedByArn = z.object({ AlarmArn: z.string() });
const alarmEvent = z.object({ resources: z.array(z.string()) });
const healthEvent = z.object({
  'detail-type': z.literal('AWS Health Event'),
  region: z.string(),
  detail: z.object({ affectedAccount: z.string().check(z.regex(/^\d{12}$/)) }),
});
const ALARM_ARN = /^arn:[^:]+:cloudwatch:(?<region>[^:]+):(?<account>\d{12}):alarm:/;

/** Returns the instant of the first arrival, or `otherwise` if that is earlier. */
export const firstArrival = (arrivals: readonly Arrival[], otherwise: Instant): Instant =>
  arrivals.reduce((first, { at }) => Math.min(first, at), otherwise);
