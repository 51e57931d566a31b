import {
  approvalsPath,
  CONSOLE_PATH,
  customersPath,
  factsPath,
  recordPath,
  unmatchedPath,
} from '../../../shared/config/console-paths.ts';
import { type Html, html } from '../../../shared/web/html.ts';
import { page, type PageFrame } from '../../../shared/web/page.ts';
import { CONSOLE_STYLE } from './console-style.ts';

/** The content above every page of the console. */
export type Frame = {
  readonly stage: string;
  /** The IAM principal that signed the request. */
  readonly by: string;
  /** The current section. */
  readonly section?: 'months' | 'customers' | 'facts' | 'unmatched' | 'approvals' | 'record';
  readonly banner?: Html | undefined;
};

/** Returns the console's navigation and style as the frame of a page. */
export const consoleFrame = (frame: Frame): PageFrame => ({
  style: CONSOLE_STYLE,
  above: html`${navigation(frame)} ${frame.banner}`,
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
] as const;

const navigation = ({ stage, by, section }: Frame): Html =>
  html`<nav class="console" aria-label="Console">
    <a class="name" href="${CONSOLE_PATH}">sla-credits <span>${stage}</span></a>
    ${SECTIONS.map(([name, text, href]) =>
      name === section ? html`<a href="${href}" aria-current="true">${text}</a>` : html`<a href="${href}">${text}</a>`,
    )}
    <span class="principal" title="${by}">${shortPrincipal(by)}</span>
  </nav>`;

/** Returns `assumed-role/support/alice` for an ARN. */
const shortPrincipal = (arn: string): string => /^arn:[^:]*:[^:]*:[^:]*:[^:]*:(.+)$/.exec(arn)?.[1] ?? arn;

/** Returns a note above a page. */
export const noteBanner = (note: Html): Html => html`<aside class="banner" aria-label="Note">${note}</aside>`;
