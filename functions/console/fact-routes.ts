import type { Hono } from 'hono/tiny';
import type { ApiCall } from '../../shared/api/api-call.ts';
import type { ApiContext } from '../../shared/api/context.ts';
import { factUsages } from '../../shared/closing/fact-usages.ts';
import { componentsOf } from '../../shared/closing/load-month.ts';
import { monthStatus } from '../../shared/closing/month-status.ts';
import { pageOfCandidates, monthsOf } from '../../shared/closing/select-customers.ts';
import { CONSOLE_PATH, factsPath, recordPath, searchPath } from '../../shared/config/console-paths.ts';
import { ownerOf } from '../../shared/domain/facts/facts.ts';
import { month as monthField } from '../../shared/domain/facts/fields.ts';
import { addMonths, localMonth, monthInterval } from '../../shared/domain/time/calendar.ts';
import { monthName } from '../../shared/lib/month-name.ts';
import { mapConcurrently } from '../../shared/lib/map-concurrently.ts';
import { parse } from '../../shared/lib/validation.ts';
import type { KeptFact } from '../../shared/persistence/facts-about.ts';
import { findPayload } from '../../shared/persistence/payload-store.ts';
import type { StoredFactItem, StoredFact } from '../../shared/persistence/record-fact.ts';
import { namesOf } from '../../shared/web/display-names.ts';
import { type Html, html } from '../../shared/web/html.ts';
import { affectedMonths } from './affected-months.ts';
import { componentsOfFact, factGroups } from './fact-groups.ts';
import { findFacts } from './find-facts.ts';
import { frameOf } from './frame-of.ts';
import type { Crumb } from './pages/console-frame.ts';
import { errorPage } from './pages/error-page.ts';
import { ambiguousFactPage, type FactHistory, type FactMonth, factPage } from './pages/fact-page.ts';
import { factsPage } from './pages/facts-page.ts';

/** Adds the pages of a month's facts and of one fact. */
export const consoleFactRoutes = (app: Hono<ApiCall>, context: ApiContext): void => {
  const { clock } = context;
  const { config } = context.deployment;
  const { timeZone } = config.closing;
  const names = namesOf(config);

  app.get(`${CONSOLE_PATH}/facts`, async (call) => {
    const value = call.req.query('month');
    const month = value === undefined ? localMonth(timeZone, clock()) : parse(monthField, value);
    const groups = await factGroups(context, month);
    const page = { month, before: addMonths(month, -1), after: addMonths(month, 1), timeZone, names, groups };
    return call.html(factsPage(page, frameOf(context, call, 'facts')));
  });

  app.get(`${CONSOLE_PATH}/fact`, async (call) => {
    const { id = '', kind, recorded } = call.req.query();
    const found = await findFacts(context, id, kind);
    const [fact, ...others] = found;
    const frame = frameOf(context, call, 'facts');
    if (fact === undefined) return call.html(errorPage('Fact not found', noFact(id), [], frame), 404);
    if (others.length > 0) {
      const facts = found.map(({ stored }) => stored.fact);
      return call.html(ambiguousFactPage(id, facts, frame));
    }
    const history = await factHistory(context, fact);
    const receipt = recorded === 'recorded' || recorded === 'retracted' ? recorded : undefined;
    const [month] = affectedMonths(fact.stored.fact, timeZone);
    const crumbs: readonly Crumb[] = [
      ['Facts', factsPath()],
      ...(month === undefined ? [] : ([[monthName(month), factsPath(month)]] as const)),
    ];
    return call.html(factPage({ ...history, timeZone, names, receipt }, { ...frame, crumbs }));
  });
};

const noFact = (id: string): Html =>
  html`No fact has the id ${id}. <a href="${searchPath(id)}">Search</a> for its beginning, look at the
    <a href="${factsPath()}">facts of this month</a>, or <a href="${recordPath()}">record evidence</a>.`;

const factHistory = async (
  context: ApiContext,
  { stored, retraction }: StoredFactItem,
): Promise<Omit<FactHistory, 'timeZone' | 'names' | 'receipt'>> => {
  const { table, deployment, clock } = context;
  const { timeZone } = deployment.config.closing;
  const { fact, payload } = stored;
  const months = affectedMonths(fact, timeZone).filter((month) => monthInterval(month, timeZone).start <= clock());
  const customer = ownerOf(fact);
  const components = componentsOfFact(fact, componentsOf(deployment));
  return {
    kept: stored,
    retraction,
    payload: payload === undefined ? undefined : await findPayload(table, payload),
    siblings: await findSiblings(context, stored, months, components),
    components,
    customer,
    months: await mapConcurrently(1, months, (month) => factMonth(context, month, fact, customer)),
  };
};

/** Finds the other facts of a fact's payload, about the same components in the same months. */
const findSiblings = async (
  context: ApiContext,
  { payload, fact }: StoredFact,
  months: readonly string[],
  components: readonly string[],
): Promise<KeptFact[]> => {
  if (payload === undefined) return [];
  const groups = await Promise.all(months.map((month) => factGroups(context, month, components)));
  const siblings = groups
    .flat()
    .flatMap(({ facts }) => facts)
    .filter(({ kept }) => kept.payload === payload && kept.fact.id !== fact.id);
  return [...new Map(siblings.map((sibling) => [sibling.kept.fact.id, sibling])).values()];
};

/** Finds the statements of a month that use a fact, among the customers that it can affect. */
const factMonth = async (
  context: ApiContext,
  month: string,
  fact: { readonly kind: string; readonly id: string },
  customer: string | undefined,
): Promise<FactMonth> => {
  const { question, closing } = await monthStatus(context.table, context.deployment, month, context.clock());
  const { customers, next } =
    customer === undefined
      ? await pageOfCandidates(context, question, await monthsOf(context, question))
      : { customers: [customer], next: undefined };
  return {
    month,
    isClosed: closing !== undefined,
    usages: await factUsages(context, fact, question, customers),
    checkedOnly: next === undefined ? undefined : customers.length,
  };
};
