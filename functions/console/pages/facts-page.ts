import { factsPath, recordPath } from '../../../shared/config/console-paths.ts';
import { monthName } from '../../../shared/lib/month-name.ts';
import type { FactList } from '../../../shared/persistence/facts-about.ts';
import type { Names } from '../../../shared/web/display-names.ts';
import { html } from '../../../shared/web/html.ts';
import { clockOf } from '../../../shared/web/page-clock.ts';
import { utcSwitch } from '../../../shared/web/page.ts';
import { consolePage, type Frame } from './console-frame.ts';
import { factsTable } from './facts-table.ts';

/** The facts of a month about one component with its alarms and dependencies, or about all components. */
export type FactGroup = FactList & { readonly title: string; readonly isAll: boolean };

export type FactsPage = {
  readonly month: string;
  readonly before: string;
  readonly after: string;
  readonly timeZone: string;
  readonly names: Names;
  readonly groups: readonly FactGroup[];
};

/** Returns the month's facts by component. */
export const factsPage = ({ month, before, after, timeZone, names, groups }: FactsPage, frame: Frame): string => {
  const clock = clockOf(timeZone);
  const filled = groups.filter(({ facts }) => facts.length > 0);
  const empty = groups.filter(({ facts, isAll }) => facts.length === 0 && !isAll).map(({ title }) => title);
  const body = html`<header>
      <div class="top">
        <p class="overline">Evidence</p>
        ${utcSwitch(timeZone)}
      </div>
      <h1>Facts <span>${monthName(month)}</span></h1>
    </header>
    <main>
      <p class="aside">
        <a href="${factsPath(before)}">${monthName(before)}</a>, <a href="${factsPath(after)}">${monthName(after)}</a>.
        Facts about one customer are on the customer’s page. The search finds a fact by its id or its ticket.
      </p>
      ${filled.map(
        ({ title, more, facts }, i) =>
          html`<section aria-labelledby="group-${i}">
            <h2 id="group-${i}">${title}</h2>
            ${factsTable(`Facts about ${title}`, facts, { clock, names })}
            ${more ? html`<p class="aside">Only the latest facts are listed.</p>` : undefined}
          </section>`,
      )}
      ${
        empty.length === 0
          ? undefined
          : html`<section aria-labelledby="empty">
              <h2 id="empty">No facts</h2>
              <p>
                No fact of ${monthName(month)} is recorded about ${empty.join(', ')}. Alarms and status pages add their
                facts by themselves. You can <a href="${recordPath()}">record other evidence</a>.
              </p>
            </section>`
      }
    </main>`;
  return consolePage(`Facts, ${monthName(month)}`, body, frame);
};
