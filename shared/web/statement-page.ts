import { monthName } from '../lib/month-name.ts';
import type { ConfiguredPolicy } from '../domain/policy/policy-in-words.ts';
import type { CustomerMonth } from '../domain/statement/customer-month.ts';
import type { Figures, Statement } from '../domain/statement/statement.ts';
import type { Annotations } from '../persistence/annotations.ts';
import { calculation } from './calculation.ts';
import { calendarSection } from './calendar-section.ts';
import { citationOf, contractSection, type ShownContract } from './contract-section.ts';
import { customerName as nameElement, type Names, NO_NAMES } from './display-names.ts';
import { downtimesSection } from './downtimes-section.ts';
import { MARKS_MAX } from './drawn-month.ts';
import { type FactHref, type UnmatchedNotice, unmatchedSection } from './evidence-section.ts';
import { fullNoticeSection } from './full-notice-section.ts';
import { headline, keyFigures, servicesHeadline } from './headline.ts';
import { goodwillSection } from './goodwill-section.ts';
import { type Html, html, listed } from './html.ts';
import { noCreditText } from './no-credit-text.ts';
import { noticeGuide, type NoticePlace } from './notice-guide.ts';
import { clockOf } from './page-clock.ts';
import { page, type PageFrame, utcSwitch } from './page.ts';
import { type RevisionShown, revisionsSection } from './revisions-section.ts';
import { sectionId, type StatementView } from './statement-view.ts';

export type StatementPage = {
  readonly customerMonth: CustomerMonth;
  /** The policy of each statement, in the same order. */
  readonly policies: readonly ConfiguredPolicy[];
  readonly customerName: string;
  /** The names of services by id; a service without one is shown by its id. */
  readonly serviceNames?: Readonly<Record<string, string>>;
  /** The revisions of the credit, in order. */
  readonly revisions: readonly RevisionShown[];
  /**
   * The figures of each statement with notice of every downtime at its start, in the same order.
   * A figure is undefined where the policy asks for no claim.
   * @default the figures are not shown
   */
  readonly ifNoticed?: readonly (Figures | undefined)[] | undefined;
  /** The customer's notices of the month that cover no downtime. */
  readonly unmatched?: readonly UnmatchedNotice[];
  readonly names?: Names;
  readonly annotations?: Annotations;
  /** @default facts are not links */
  readonly factHref?: FactHref | undefined;
  /** The stored JSON of the customer's month: its SHA-256 and its address. */
  readonly stored?: { readonly sha256?: string; readonly href: string };
  readonly frame?: PageFrame | undefined;
  /** Where the customer sends its notices. */
  readonly noticePlace?: NoticePlace;
};

/** A page is stored for each customer and month and opened on phones. Without the bytes of a frame. */
const PAGE_BYTES_MAX = 98_000;
const FURTHER_SERVICE_BYTES_MAX = 30_000;

const EMPTY_PAGE_BYTES = Buffer.byteLength(page({ title: '', body: html`<main></main>` }));

/**
 * Returns the page of a customer's month: the amount, its calculation and its evidence, with a section for each service.
 * The same input gives the same page, byte for byte.
 */
export const statementPage = (given: StatementPage): string => {
  const { customerMonth, customerName, serviceNames = {}, revisions, frame } = given;
  const { annotations = {}, unmatched = [], factHref } = given;
  const { month } = customerMonth;
  const name = monthName(month);
  const { views, contracts } = viewsOf(given);
  const [first] = views;
  if (first === undefined) throw new Error('A month of a customer has a statement');
  const { timeZone } = first.statement.explanation;
  const header = html`<header>
    <div class="top">
      <p class="overline">Service credit statement</p>
      ${utcSwitch(timeZone)}
    </div>
    <h1>${nameElement(customerName)} <span>${name}</span></h1>
  </header>`;
  const sum = first.service === undefined ? undefined : servicesHeadline(customerMonth, views);
  const around = views.map((view, i) => aroundDowntimes(view, name, given.ifNoticed?.[i]));
  const below = html`${goodwillSection(customerMonth)}
  ${unmatchedSection({ clock: first.clock, annotations, factHref }, unmatched)}
  ${first.service === undefined ? around[0]?.below : undefined}
  ${revisionsSection({ month, timeZone, revisions, annotations, serviceNames })}
  ${noticeSection(contracts, given.noticePlace ?? {})} ${contractSection(contracts)}`;
  const footer = pageFooter(given, views, first);
  const bytes = [header, sum, ...around.flatMap((parts) => [parts.above, parts.below]), below, footer].reduce(
    (total, part) => total + Buffer.byteLength(String(part ?? '')),
    EMPTY_PAGE_BYTES,
  );
  const bytesMax = PAGE_BYTES_MAX + (views.length - 1) * FURTHER_SERVICE_BYTES_MAX;
  const bytesLeft = Math.floor((bytesMax - bytes) / views.length);
  const sections = views.map((view, i) => {
    const downtimes = downtimesSection({ ...view, names: given.names ?? NO_NAMES, annotations, factHref }, bytesLeft);
    return view.service === undefined
      ? html`${around[i]?.above} ${downtimes}`
      : serviceSection(view, html`${around[i]?.above} ${downtimes} ${around[i]?.below}`);
  });
  const body = html`${header}
    <main>${sum} ${sections} ${below}</main>
    ${footer}`;
  return page({ title: `${customerName}, ${name}: service credit`, body, frame });
};

