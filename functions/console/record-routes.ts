import type { Context } from 'hono';
import type { Hono } from 'hono/tiny';
import { type ApiCall, callerOf } from '../../shared/api/api-call.ts';
import type { ApiContext } from '../../shared/api/context.ts';
import { readEvidence, recordEvidence } from '../../shared/api/record-evidence.ts';
import { previewFact } from '../../shared/closing/preview-fact.ts';
import { CONSOLE_PATH, factPath, recordPath } from '../../shared/config/console-paths.ts';
import { monthInterval } from '../../shared/domain/time/calendar.ts';
import { mapConcurrently } from '../../shared/lib/map-concurrently.ts';
import { type Fault, InvalidInput } from '../../shared/lib/validation.ts';
import { farInstants } from '../../shared/ingest/far-instants.ts';
import { loadProfiles } from '../../shared/persistence/customer-versions.ts';
import { pageOfAllCustomers } from '../../shared/closing/select-customers.ts';
import { namesOf } from '../../shared/web/display-names.ts';
import { affectedMonths } from './affected-months.ts';
import { draftFact } from './draft-fact.ts';
import { similarCustomers } from './find-subjects.ts';
import { frameOf } from './frame-of.ts';
import type { Frame } from './pages/console-frame.ts';
import { FORM_KINDS, type FormKind, FORMS, type FormValues } from './pages/form-definitions.ts';
import { formPage, recordPage } from './pages/form-page.ts';
import { previewPage, type PreviewWarnings } from './pages/preview-page.ts';
import { type FormInput, formTime, parseForm } from './parse-form.ts';

type Form = { readonly kind: FormKind; readonly values: FormValues };

/** Adds the forms that record evidence. A form is previewed first, then saved or edited. */
export const consoleRecordRoutes = (app: Hono<ApiCall>, context: ApiContext): void => {
  const { clock, telemetry } = context;
  const { timeZone } = context.deployment.config.closing;

  app.get(`${CONSOLE_PATH}/record`, (call) => call.html(recordPage(frameOf(context, call, 'record'))));

  for (const kind of FORM_KINDS) {
    app.get(`${CONSOLE_PATH}/record/${kind}`, (call) => {
      const now = formTime(timeZone, clock());
      const values = { ...firstChoices(kind), receivedAt: now, announcedAt: now, ...call.req.query() };
      return showForm(context, call, { kind, values });
    });

    app.post(`${CONSOLE_PATH}/record/${kind}`, async (call) => {
      const sent = new URLSearchParams(await call.req.text());
      const { do: step, confirmed, ...values } = Object.fromEntries(sent);
      const form = { kind, values };
      if (step === 'edit') return showForm(context, call, form);
      const input = parseForm(kind, values, timeZone);
      const isSaved = step === 'save' && input.faults.length === 0;
      try {
        if (isSaved && (confirmed === 'far' || (await farDates(context, kind, input)).length === 0))
          return await saveForm(context, call, form, input);
        return await showPreview(context, call, form, input, isSaved);
      } catch (error) {
        if (!(error instanceof InvalidInput)) throw error;
        if (isSaved) telemetry.rejected('records', error);
        return showForm(context, call, form, error.faults);
      }
    });
  }
};

const formFrame = (context: ApiContext, call: Context<ApiCall>): Frame => ({
  ...frameOf(context, call, 'record'),
  crumbs: [['Record', recordPath()]],
});

const showForm = async (
  context: ApiContext,
  call: Context<ApiCall>,
  form: Form,
  faults: readonly Fault[] = [],
): Promise<Response> => {
  const { config } = context.deployment;
  const asksCustomer = FORMS[form.kind].fields.some(({ name, type }) => name === 'customer' || type === 'scope');
  const page = {
    ...form,
    faults,
    components: Object.keys(config.components),
    customers: asksCustomer ? (await pageOfAllCustomers(context, context.clock())).customers : [],
    timeZone: config.closing.timeZone,
  };
  return call.html(formPage(page, formFrame(context, call)), faults.length === 0 ? 200 : 400);
};

const saveForm = async (
  context: ApiContext,
  call: Context<ApiCall>,
  form: Form,
  { body }: FormInput,
): Promise<Response> => {
  const result = await recordEvidence(context, callerOf(call), form.kind, body);
  if ('title' in result) return showForm(context, call, form, [{ at: '', rule: result.title }]);
  const { receipt } = result;
  const path = 'fact' in receipt ? factPath(receipt.fact, 'recorded') : factPath(receipt.of, 'retracted');
  return call.redirect(path, 303);
};

const showPreview = async (
  context: ApiContext,
  call: Context<ApiCall>,
  form: Form,
  input: FormInput,
  isSaved: boolean,
): Promise<Response> => {
  const { config } = context.deployment;
  const { timeZone } = config.closing;
  const draft = await draftFact(context, form.kind, input);
  const { fact, target } = draft;
  const now = context.clock();
  const begun = affectedMonths(target ?? fact, timeZone).filter((month) => monthInterval(month, timeZone).start <= now);
  const months = await mapConcurrently(1, begun, (month) => previewFact(context, month, draft, now));
  const warnings = {
    far: target === undefined ? farInstants(fact, now) : [],
    isMissing: isSaved,
    unknown: fact.kind === 'notice' ? await unknownCustomer(context, fact.customer) : undefined,
  };
  const page = { ...form, fact, target, months, timeZone, names: namesOf(config), warnings };
  return call.html(previewPage(page, formFrame(context, call)));
};

/** Returns the dates of a form that a person confirms; none for a retraction. */
const farDates = async (context: ApiContext, kind: FormKind, { body }: FormInput): Promise<readonly Fault[]> =>
  kind === 'retraction' ? [] : farInstants((await readEvidence(kind, body, context)).fact, context.clock());

/** Returns the customer with similar ones if it has no record. The API keeps its notice, since the claim's time counts. */
const unknownCustomer = async (context: ApiContext, customer: string): Promise<PreviewWarnings['unknown']> => {
  if ((await loadProfiles(context.table, customer)).length > 0) return undefined;
  return { customer, similar: await similarCustomers(context, customer) };
};

/** The initial values of a form's choices. */
const firstChoices = (kind: FormKind): FormValues =>
  Object.fromEntries(
    FORMS[kind].fields.flatMap((field) => (field.type === 'choice' ? [[field.name, field.choices[0]?.[0]]] : [])),
  );
