import {
  approvalsPath,
  activityPath,
  apiPath,
  CONSOLE_PATH,
  customersPath,
  factsPath,
  monthPath,
  recordPath,
  searchPath,
  SIGN_OUT_PATH,
  unmatchedPath,
} from '../../../shared/config/console-paths.ts';
import type { PersonName } from '../../../shared/api/api-call.ts';
import type { Instant } from '../../../shared/domain/time/instant.ts';
import { monthName } from '../../../shared/lib/month-name.ts';
import { type Html, html } from '../../../shared/web/html.ts';
import { page, type PageFrame } from '../../../shared/web/page.ts';
import { CONSOLE_STYLE } from './console-style.ts';

/** The content above every page of the console. */
export type Frame = {
  readonly stage: string;
  /** The IAM principal that signed the request, or the person who signed in. */
  readonly by: string;
  /** The name of a person who signed in: the page has a button to sign out. */
  readonly name?: string | undefined;
  /** Whether the person may open the forms. */
  readonly canRecord?: boolean | undefined;
  /** The names of people who sign in. */
  readonly nameOf?: PersonName | undefined;
  /** The current section. */
  readonly section?: 'months' | 'customers' | 'facts' | 'unmatched' | 'approvals' | 'record' | 'activity' | 'api';
  readonly banner?: Html | undefined;
  /** The pages above this one, the outermost first. */
  readonly crumbs?: readonly Crumb[] | undefined;
  /** The searched text. */
  readonly searched?: string | undefined;
};

/** A page above another one: its text and its address. */
export type Crumb = readonly [text: string, href: string];

/** Returns the console's navigation and style as the frame of a page. */
export const consoleFrame = (frame: Frame): PageFrame => ({
  style: CONSOLE_STYLE,
  above: html`<a class="skip" href="#content">Skip to the content</a> ${navigation(frame)} ${breadcrumbs(frame)}
    ${frame.banner}<span id="content" tabindex="-1"></span>`,
});

/** Returns a page that only the console has. */
export const consolePage = (title: string, body: Html, frame: Frame): string =>
  page({ title: `${title}: sla-credits`, body, frame: consoleFrame(frame) });

const SECTIONS = [
  ['months', 'Months', CONSOLE_PATH],
  ['customers', 'Customers', customersPath()],
  ['facts', 'Facts', factsPath()],
  ['unmatched', 'Messages', unmatchedPath()],
  ['approvals', 'Approvals', approvalsPath()],
  ['record', 'Record', recordPath()],
  ['activity', 'Activity', activityPath()],
  ['api', 'API', apiPath],
] as const;

const navigation = ({ stage, by, name: person, section, searched, canRecord = true }: Frame): Html =>
  html`<nav class="console" aria-label="Console">
    <a class="name" href="${CONSOLE_PATH}">sla-credits <span>${stage}</span></a>
    ${SECTIONS.filter(([name]) => canRecord || name !== 'record').map(([name, text, href]) =>
      name === section ? html`<a href="${href}" aria-current="true">${text}</a>` : html`<a href="${href}">${text}</a>`,
    )}
    <form class="search" method="get" action="${searchPath()}" role="search">
      <input
        type="search"
        name="q"
        required
        maxlength="200"
        value="${searched ?? ''}"
        aria-label="Search customers, alarms, tickets and facts"
        placeholder="Search"
      />
    </form>
    <span class="principal" title="${by}">${person ?? shortPrincipal(by)}</span>
    ${
      person === undefined
        ? undefined
        : html`<form class="out" method="post" action="${SIGN_OUT_PATH}"><button>Sign out</button></form>`
    }
  </nav>`;

const breadcrumbs = ({ crumbs = [] }: Frame): Html | undefined =>
  crumbs.length === 0
    ? undefined
    : html`<nav class="crumbs" aria-label="Breadcrumb">
        <ol>
          ${crumbs.map(([text, href]) => html`<li><a href="${href}">${text}</a></li>`)}
        </ol>
      </nav>`;

/** Returns the pages above a page of a month. */
export const monthCrumbs = (month: string): readonly Crumb[] => [
  ['Months', CONSOLE_PATH],
  [monthName(month), monthPath(month)],
];

/** Returns `assumed-role/support/alice` for an ARN. */
const shortPrincipal = (arn: string): string => /^arn:[^:]*:[^:]*:[^:]*:[^:]*:(.+)$/.exec(arn)?.[1] ?? arn;

/** Returns a person by name, or an IAM principal by its ARN, with the whole id as a title. `isShort`: without the account of an ARN. */
export const personText = (
  { nameOf }: Pick<Frame, 'nameOf'>,
  by: string,
  { at, isShort = false }: { readonly at?: Instant | undefined; readonly isShort?: boolean } = {},
): Html => {
  const name = nameOf?.(by, at);
  return name === undefined
    ? html`<span class="${isShort ? 'id who' : 'id'}" title="${by}">${isShort ? shortPrincipal(by) : by}</span>`
    : html`<span class="who" title="${by}">${name}</span>`;
};

/** Returns a note above a page. */
export const noteBanner = (note: Html): Html => html`<aside class="banner" aria-label="Note">${note}</aside>`;