/** Returns why nothing is due for a customer's month: a clause, or one for each service. Undefined if a credit is due. */
export const noCreditOfMonth = (given: Pick<StatementPage, 'customerMonth' | 'policies'>): Html | undefined => {
  if (given.customerMonth.amountMinor > 0) return undefined;
  const clauses = viewsOf(given).views.map((view) => {
    const clause = noCreditText({ ...view, cite: () => html`` });
    return view.service === undefined ? html`${clause}` : html`${view.service}: ${clause}`;
  });
  return listed(clauses, '; ', '; ');
};

/** Returns a view of each statement, and the contracts that they cite. Services of one policy share a contract. */
const viewsOf = ({
  customerMonth: { month, statements },
  policies,
  serviceNames = {},
}: Pick<StatementPage, 'customerMonth' | 'policies' | 'serviceNames'>): {
  readonly views: StatementView[];
  readonly contracts: ShownContract[];
} => {
  const services = statements.map((statement, i) => {
    const policy = policies[i];
    if (policy === undefined) throw new Error('Each statement of a month has a policy');
    return { statement, policy, name: serviceName(statement, serviceNames) };
  });
  const byPolicy = Map.groupBy(services, ({ policy: { id, version } }) => JSON.stringify([id, version]));
  const contracts = [...byPolicy.values()].flatMap((users, i): ShownContract[] => {
    const [user] = users;
    if (user === undefined) return [];
    const names = users.flatMap(({ name }) => name ?? []);
    return [{ policy: user.policy, anchor: i === 0 ? 'contract' : `contract-${i + 1}`, services: names }];
  });
  const anchors = [...byPolicy.keys()];
  const views = services.map(({ statement, policy, name }, i): StatementView => {
    const anchor = contracts[anchors.indexOf(JSON.stringify([policy.id, policy.version]))]?.anchor ?? 'contract';
    return {
      statement,
      policy,
      clock: clockOf(statement.explanation.timeZone, month),
      cite: citationOf({ policy, anchor }),
      service: name,
      idPrefix: name === undefined ? '' : `service-${i + 1}-`,
      marksMax: Math.floor(MARKS_MAX / statements.length),
    };
  });
  return { views, contracts };
};

const serviceName = ({ service }: Statement, names: Readonly<Record<string, string>>): string | undefined =>
  service === undefined ? undefined : Object.hasOwn(names, service) ? (names[service] ?? service) : service;

/** Returns the parts of a statement above and below its downtimes. The downtimes get the space that is left. */
const aroundDowntimes = (view: StatementView, month: string, ifNoticed: Figures | undefined) => ({
  above: html`${headline(view)} ${keyFigures(view)} ${calendarSection(view, month)}`,
  below: html`${calculation(view)} ${ifNoticed === undefined ? undefined : fullNoticeSection(view, ifNoticed)}`,
});

const serviceSection = (view: StatementView, content: Html): Html =>
  html`<section class="service" aria-labelledby="${sectionId(view, 'service')}">
    <h2 id="${sectionId(view, 'service')}">${view.service ?? ''}</h2>
    <p class="aside"><a href="#services">All services</a></p>
    ${content}
  </section>`;

/** Returns how and until when to give notice, for each contract. */
const noticeSection = (contracts: readonly ShownContract[], place: NoticePlace): Html =>
  html`<section aria-labelledby="how-to-notify">
    <h2 id="how-to-notify">How to give notice</h2>
    ${contracts.map(
      ({ policy, services }) =>
        html`${services.length === 0 || contracts.length === 1 ? undefined : html`<h3>For ${listed(services)}</h3>`}
        ${noticeGuide(policy, place)}`,
    )}
  </section>`;

const pageFooter = (
  { customerMonth, revisions, stored }: StatementPage,
  views: readonly StatementView[],
  { clock, statement }: StatementView,
): Html => {
  const last = revisions.at(-1);
  const policies = [...new Set(views.map(({ policy: { id, version } }) => `${id}, version ${version}`))];
  return html`<footer>
    <p>
      ${last === undefined ? 'No revision' : `Revision ${last.revision}`}. Evidence up to
      ${clock.moment(Date.parse(statement.explanation.asOf))}. Policy ${listed(policies)}. Customer
      <span class="id">${customerMonth.customer}</span>. Not redeemable for cash.
    </p>
    ${
      stored === undefined
        ? undefined
        : html`<p>
            All figures and evidence: <a href="${stored.href}">the statement's JSON</a>${
              stored.sha256 === undefined ? undefined : html`, SHA-256 <span class="id">${stored.sha256}</span>`
            }.
          </p>`
    }
  </footer>`;
};
