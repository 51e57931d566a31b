import type { Hono } from 'hono/tiny';
import { appearancesOf } from '../../shared/closing/appearances.ts';
import { componentsOf } from '../../shared/closing/months.ts';
import { standingOf } from '../../shared/closing/standing.ts';
import { candidatesOf, monthsOf } from '../../shared/closing/whom.ts';
import { type FactLife, type FactMonth, factPage, severalPage } from '../../shared/console/fact-page.ts';
import { componentsTouched } from '../../shared/console/fact-words.ts';
import { factsPage } from '../../shared/console/facts-page.ts';
import { noticePage } from '../../shared/console/notices.ts';
import { CONSOLE } from '../../shared/console/paths.ts';
import { addMonths, localDate, monthInterval } from '../../shared/domain/calendar.ts';
import { FACT_KINDS } from '../../shared/domain/facts.ts';
import { ownerOf } from '../../shared/domain/month.ts';
import { month as monthField } from '../../shared/domain/fields.ts';
import { namesOf } from '../../shared/pages/names.ts';
import { parse } from '../../shared/rejected.ts';
import { concurrently } from '../../shared/store/concurrently.ts';
import { type Found, findFact, findNotices } from '../../shared/store/facts.ts';
import { findPayload } from '../../shared/store/payloads.ts';
import type { Call } from '../records/call.ts';
import type { Records } from '../records/handler.ts';
import { groupsOf } from './fact-groups.ts';
import { frameOf } from './frame-of.ts';
import { monthsToldOf } from './months-told-of.ts';

/** Facts: those of a month, and the life of one from the payload that it came in to the statements that name it. */
export const factRoutes = (app: Hono<Call>, context: Records): void => {
  const { table, deployment, clock } = context;
  const { config } = deployment;
  const { timeZone } = config.closing;
  const names = namesOf(config);

  app.get(`${CONSOLE}/facts`, async (call) => {
    const asked = call.req.query('month');
    const month = asked === undefined ? localDate(timeZone, clock()).slice(0, 7) : parse(monthField, asked);
    const groups = await groupsOf(context, month);
    const page = { month, before: addMonths(month, -1), after: addMonths(month, 1), timeZone, names, groups };
    return call.html(factsPage(page, frameOf(context, call, { part: 'facts' })));
  });

  app.get(`${CONSOLE}/fact`, async (call) => {
    const { id = '', kind, recorded } = call.req.query();
    const found = await named(context, id, kind);
    const [one, ...others] = found;
    const frame = frameOf(context, call, { part: 'facts' });
    if (one === undefined) return call.html(noticePage('No such fact', `No fact is called ${id}.`, [], frame), 404);
    if (others.length > 0)
      return call.html(
        severalPage(
          id,
          found.map(({ standing }) => standing.fact),
          frame,
        ),
      );
    const life = await lifeOf(context, one);
    const said = recorded === 'recorded' || recorded === 'retracted' ? recorded : undefined;
    return call.html(factPage({ ...life, timeZone, names, recorded: said }, frame));
  });

  const lifeOf = async (
    reading: Records,
    { standing, retraction }: Found,
  ): Promise<Omit<FactLife, 'timeZone' | 'names' | 'recorded'>> => {
    const { fact } = standing;
    const months = monthsToldOf(fact, timeZone).filter((month) => monthInterval(month, timeZone).start <= clock());
    const customer = ownerOf(fact);
    const components = componentsTouched(fact, componentsOf(deployment));
    const groups = await Promise.all(months.map((month) => groupsOf(reading, month, components)));
    const siblings = groups
      .flat()
      .flatMap(({ facts }) => facts)
      .filter(({ kept }) => kept.payload === standing.payload && kept.fact.id !== fact.id);
    return {
      kept: standing,
      retraction,
      payload: standing.payload === undefined ? undefined : await findPayload(table, standing.payload),
      siblings: [...new Map(siblings.map((each) => [each.kept.fact.id, each])).values()],
      components,
      customer,
      months: await concurrently(1, months, (month) => inMonth(reading, month, fact, customer)),
    };
  };

  const inMonth = async (
    reading: Records,
    month: string,
    fact: { readonly kind: string; readonly id: string },
    customer: string | undefined,
  ): Promise<FactMonth> => {
    const { question, closing } = await standingOf(table, deployment, month, clock());
    const { customers, next } =
      customer === undefined
        ? await candidatesOf(reading, question, await monthsOf(reading, question))
        : { customers: [customer], next: undefined };
    return {
      month,
      isClosed: closing !== undefined,
      appearances: await appearancesOf(reading, fact, question, customers),
      only: next === undefined ? undefined : customers.length,
    };
  };
};

/** The facts that an id means: of the kind that is named, else of any; a notice by its caller's own number too. */
const named = async ({ table }: Records, id: string, kind: string | undefined): Promise<Found[]> => {
  const kinds = FACT_KINDS.filter((each) => each !== 'retraction').filter(
    (each) => kind === undefined || each === kind,
  );
  const byId = await Promise.all(kinds.map((each) => findFact(table, { kind: each, id })));
  const found = byId.filter((each) => each !== undefined);
  return found.length > 0 || !kinds.includes('notice') ? found : findNotices(table, id);
};
