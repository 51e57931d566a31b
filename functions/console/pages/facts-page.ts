import { monthName } from '../../../shared/lib/month-name.ts';
import { clockOf } from '../../../shared/web/page-clock.ts';
import { type Html, html } from '../../../shared/web/html.ts';
import type { Names } from '../../../shared/web/display-names.ts';
import { utcSwitch } from '../../../shared/web/page.ts';
import type { FactList } from '../../../shared/persistence/facts-about.ts';
import { factsTable } from './facts-table.ts';
import { consolePage, type Frame } from './console-frame.ts';
import { CONSOLE_PATH, factsPath } from '../../../shared/config/console-paths.ts';

/** The facts of a month about one thing: a component of ours with its alarms and whom it depends on, or everything. */
export type FactGroup = FactList & { readonly title: string; readonly isAll: boolean };

export type FactsPage = {
  readonly month: string;
  readonly before: string;
  readonly after: string;
  readonly timeZone: string;
  readonly names: Names;
  readonly groups: readonly FactGroup[];
};

/** The month's facts by component, and a way to one by its id. */
export const factsPage = ({ month, before, after, timeZone, names, groups }: FactsPage, frame: Frame): string => {
  const clock = clockOf(timeZone, month);
  const shown = groups.filter(({ facts }) => facts.length > 0);
  const quiet = groups.filter(({ facts, isAll }) => facts.length === 0 && !isAll).map(({ title }) => title);
  const body = html`<header>
      <div class="top">
        <p class="overline">Evidence</p>
        ${utcSwitch(timeZone)}
      </div>
      <h1>Facts <span>${monthName(month)}</span></h1>
    </header>
    <main>
      ${findForm('')}
      <p class="aside">
        <a href="${factsPath(before)}">${monthName(before)}</a>, <a href="${factsPath(after)}">${monthName(after)}</a>.
        What is about one customer alone is on that customer’s page.
      </p>
      ${shown.map(
        ({ title, more, ...list }, i) =>
          html`<section aria-labelledby="group-${i}">
            <h2 id="group-${i}">${title}</h2>
            ${factsTable(`Facts about ${title}`, list.facts, { clock, names })}
            ${more ? html`<p class="aside">The latest; there are more.</p>` : undefined}
          </section>`,
      )}
      ${
        quiet.length === 0
          ? undefined
          : html`<section aria-labelledby="quiet">
              <h2 id="quiet">Nothing heard</h2>
              <p>Of ${monthName(month)} nothing was heard or recorded about ${quiet.join(', ')}.</p>
            </section>`
      }
    </main>`;
  return consolePage(`Facts, ${monthName(month)}`, body, frame);
};

/** Finds a fact by its id, of whichever kind. */
const findForm = (id: string): Html =>
  html`<form class="find" method="get" action="${CONSOLE_PATH}/fact" role="search">
    <input
      name="id"
      required
      value="${id}"
      aria-label="A fact’s id, or a notice’s number"
      placeholder="A fact’s id, or a notice’s number"
    />
    <button class="quiet" type="submit">Find</button>
  </form>`;
