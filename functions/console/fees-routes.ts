import type { Context } from 'hono';
import type { Hono } from 'hono/tiny';
import { type ApiCall, callerOf } from '../../shared/api/api-call.ts';
import type { ApiContext } from '../../shared/api/context.ts';
import { storeFees } from '../../shared/api/customers-api.ts';
import { previewRecord } from '../../shared/closing/preview-fact.ts';
import { pageOfAllCustomers } from '../../shared/closing/select-customers.ts';
import { CONSOLE_PATH, customerPath } from '../../shared/config/console-paths.ts';
import { customerId, month as monthField } from '../../shared/domain/facts/fields.ts';
import { formatMinor } from '../../shared/domain/money/currency.ts';
import { readMoneyText } from '../../shared/domain/money/money-text.ts';
import { addMonths, localMonth, monthInterval } from '../../shared/domain/time/calendar.ts';
import type { Instant } from '../../shared/domain/time/instant.ts';
import { farDates } from '../../shared/ingest/far-instants.ts';
import { monthName } from '../../shared/lib/month-name.ts';
import { type Fault, InvalidInput, parse, tryParse } from '../../shared/lib/validation.ts';
import { type ChargedFees, chargedFeesInput, contractsOfRecord } from '../../shared/persistence/customer-record.ts';
import { loadFees, loadProfiles } from '../../shared/persistence/customer-versions.ts';
import { similarCustomers } from './find-subjects.ts';
import { frameOf } from './frame-of.ts';
import { feesFormPage, recordPreviewPage, serviceFeesField } from './pages/profile-form.ts';

/** Adds the form of the fees that a customer was charged for a month. */
export const consoleFeesRoutes = (app: Hono<ApiCall>, context: ApiContext): void => {
  app.get(`${CONSOLE_PATH}/record/fees`, (call) =>
    showFeesForm(context, call, new URLSearchParams(call.req.query()), []),
  );

  app.post(`${CONSOLE_PATH}/record/fees`, async (call) => {
    const sent = new URLSearchParams(await call.req.text());
    const step = sent.get('do');
    if (step === 'edit') return showFeesForm(context, call, sent, []);
    try {
      return await previewOrSaveFees(context, call, sent);
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      if (step === 'save') context.telemetry.rejected('records', error);
      return showFeesForm(context, call, sent, error.faults);
    }
  });
};

/** Returns the services of a customer's newest record; undefined without a record, none for a customer without services. */
const servicesOf = async ({ table }: ApiContext, customer: string): Promise<readonly string[] | undefined> => {
  const known = tryParse(customerId, customer).value === undefined ? [] : await loadProfiles(table, customer);
  const newest = known.at(-1)?.profile;
  return newest === undefined
    ? undefined
    : contractsOfRecord(newest).flatMap(({ service }) => (service === undefined ? [] : [service]));
};

const showFeesForm = async (
  context: ApiContext,
  call: Context<ApiCall>,
  sent: URLSearchParams,
  faults: readonly Fault[],
): Promise<Response> => {
  const customer = (sent.get('customer') ?? '').trim();
  const lastMonth = addMonths(currentMonth(context, context.clock()), -1);
  const page = {
    customer,
    month: sent.get('month') ?? lastMonth,
    amount: sent.get('amount') ?? '',
    services: ((await servicesOf(context, customer)) ?? []).map(
      (service) => [service, sent.get(serviceFeesField(service)) ?? ''] as const,
    ),
    customers: (await pageOfAllCustomers(context, context.clock())).customers,
    faults,
  };
  return call.html(feesFormPage(page, frameOf(context, call, 'customers')), faults.length === 0 ? 200 : 400);
};

const currentMonth = ({ deployment }: ApiContext, now: Instant): string =>
  localMonth(deployment.config.closing.timeZone, now);

const previewOrSaveFees = async (
  context: ApiContext,
  call: Context<ApiCall>,
  sent: URLSearchParams,
): Promise<Response> => {
  const { deployment, clock } = context;
  const { timeZone } = deployment.config.closing;
  const { customer, month, fees } = await readFees(context, sent);
  const now = clock();
  const isSaved = sent.get('do') === 'save';
  const far = farDates([{ name: 'month', at: monthInterval(month, timeZone).start }], now);
  if (isSaved && (far.length === 0 || sent.get('confirmed') === 'far')) {
    const origin = { by: callerOf(call), body: JSON.stringify(fees) };
    const outcome = await storeFees(context, { customer, month, fees }, origin);
    return call.redirect(customerPath(customer, outcome === 'known' ? 'unchanged' : 'stored'), 303);
  }
  const draft = { month, fees, recordedAt: now, by: callerOf(call) };
  const hasBegun = monthInterval(month, timeZone).start <= now;
  const page = {
    kind: 'fees',
    subject: `${feesText(fees)} for ${customer} in ${monthName(month)}${await earlierText(context, customer, month)}`,
    entries: [...sent].filter(([name]) => name !== 'do' && name !== 'confirmed'),
    months: hasBegun
      ? [await previewRecord(context, month, customer, (loaded) => ({ ...loaded, fees: [...loaded.fees, draft] }), now)]
      : [],
    warnings: { far, isMissing: isSaved },
    timeZone,
    month,
  } as const;
  return call.html(recordPreviewPage(page, frameOf(context, call, 'customers')));
};

/** Reads the form. Throws `InvalidInput` with every fault; an unknown customer's fault lists similar ones. */
const readFees = async (
  context: ApiContext,
  sent: URLSearchParams,
): Promise<{ readonly customer: string; readonly month: string; readonly fees: ChargedFees }> => {
  const [customer, month] = [(sent.get('customer') ?? '').trim(), (sent.get('month') ?? '').trim()];
  const faults: Fault[] = [];
  const amountAt = (at: string): unknown => {
    const text = sent.get(at) ?? '';
    const { value, rule } = readMoneyText(text);
    if (value === undefined) faults.push(text === '' ? { at, rule: 'missing' } : { at, rule, value: text });
    return value;
  };
  const services = await servicesOf(context, customer);
  if (services === undefined) faults.push(await unknownFault(context, customer));
  faults.push(...(tryParse(monthField, month).issues ?? []).map(({ rule }) => ({ at: 'month', rule, value: month })));
  const body =
    services === undefined || services.length === 0
      ? amountAt('amount')
      : { services: Object.fromEntries(services.map((service) => [service, amountAt(serviceFeesField(service))])) };
  if (faults.length > 0) throw new InvalidInput(faults);
  return { customer, month, fees: parse(chargedFeesInput, body) };
};

const unknownFault = async (context: ApiContext, customer: string): Promise<Fault> => {
  const similar = (await similarCustomers(context, customer)).map(({ id }) => id);
  const hint = similar.length === 0 ? '' : `; similar: ${similar.join(', ')}`;
  return { at: 'customer', rule: `no customer has this id${hint}`, value: customer };
};

const feesText = (fees: ChargedFees): string =>
  'services' in fees
    ? Object.entries(fees.services)
        .map(([service, { amountMinor, currency }]) => `${service}: ${formatMinor(amountMinor, currency)}`)
        .join(', ')
    : formatMinor(fees.amountMinor, fees.currency);

/** Returns the recorded fees of the month, which these replace. */
const earlierText = async ({ table }: ApiContext, customer: string, month: string): Promise<string> => {
  const recorded = (await loadFees(table, customer)).findLast((version) => version.month === month);
  return recorded === undefined ? '' : `, in place of ${feesText(recorded.fees)}`;
};
