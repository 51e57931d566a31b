import type { CausedMonth } from '../domain/statement/cause-table.ts';
import { type CausedCredit, type CausingIncident, creditCauses, NO_CAUSE } from '../domain/statement/credit-causes.ts';
import type { Goodwill } from '../domain/statement/goodwill.ts';
import { customerMonthSchema } from '../domain/statement/customer-month.ts';
import { monthInterval } from '../domain/time/calendar.ts';
import type { Instant } from '../domain/time/instant.ts';
import { mapConcurrently } from '../lib/map-concurrently.ts';
import { parseJson } from '../lib/parse-json.ts';
import { tryParse } from '../lib/validation.ts';
import { type Revision, revisionsOf } from '../persistence/ledger.ts';
import { loadCustomer } from '../persistence/load-customer.ts';
import { loadProviderIncidents } from '../persistence/source-health.ts';
import { type MonthReaderContext, pageOfCredited } from './select-customers.ts';

const CUSTOMER_READS_MAX = 16;

/** Returns the issued credits of a month by cause, from the stored statements of the ledger's last revisions. */
export const monthCauses = async (
  context: Pick<MonthReaderContext, 'table' | 'deployment'>,
  month: string,
  asOf: Instant,
): Promise<CausedMonth> => {
  const { table } = context;
  const incidentsOf = await incidentReader(context, month, asOf);
  const credits = new Map<string, CausedMonth['credits'][number]>();
  let after: string | undefined;
  do {
    const page = await pageOfCredited(context, month, asOf, after);
    const revisions = await mapConcurrently(CUSTOMER_READS_MAX, page.customers, async (customer) =>
      revisionsOf((await loadCustomer(table, customer, month)).revisions, month).at(-1),
    );
    for (const revision of revisions) if (revision !== undefined) addCauses(credits, revision, incidentsOf);
    after = page.next;
  } while (after !== undefined);
  return { month, credits: [...credits].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, credit]) => credit) };
};

type IncidentReader = (component: string) => readonly CausingIncident[];

const incidentReader = async (
  { table, deployment: { config } }: Pick<MonthReaderContext, 'table' | 'deployment'>,
  month: string,
  asOf: Instant,
): Promise<IncidentReader> => {
  const interval = monthInterval(month, config.closing.timeZone);
  const byProvider = new Map<string, readonly CausingIncident[]>();
  for (const provider of Object.keys(config.providers)) {
    const incidents = await loadProviderIncidents(table, provider, interval, asOf);
    byProvider.set(
      provider,
      incidents.map(({ incident, start, end = asOf }) => ({ provider, incident, start, end })),
    );
  }
  return (component) =>
    [...new Set(config.components[component]?.dependsOn.map(({ provider }) => provider) ?? [])].flatMap(
      (provider) => byProvider.get(provider) ?? [],
    );
};

/** Adds the credits of a customer. A statement of an older shape has no cause. */
const addCauses = (
  credits: Map<string, CausedMonth['credits'][number]>,
  { statement, amountMinor, currency }: Revision,
  incidentsOf: IncidentReader,
): void => {
  const stored = tryParse(customerMonthSchema, parseJson(statement)).value;
  const caused: readonly CausedCredit[] =
    stored === undefined
      ? [{ ...NO_CAUSE, amountMinor }]
      : [...stored.statements.flatMap((each) => creditCauses(each, incidentsOf)), ...goodwillOf(stored.goodwill)];
  const counted = new Set<string>();
  for (const { amountMinor: minor, ...cause } of caused) {
    const key = JSON.stringify([currency, cause.component, cause.alarm, cause.provider, cause.incident]);
    const known = credits.get(key);
    credits.set(key, {
      ...cause,
      currency,
      amountMinor: (known?.amountMinor ?? 0) + minor,
      customers: (known?.customers ?? 0) + (counted.has(key) ? 0 : 1),
    });
    counted.add(key);
  }
};

/** A person granted goodwill, so no downtime causes it. */
const goodwillOf = (goodwill: Goodwill | undefined): CausedCredit[] =>
  goodwill === undefined || goodwill.amountMinor === 0 ? [] : [{ ...NO_CAUSE, amountMinor: goodwill.amountMinor }];
