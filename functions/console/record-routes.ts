import type { Context } from 'hono';
import type { Hono } from 'hono/tiny';
import * as z from 'zod/mini';
import { previewFact } from '../../shared/closing/preview-fact.ts';
import { effectPage } from './pages/effect-page.ts';
import { formPage, recordPage } from './pages/form-page.ts';
import { FORM_KINDS, type FormKind, FORMS, type FormValues } from './pages/form-definitions.ts';
import { CONSOLE_PATH, factPath } from '../../shared/config/console-paths.ts';
import { monthInterval } from '../../shared/domain/time/calendar.ts';
import { namesOf } from '../../shared/web/display-names.ts';
import { type Fault, InvalidInput } from '../../shared/lib/validation.ts';
import { mapConcurrently } from '../../shared/lib/map-concurrently.ts';
import type { ApiCall } from '../../shared/api/api-call.ts';
import type { ApiContext } from '../../shared/api/context.ts';
import type { ApiClient } from './api-client.ts';
import { consoleFrameOf } from './frame-of.ts';
import { affectedMonths } from './affected-months.ts';
import { parseForm, formValues } from './parse-form.ts';
import { draftFact } from './draft-fact.ts';

const PATHS: Readonly<Record<FormKind, string>> = {
  notice: '/notices',
  maintenance: '/maintenance',
  exclusion: '/exclusions',
  downtime: '/downtimes',
  retraction: '/retractions',
};

const named = z.object({ kind: z.string(), id: z.string() });
const receipt = z.union([z.object({ fact: named }), z.object({ of: named })]);
const problem = z.object({
  title: z.string(),
  faults: z.optional(z.array(z.object({ at: z.string(), rule: z.string() }))),
});

/** Forms: filled in, shown with their effect, and saved by the API's own code. */
export const consoleRecordRoutes = (app: Hono<ApiCall>, context: ApiContext, ask: ApiClient): void => {
  const { deployment, clock } = context;
  const { config } = deployment;
  const { timeZone } = config.closing;

  const form = (
    call: Context<ApiCall>,
    kind: FormKind,
    values: FormValues,
    faults: readonly Fault[] = [],
  ): Response | Promise<Response> => {
    const page = { kind, values, faults, components: Object.keys(config.components), timeZone, now: clock() };
    return call.html(
      formPage(page, consoleFrameOf(context, call, { part: 'record' })),
      faults.length === 0 ? 200 : 400,
    );
  };

  app.get(`${CONSOLE_PATH}/record`, (call) => call.html(recordPage(consoleFrameOf(context, call, { part: 'record' }))));

  for (const kind of FORM_KINDS) {
    app.get(`${CONSOLE_PATH}/record/${kind}`, (call) => {
      const now = formValues(timeZone, clock());
      return form(call, kind, { ...firstChoices(kind), receivedAt: now, announcedAt: now, ...call.req.query() });
    });

    app.post(`${CONSOLE_PATH}/record/${kind}`, async (call) => {
      const sent = new URLSearchParams(await call.req.text());
      const { do: step, ...values } = Object.fromEntries(sent);
      if (step === 'edit') return form(call, kind, values);
      const said = parseForm(kind, values, timeZone);
      try {
        if (step === 'save' && said.faults.length === 0) return await save(call, kind, values, said.body);
        return await effect(call, kind, values, said);
      } catch (error) {
        if (error instanceof InvalidInput) return form(call, kind, values, error.faults);
        throw error;
      }
    });
  }

  const save = async (call: Context<ApiCall>, kind: FormKind, values: FormValues, body: unknown): Promise<Response> => {
    const answer = await ask(call, 'POST', PATHS[kind], body);
    const answered: unknown = await answer.json();
    const done = z.safeParse(receipt, answered).data;
    if (answer.ok && done !== undefined)
      return 'fact' in done
        ? call.redirect(factPath(done.fact, 'recorded'), 303)
        : call.redirect(factPath(done.of, 'retracted'), 303);
    const { title, faults = [] } = z.parse(problem, answered);
    return form(call, kind, values, faults.length > 0 ? faults : [{ at: '', rule: title }]);
  };

  const effect = async (
    call: Context<ApiCall>,
    kind: FormKind,
    values: FormValues,
    said: ReturnType<typeof parseForm>,
  ): Promise<Response> => {
    const would = await draftFact(context, kind, said);
    const { fact, target } = would;
    const now = clock();
    const told = affectedMonths(target ?? fact, timeZone).filter(
      (month) => monthInterval(month, timeZone).start <= now,
    );
    const months = await mapConcurrently(1, told, (month) => previewFact(context, month, would, now));
    const page = { kind, values, fact, target, months, timeZone, names: namesOf(config) };
    return call.html(effectPage(page, consoleFrameOf(context, call, { part: 'record' })));
  };
};

/** What is chosen in a form that nobody has filled in yet. */
const firstChoices = (kind: FormKind): FormValues =>
  Object.fromEntries(
    FORMS[kind].fields.flatMap((field) => (field.type === 'choice' ? [[field.name, field.choices[0]?.[0]]] : [])),
  );
