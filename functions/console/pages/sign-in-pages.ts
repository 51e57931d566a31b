import { CONSOLE_PATH, signInPath } from '../../../shared/config/console-paths.ts';
import type { ConsoleRole, GroupsOfRoles } from '../../../shared/config/sign-in.ts';
import { type Html, html } from '../../../shared/web/html.ts';
import { page } from '../../../shared/web/page.ts';
import { consolePage, type Frame } from './console-frame.ts';
import { CONSOLE_STYLE } from './console-style.ts';

/** Returns a page for people who are not signed in: it has no navigation. */
const outsidePage = (title: string, stage: string, content: Html): string => {
  const above = html`<nav class="console" aria-label="Console">
    <a class="name" href="${CONSOLE_PATH}">sla-credits <span>${stage}</span></a>
  </nav>`;
  const body = html`<header>
      <p class="overline">Service credits</p>
      <h1>${title}</h1>
    </header>
    <main>${content}</main>`;
  return page({ title: `${title}: sla-credits`, body, frame: { style: CONSOLE_STYLE, above } });
};

/** Returns the page after a person signed out. `providerUrl` ends the session at the provider too. */
export const signedOutPage = (stage: string, providerUrl: string | undefined): string =>
  outsidePage(
    'Signed out',
    stage,
    html`<p class="lead">You are signed out of the console. <a href="${signInPath()}">Sign in again</a>.</p>
      ${
        providerUrl === undefined
          ? undefined
          : html`<p class="lead">
              On a shared computer, also <a href="${providerUrl}">sign out of your company account</a>: until then, the
              console lets you in again without your password.
            </p>`
      }`,
  );

/** Returns the page that a browser leaves at once, by a header, to renew the session at the provider. */
export const renewalPage = (stage: string, to: string): string =>
  outsidePage(
    'Renewing your sign-in',
    stage,
    html`<p class="lead">The page appears in a moment. If it does not, <a href="${signInPath(to)}">sign in</a>.</p>`,
  );

/** Returns the page of a sign-in that failed, or of a form without a session. */
export const signInFailedPage = (stage: string, text: string, to?: string): string =>
  outsidePage(
    'Not signed in',
    stage,
    html`<p class="lead">${text}</p>
      <p class="lead"><a href="${signInPath(to)}">Sign in</a></p>`,
  );

/** Returns the page for a person whose groups have no role. */
export const noRolePage = (
  stage: string,
  person: { readonly name: string; readonly by: string },
  groups: GroupsOfRoles,
): string =>
  outsidePage(
    'No access',
    stage,
    html`<p class="lead">
        You signed in as ${person.name}, but none of your groups may use the console. Ask an administrator of your
        company accounts for one of these groups, then sign in again.
      </p>
      ${roleList(['look', 'record', 'approve'], groups)}
      <p class="lead">Your id: <span class="id">${person.by}</span></p>
      <p class="lead"><a href="${signInPath()}">Sign in again</a></p>`,
  );

const TASKS: Readonly<Record<ConsoleRole, string>> = {
  look: 'Read the pages',
  record: 'Record evidence, change customers and close months',
  approve: 'Approve or decline credits',
};

const roleList = (roles: readonly ConsoleRole[], groups: GroupsOfRoles): Html =>
  html`<ul class="notes">
    ${roles.map((role) => html`<li>${TASKS[role]}: ${groupText(groups[role])}</li>`)}
  </ul>`;

const groupText = (groups: readonly string[]): string =>
  groups.length === 0 ? 'no group is configured' : `group ${groups.join(' or ')}`;

/** Returns the page for a request that needs a role that the person lacks. */
export const missingRolePage = (needed: readonly ConsoleRole[], groups: GroupsOfRoles, frame: Frame): string => {
  const body = html`<header>
      <p class="overline">Service credits</p>
      <h1>Not allowed</h1>
    </header>
    <main>
      <p class="lead">
        Nothing was recorded: your groups do not allow this. Ask an administrator of your company accounts for this
        group, then sign in again.
      </p>
      ${roleList(needed, groups)}
      <p class="lead"><a href="${signInPath()}">Sign in again</a></p>
    </main>`;
  return consolePage('Not allowed', body, frame);
};
