import { raw } from 'hono/html';
import { type Html, html } from '../../../shared/web/html.ts';
import { page } from '../../../shared/web/page.ts';
import { CONSOLE_PATH, customersPath, factsPath, recordPath } from '../../../shared/config/console-paths.ts';
import { CONSOLE_STYLE } from './console-style.ts';

/** What every page of the console says beside its own matter. */
export type Frame = {
  readonly stage: string;
  /** Who is looking: the IAM principal that signed the request. */
  readonly by: string;
  /** Which part of the console this is. */
  readonly part?: 'months' | 'customers' | 'facts' | 'record';
  /** Something to say above the page. */
  readonly banner?: Html | undefined;
};

/**
 * Puts the console's bar above a page that stands alone. Those pages know nothing of the console and stay as they are: they are
 * text in which all that came from outside is escaped, so that the two tags are there once.
 */
export const inConsoleFrame = (page: string, frame: Frame): string =>
  page
    .replace('</head>', () =>
      html`<style>
          ${raw(CONSOLE_STYLE)}
        </style>
        </head>`.toString(),
    )
    .replace('<body>', () =>
      html`<body>
        ${bar(frame)} ${frame.banner}
       `.toString(),
    );

/** A page of the console's own. */
export const consolePage = (title: string, body: Html, frame: Frame): string =>
  inConsoleFrame(page({ title: `${title}: sla-credits`, body }), frame);

const PARTS = [
  ['months', 'Months', CONSOLE_PATH],
  ['customers', 'Customers', customersPath()],
  ['facts', 'Facts', factsPath()],
  ['record', 'Record', recordPath()],
] as const;

const bar = ({ stage, by, part }: Frame): Html =>
  html`<nav class="console" aria-label="Console">
    <a class="name" href="${CONSOLE_PATH}">sla-credits <span>${stage}</span></a>
    ${PARTS.map(([name, text, href]) =>
      name === part ? html`<a href="${href}" aria-current="true">${text}</a>` : html`<a href="${href}">${text}</a>`,
    )}
    <span class="who" title="${by}">${shortName(by)}</span>
  </nav>`;

/** `user/alice`, `assumed-role/support/alice`: an ARN without where it lives. */
const shortName = (arn: string): string => /^arn:[^:]*:[^:]*:[^:]*:[^:]*:(.+)$/.exec(arn)?.[1] ?? arn;

/** A note above a page. */
export const banner = (said: Html): Html => html`<aside class="banner" aria-label="Note">${said}</aside>`;
