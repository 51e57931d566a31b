import { type FormKind, FORMS, type FormValues } from './pages/form-definitions.ts';
import { localOffset } from '../../shared/domain/time/calendar.ts';
import { customerId } from '../../shared/domain/facts/fields.ts';
import { formatInstant, type Instant } from '../../shared/domain/time/instant.ts';
import { instantsAtLocalTime } from '../../shared/domain/time/local-time.ts';
import { tryParse, type Fault } from '../../shared/lib/validation.ts';

/** What was filled in, as a body of the HTTP API; and what is wrong with what the API does not know of: times as clocks show them. */
export type FormInput = { readonly body: Readonly<Record<string, unknown>>; readonly faults: readonly Fault[] };

/** Reads a form's fields. A field that was left empty is left out: the API says whether it may be. */
export const parseForm = (kind: FormKind, values: FormValues, timeZone: string): FormInput => {
  const zone = values['zone'] === 'utc' ? 'UTC' : timeZone;
  const faults: Fault[] = [];
  const read: Record<string, unknown> = {};
  for (const { name, type } of FORMS[kind].fields) {
    const value = (values[name] ?? '').trim();
    if (type === 'scope') read[name] = scopeIn(values, faults);
    else if (value !== '' && type === 'instant') read[name] = instantIn(name, value, zone, faults);
    else if (value !== '') read[name] = value;
  }
  if (kind !== 'retraction') return { body: read, faults };
  const { kind: of, id, ...rest } = read;
  return {
    body: { of: { ...(of === undefined ? {} : { kind: of }), ...(id === undefined ? {} : { id }) }, ...rest },
    faults,
  };
};

const scopeIn = (values: FormValues, faults: Fault[]): unknown => {
  if (values['scope'] === 'all') return { all: true };
  if (values['scope'] !== 'customer') return { component: values['component'] ?? '' };
  const customer = (values['customer'] ?? '').trim();
  const { complaints = [] } = tryParse(customerId, customer);
  faults.push(...complaints.map(({ rule }) => ({ at: 'scope.customer', rule: `customer: ${rule}` })));
  return { customer };
};

const WALL = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,3})?)?$/;

/** A date and time as clocks in a zone show it, as an instant. */
const instantIn = (at: string, value: string, zone: string, faults: Fault[]): string => {
  const wall = WALL.test(value) ? Date.parse(`${value.replace(' ', 'T')}Z`) : Number.NaN;
  const [first, second] = Number.isNaN(wall) ? [] : instantsAtLocalTime(zone, wall);
  if (first !== undefined && second === undefined) return formatInstant(first);
  const rule = Number.isNaN(wall)
    ? 'not a date and time (2026-10-14T17:00)'
    : first === undefined
      ? 'clocks skip this time that day'
      : 'clocks show this time twice that day: say it in UTC';
  faults.push({ at, rule, value });
  return value;
};

/** An instant as clocks in a zone show it, to the minute: what a form is filled in with. */
export const formValues = (zone: string, at: Instant): string =>
  new Date(at + localOffset(zone, at)).toISOString().slice(0, 'YYYY-MM-DDTHH:MM'.length);
