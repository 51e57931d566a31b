import * as z from 'zod/mini';
import { isObject, localDateField } from '../domain/facts/fields.ts';
import { localInstant } from '../domain/time/calendar.ts';
import { type Instant, parseInstant } from '../domain/time/instant.ts';
import { tryParse, type ValidationIssue } from '../lib/validation.ts';
import { type CustomerRecord, customerRecordInput } from './customer-record.ts';

/** An instant in UTC or a local date. The years 1000 to 2999 can be stored in every zone. */
const effectiveFromField = z
  .string('neither an instant nor a date')
  .check(
    z.refine(
      (text) =>
        /^[12]/.test(text) && (parseInstant(text) !== undefined || tryParse(localDateField, text).value !== undefined),
      'neither an instant in UTC (2026-11-01T00:00:00Z) nor a date (2026-11-01)',
    ),
  );

const effectBody = z.object({ effectiveFrom: z.optional(effectiveFromField) });

/** The body of `PUT /customers/{id}`: a record, and when it takes effect if the body states it. */
type RecordBody = { readonly record: CustomerRecord; readonly effectiveFrom: Instant | undefined };

/** Returns the time zone in which a policy counts a month; undefined stands for the default policy. */
type ZoneOfPolicy = (policy: string | undefined, month: string) => string;

/**
 * Parses a body of `PUT /customers/{id}` with its id. A local date is in the zone of the policy that the record names, else of the
 * default policy.
 */
export const tryParseRecordBody = (
  body: unknown,
  zoneOf: ZoneOfPolicy,
):
  | { readonly value: RecordBody; readonly issues?: never }
  | { readonly issues: ValidationIssue[]; readonly value?: never } => {
  const record = tryParse(customerRecordInput, withoutEffect(body));
  const effect = isObject(body) ? tryParse(effectBody, body) : { value: { effectiveFrom: undefined } };
  if (record.value === undefined || effect.value === undefined)
    return { issues: [...(record.issues ?? []), ...(effect.issues ?? [])] };
  const { effectiveFrom: text } = effect.value;
  const instantFrom = (date: string): Instant =>
    localInstant(zoneOf(record.value.policy, date.slice(0, '2026-11'.length)), date);
  const effectiveFrom = text === undefined ? undefined : (parseInstant(text) ?? instantFrom(text));
  return { value: { record: record.value, effectiveFrom } };
};

const withoutEffect = (body: unknown): unknown => {
  if (!isObject(body) || !('effectiveFrom' in body)) return body;
  const { effectiveFrom: _effectiveFrom, ...record } = body;
  return record;
};
