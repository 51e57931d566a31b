import { Option } from 'commander';
import * as z from 'zod/mini';
import { type AlarmPlace, UNKNOWN_PLACE } from '../../shared/ingest/ingest-alarm-history.ts';
import { parsedBy } from './run-program.ts';

const account = z.string().check(z.regex(/^\d{12}$/, 'not an account of 12 digits'));
const region = z.string().check(z.regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'not a region (us-east-1)'));

export const accountOption = new Option(
  '--account <digits>',
  'the account of alarms that have no ARN (default: 000000000000, or that of most events)',
).argParser(parsedBy(account));

export const regionOption = new Option(
  '--region <region>',
  'the region of alarms that have no ARN (default: us-east-1, or that of most events)',
).argParser(parsedBy(region));

/** Returns the place of alarms without an ARN, from the options of a command. */
export const alarmPlace = (
  accountId: string = UNKNOWN_PLACE.account,
  regionName: string = UNKNOWN_PLACE.region,
): AlarmPlace => ({ account: accountId, region: regionName });
