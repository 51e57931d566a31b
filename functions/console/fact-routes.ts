import type { Hono } from 'hono/tiny';
import { factUsages } from '../../shared/closing/fact-usages.ts';
import { componentsOf } from '../../shared/closing/load-month.ts';
import { monthStatus } from '../../shared/closing/month-status.ts';
import { pageOfCandidates, monthsOf } from '../../shared/closing/select-customers.ts';
import { type FactHistory, type FactMonth, factPage, ambiguousFactPage } from './pages/fact-page.ts';
import { componentsTouched } from './pages/fact-text.ts';
import { factsPage } from './pages/facts-page.ts';
import { errorPage } from './pages/error-page.ts';
import { CONSOLE_PATH } from '../../shared/config/console-paths.ts';
import { addMonths, localDate, monthInterval } from '../../shared/domain/time/calendar.ts';
import { FACT_KINDS } from '../../shared/domain/facts/facts.ts';
import { ownerOf } from '../../shared/domain/month/month.ts';
import { month as monthField } from '../../shared/domain/facts/fields.ts';
import { namesOf } from '../../shared/web/display-names.ts';
import { parse } from '../../shared/lib/validation.ts';
import { mapConcurrently } from '../../shared/lib/map-concurrently.ts';
import { type StoredFactItem, findFact, findNotices } from '../../shared/persistence/record-fact.ts';
import { findPayload } from '../../shared/persistence/payload-store.ts';
import type { ApiCall } from '../../shared/api/api-call.ts';
import type { ApiContext } from '../../shared/api/context.ts';
import { factGroups } from './fact-groups.ts';
import { consoleFrameOf } from './frame-of.ts';
import { affectedMonths } from './affected-months.ts';

/** Facts: those of a month, and the life of one from the payload that it came in to the statements that name it. */
export const consoleFactRoutes = (app: Hono<ApiCall>, context: ApiContext): void => {
  const { table, deployment, clock } = context;
  const { config } = deployment;
  const { timeZone } = config.closing;
  const names = namesOf(config);

  app.get(`${CONSOLE_PATH}/facts`, async (call) => {
    const asked = call.req.query('month');
    const month = asked === undefined ? localDate(timeZone, clock()).slice(0, 7) : parse(monthField, asked);
    const groups = await factGroups(context, month);
    const page = { month, before: addMonths(month, -1), after: addMonths(month, 1), timeZone, names, groups };
    return call.html(factsPage(page, consoleFrameOf(context, call, { part: 'facts' })));
  });

  app.get(`${CONSOLE_PATH}/fact`, async (call) => {
    const { id = '', kind, recorded } = call.req.query();
    const found = await named(context, id, kind);
    const [one, ...others] = found;
    const frame = consoleFrameOf(context, call, { part: 'facts' });
    if (one === undefined) return call.html(errorPage('No such fact', `No fact is called ${id}.`, [], frame), 404);
    if (others.length > 0)
      return call.html(
        ambiguousFactPage(
          id,
          found.map(({ stored }) => stored.fact),
          frame,
        ),
      );
    const life = await lifeOf(context, one);
    const said = recorded === 'recorded' || recorded === 'retracted' ? recorded : undefined;
    return call.html(factPage({ ...life, timeZone, names, recorded: said }, frame));
  });

  const lifeOf = async (
    reading: ApiContext,
    { stored, retraction }: StoredFactItem,
  ): Promise<Omit<FactHistory, 'timeZone' | 'names' | 'recorded'>> => {
    const { fact } = stored;
    const months = affectedMonths(fact, timeZone).filter((month) => monthInterval(month, timeZone).start <= clock());
    const customer = ownerOf(fact);
    const components = componentsTouched(fact, componentsOf(deployment));
    const groups = await Promise.all(months.map((month) => factGroups(reading, month, components)));
    const siblings = groups
      .flat()
      .flatMap(({ facts }) => facts)
      .filter(({ kept }) => kept.payload === stored.payload && kept.fact.id !== fact.id);
    return {
      kept: stored,
      retraction,
      payload: stored.payload === undefined ? undefined : await findPayload(table, stored.payload),
      siblings: [...new Map(siblings.map((each) => [each.kept.fact.id, each])).values()],
      components,
      customer,
      months: await mapConcurrently(1, months, (month) => inMonth(reading, month, fact, customer)),
    };
  };

  const inMonth = async (
    reading: ApiContext,
    month: string,
    fact: { readonly kind: string; readonly id: string },
    customer: string | undefined,
  ): Promise<FactMonth> => {
    const { question, closing } = await monthStatus(table, deployment, month, clock());
    const { customers, next } =
      customer === undefined
        ? await pageOfCandidates(reading, question, await monthsOf(reading, question))
        : { customers: [customer], next: undefined };
    return {
      month,
      isClosed: closing !== undefined,
      appearances: await factUsages(reading, fact, question, customers),
      only: next === undefined ? undefined : customers.length,
    };
  };
};

/** The facts that an id means: of the kind that is named, else of any; a notice by its caller's own number too. */
const named = async ({ table }: ApiContext, id: string, kind: string | undefined): Promise<StoredFactItem[]> => {
  const kinds = FACT_KINDS.filter((each) => each !== 'retraction').filter(
    (each) => kind === undefined || each === kind,
  );
  const byId = await Promise.all(kinds.map((each) => findFact(table, { kind: each, id })));
  const found = byId.filter((each) => each !== undefined);
  return found.length > 0 || !kinds.includes('notice') ? found : findNotices(table, id);
};
