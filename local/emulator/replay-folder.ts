import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { type Config, loadConfig } from '../../shared/config/config.ts';
import type { Instant } from '../../shared/domain/time/instant.ts';
import { parseJson } from '../../shared/lib/parse-json.ts';
import { parse, InvalidInput } from '../../shared/lib/validation.ts';
import { sourceInstant } from '../../shared/ingest/source-timestamps.ts';
import slaConfig from '../../sla.config.ts';

const arrival = z.strictObject(
  {
    at: sourceInstant,
    door: z.enum(['eventbridge', 'twilio', 'records'], 'not one of eventbridge, twilio, records'),
    payload: z.unknown(),
  },
  'not an object',
);

/** What arrived: when, through which door, and what; and on which line of the file it stands, from 1. */
export type Arrival = z.output<typeof arrival> & { readonly line: number };

/** A line that is no arrival. */
type BadLine = { readonly line: number; readonly error: InvalidInput };

/** A folder to replay: the configuration, the customers as `PUT /customers/{id}` takes them, and what arrived, in order of time. */
export type ReplayFolder = {
  readonly config: Config;
  readonly customers: readonly unknown[];
  readonly arrivals: readonly Arrival[];
  readonly badLines: readonly BadLine[];
};

/** Reads a folder. Throws `Rejected`, with the file's name before each place, if its configuration or customers cannot be used. */
export const readFolder = async (directory: string): Promise<ReplayFolder> => {
  const config = await optional(join(directory, 'sla.config.json'));
  const customers = await readFile(join(directory, 'customers.json'), 'utf8');
  const events = await readFile(join(directory, 'events.ndjson'), 'utf8');
  const lines = events.split('\n').map((text, i) => readLine(text.replace(/\r$/, ''), i + 1));
  return {
    config: within('sla.config.json', () => loadConfig(config === undefined ? slaConfig : parseJson(config))),
    customers: within('customers.json', () => parse(z.array(z.unknown(), 'not a list'), parseJson(customers))),
    arrivals: lines
      .flatMap((line) => (line !== undefined && 'door' in line ? [line] : []))
      .toSorted((a, b) => a.at - b.at),
    badLines: lines.flatMap((line) => (line !== undefined && 'error' in line ? [line] : [])),
  };
};

const optional = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
};

const readLine = (text: string, line: number): Arrival | BadLine | undefined => {
  if (text.trim() === '') return undefined;
  try {
    return { ...parse(arrival, parseJson(text)), line };
  } catch (error) {
    if (error instanceof InvalidInput) return { line, error };
    throw error;
  }
};

const within = <T>(file: string, read: () => T): T => {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    throw new InvalidInput(
      error.faults.map((fault) => ({ ...fault, at: fault.at === '' ? file : `${file}: ${fault.at}` })),
    );
  }
};

/** The account and region that most alarm events of the folder come from: the stack's own, to which alarms named without an ARN belong. */
export const ownAccount = (
  arrivals: readonly Arrival[],
): { readonly account: string; readonly region: string } | undefined => {
  const places = arrivals.flatMap(({ door, payload }) => {
    const read = door === 'eventbridge' ? alarmPlace.safeParse(payload) : undefined;
    const place = read?.success === true ? ALARM_ARN.exec(read.data.resources[0] ?? '')?.groups : undefined;
    return place === undefined ? [] : [`${place['account']} ${place['region']}`];
  });
  const [most] = [...Map.groupBy(places, (place) => place)].toSorted(([, a], [, b]) => b.length - a.length);
  const [account = '', region = ''] = most?.[0].split(' ') ?? [];
  return most === undefined ? undefined : { account, region };
};

const alarmPlace = z.object({ resources: z.array(z.string()) });
const ALARM_ARN = /^arn:[^:]+:cloudwatch:(?<region>[^:]+):(?<account>\d{12}):alarm:/;

/** The earliest instant that the folder knows of, or `otherwise` if that is earlier. */
export const beginning = (arrivals: readonly Arrival[], otherwise: Instant): Instant =>
  arrivals.reduce((first, { at }) => Math.min(first, at), otherwise);
