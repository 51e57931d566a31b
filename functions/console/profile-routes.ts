import type { Context } from 'hono';
import type { Hono } from 'hono/tiny';
import { type ApiCall, callerOf } from '../../shared/api/api-call.ts';
import type { ApiContext } from '../../shared/api/context.ts';
import { readRecord, storeRecord } from '../../shared/api/customers-api.ts';
import { previewRecord } from '../../shared/closing/preview-fact.ts';
import { CONSOLE_PATH, customerPath } from '../../shared/config/console-paths.ts';
import { customerId } from '../../shared/domain/facts/fields.ts';
import { addMonths, localMonth } from '../../shared/domain/time/calendar.ts';
import { farDates } from '../../shared/ingest/far-instants.ts';
import { mapConcurrently } from '../../shared/lib/map-concurrently.ts';
import { type Fault, InvalidInput, parse, tryParse } from '../../shared/lib/validation.ts';
import { loadProfiles } from '../../shared/persistence/customer-versions.ts';
import { consoleFeesRoutes } from './fees-routes.ts';
import { frameOf } from './frame-of.ts';
import { profileFormPage, type ProfileValues, recordPreviewPage } from './pages/profile-form.ts';
import { parseProfileForm, profileValues, readProfileValues } from './parse-profile-form.ts';

/** A preview evaluates the current month and these before it: a first version holds for them too. */
const PREVIEWED_MONTHS_BACK = 2;

/** Adds the forms of customers' records and of fees. Each is previewed first, then saved or edited. */
export const consoleProfileRoutes = (app: Hono<ApiCall>, context: ApiContext): void => {
  consoleFeesRoutes(app, context);

  app.get(`${CONSOLE_PATH}/record/customer`, async (call) => {
    const id = call.req.query('id') ?? '';
    const known = tryParse(customerId, id).value === undefined ? [] : await loadProfiles(context.table, id);
    const newest = known.at(-1)?.profile;
    const { config } = context.deployment;
    const values =
      newest === undefined ? { ...readProfileValues(new URLSearchParams()), id } : profileValues(newest, config);
    return showProfileForm(context, call, values, []);
  });

  app.post(`${CONSOLE_PATH}/record/customer`, async (call) => {
    const sent = new URLSearchParams(await call.req.text());
    const values = readProfileValues(sent);
    const step = sent.get('do');
    if (step === 'edit') return showProfileForm(context, call, values, []);
    try {
      return await previewOrSave(context, call, sent, values);
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      if (step === 'save') context.telemetry.rejected('records', error);
      return showProfileForm(context, call, values, error.faults);
    }
  });
};

const showProfileForm = async (
  context: ApiContext,
  call: Context<ApiCall>,
  values: ProfileValues,
  faults: readonly Fault[],
): Promise<Response> => {
  const { config } = context.deployment;
  const isKnown =
    tryParse(customerId, values.id).value !== undefined && (await loadProfiles(context.table, values.id)).length > 0;
  const page = {
    values,
    isKnown,
    faults,
    components: Object.keys(config.components),
    policies: Object.keys(config.policies),
  };
  return call.html(profileFormPage(page, frameOf(context, call, 'customers')), faults.length === 0 ? 200 : 400);
};

const previewOrSave = async (
  context: ApiContext,
  call: Context<ApiCall>,
  sent: URLSearchParams,
  values: ProfileValues,
): Promise<Response> => {
  const { deployment, clock } = context;
  const { body, faults } = parseProfileForm(values, deployment.config);
  const id = parseId(values.id, faults);
  const { record, effectiveFrom } = readRecordOrAll(id, body, faults, context);
  const now = clock();
  const isSaved = sent.get('do') === 'save';
  const far = effectiveFrom === undefined ? [] : farDates([{ name: 'effectiveFrom', at: effectiveFrom }], now);
  if (isSaved && (far.length === 0 || sent.get('confirmed') === 'far')) {
    const origin = { by: callerOf(call), body: JSON.stringify(body) };
    const outcome = await storeRecord(context, { profile: record, effectiveFrom }, origin);
    return call.redirect(customerPath(id, outcome === 'known' ? 'unchanged' : 'stored'), 303);
  }
  const { timeZone } = deployment.config.closing;
  const month = localMonth(timeZone, now);
  const draft = { profile: record, effectiveFrom, recordedAt: now, by: callerOf(call) };
  const months = Array.from({ length: PREVIEWED_MONTHS_BACK + 1 }, (_, back) => addMonths(month, -back));
  const page = {
    kind: 'customer',
    subject: `${record.name} (${id})`,
    entries: [...sent].filter(([name]) => name !== 'do' && name !== 'confirmed'),
    months: await mapConcurrently(1, months, (each) =>
      previewRecord(context, each, id, (loaded) => ({ ...loaded, profiles: [...loaded.profiles, draft] }), now),
    ),
    warnings: { far, isMissing: isSaved },
    timeZone,
    month,
  } as const;
  return call.html(recordPreviewPage(page, frameOf(context, call, 'customers')));
};

const parseId = (id: string, faults: readonly Fault[]): string => {
  const { issues = [] } = tryParse(customerId, id);
  if (issues.length > 0) throw new InvalidInput([...issues.map(({ rule }) => ({ at: 'id', rule })), ...faults]);
  return parse(customerId, id);
};

/** Reads a body as the API does. Throws `InvalidInput` with the faults of the form and of the API, each place once. */
const readRecordOrAll = (id: string, body: unknown, faults: readonly Fault[], context: ApiContext) => {
  try {
    const read = readRecord(id, body, context.deployment.config);
    if (faults.length > 0) throw new InvalidInput(faults);
    return read;
  } catch (error) {
    if (!(error instanceof InvalidInput) || error.faults === faults) throw error;
    throw new InvalidInput([...faults, ...error.faults.filter(({ at }) => !at.endsWith('serviceFees'))]);
  }
};
