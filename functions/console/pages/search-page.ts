import { customerPath, customersPath, factsPath, monthPath, recordPath } from '../../../shared/config/console-paths.ts';
import type { Fact } from '../../../shared/domain/facts/facts.ts';
import { monthName } from '../../../shared/lib/month-name.ts';
import { alarmName, customerName, type Names } from '../../../shared/web/display-names.ts';
import { type Html, html } from '../../../shared/web/html.ts';
import { clockOf } from '../../../shared/web/page-clock.ts';
import { consolePage, type Frame } from './console-frame.ts';
import { factsTable } from './facts-table.ts';

export type SearchPage = {
  readonly searched: string;
  readonly month: string | undefined;
  readonly customers: readonly { readonly id: string; readonly name: string }[];
  /** Customers with a similar id or name, if nothing was found. */
  readonly similar: readonly { readonly id: string; readonly name: string }[];
  readonly facts: readonly Fact[];
  readonly alarms: readonly { readonly alarm: string; readonly component: string }[];
  readonly more: boolean;
  readonly timeZone: string;
  readonly names: Names;
};

/** Returns the results of a search by their kind. */
export const searchPage = (page: SearchPage, frame: Frame): string => {
  const { searched, month, customers, similar, facts, alarms, more, timeZone, names } = page;
  const count = customers.length + facts.length + alarms.length + (month === undefined ? 0 : 1);
  const clock = clockOf(timeZone);
  const body = html`<header>
      <p class="overline">Search</p>
      <h1>${searched.trim() === '' ? 'Search' : searched}</h1>
    </header>
    <main>
      <p class="lead" role="status">${count === 0 ? nothingFound : `${count}${more ? ' or more' : ''} found.`}</p>
      ${month === undefined ? undefined : html`<p><a href="${monthPath(month)}">${monthName(month)}</a></p>`}
      ${listSection('customers', 'Customers', customers.map(customerLink))}
      ${listSection('similar', 'Similar customers', similar.map(customerLink))}
      ${listSection(
        'alarms',
        'Alarms',
        alarms.map(
          ({ alarm, component }) =>
            html`<span class="id">${alarmName(alarm)}</span> watches <a href="${factsPath()}">${component}</a>`,
        ),
      )}
      ${
        facts.length === 0
          ? undefined
          : html`<section aria-labelledby="facts">
              <h2 id="facts">Facts</h2>
              ${factsTable(
                'Facts found',
                facts.map((fact) => ({ kept: { fact, by: '' }, retraction: undefined })),
                { clock, names },
              )}
            </section>`
      }
      ${more ? html`<p class="aside">More were found. Enter more of the id or the name.</p>` : undefined}
    </main>`;
  return consolePage('Search', body, frame);
};

const customerLink = ({ id, name }: SearchPage['customers'][number]): Html =>
  html`<a href="${customerPath(id)}">${customerName(name)}</a> <span class="id aside">${id}</span>`;

const nothingFound = html`Nothing begins with this text. The search finds customers by their id, any word of their name
  and their ids in other systems. It finds notices and other records by their id or ticket, and alarms by their name.
  <a href="${customersPath()}">List all customers</a>, or <a href="${recordPath('customer')}">add a customer</a>.`;

const listSection = (id: string, title: string, items: readonly Html[]): Html | undefined =>
  items.length === 0
    ? undefined
    : html`<section aria-labelledby="${id}">
        <h2 id="${id}">${title}</h2>
        <ul class="notes">
          ${items.map((item) => html`<li>${item}</li>`)}
        </ul>
      </section>`;
