import { customerId } from '../../shared/domain/facts/fields.ts';
import { instantsAtLocalTime, localOffset } from '../../shared/domain/time/calendar.ts';
import { formatInstant, type Instant } from '../../shared/domain/time/instant.ts';
import { type Fault, tryParse } from '../../shared/lib/validation.ts';
import { type FormKind, FORMS, type FormValues } from './pages/form-definitions.ts';

/** A form as a body of the HTTP API, and the faults that only a form can have. */
export type FormInput = { readonly body: Readonly<Record<string, unknown>>; readonly faults: readonly Fault[] };

/** Returns a form's values as a body of the HTTP API. Empty fields are left out; the API rejects them if they are required. */
export const parseForm = (kind: FormKind, values: FormValues, timeZone: string): FormInput => {
  const zone = values['zone'] === 'utc' ? 'UTC' : timeZone;
  const faults: Fault[] = [];
  const body: Record<string, unknown> = {};
  for (const { name, type } of FORMS[kind].fields) {
    const value = (values[name] ?? '').trim();
    if (type === 'scope') body[name] = parseScope(values, faults);
    else if (value !== '' && type === 'instant') body[name] = parseLocalTime(name, value, zone, faults);
    else if (value !== '') body[name] = value;
  }
  if (kind !== 'retraction') return { body, faults };
  const { kind: of, id, customer, ...rest } = body;
  const named = Object.entries({ kind: of, id, customer }).filter(([, value]) => value !== undefined);
  return { body: { of: Object.fromEntries(named), ...rest }, faults };
};

const parseScope = (values: FormValues, faults: Fault[]): unknown => {
  if (values['scope'] === 'all') return { all: true };
  if (values['scope'] !== 'customer') return { component: values['component'] ?? '' };
  const customer = (values['customer'] ?? '').trim();
  const { issues = [] } = tryParse(customerId, customer);
  faults.push(...issues.map(({ rule }) => ({ at: 'scope.customer', rule: `customer: ${rule}` })));
  return { customer };
};

const LOCAL_TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,3})?)?$/;

/** Returns a local time as an ISO instant; on a fault, returns the value unchanged. */
const parseLocalTime = (at: string, value: string, zone: string, faults: Fault[]): string => {
  const localMs = LOCAL_TIME.test(value) ? Date.parse(`${value.replace(' ', 'T')}Z`) : Number.NaN;
  const [first, second] = Number.isNaN(localMs) ? [] : instantsAtLocalTime(zone, localMs);
  if (first !== undefined && second === undefined) return formatInstant(first);
  const rule = Number.isNaN(localMs)
    ? 'not a date and time (2026-10-14T17:00)'
    : first === undefined
      ? 'clocks skip this time on that day'
      : 'clocks show this time twice on that day: enter it in UTC';
  faults.push({ at, rule, value });
  return value;
};

/** Returns an instant as the local time of a form field, to the minute. */
export const formTime = (zone: string, at: Instant): string =>
  new Date(at + localOffset(zone, at)).toISOString().slice(0, 'YYYY-MM-DDTHH:MM'.length);
