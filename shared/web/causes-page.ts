import {
  CAUSE_KEYS,
  type CausedMonth,
  type CauseKey,
  type CauseRow,
  causeTable,
} from '../domain/statement/cause-table.ts';
import { monthName } from '../lib/month-name.ts';
import { money } from './figures.ts';
import { type Html, html } from './html.ts';
import { page, type PageFrame } from './page.ts';

export type CausesPage = {
  readonly months: readonly CausedMonth[];
  /** The status pages of the providers. */
  readonly pages?: Readonly<Record<string, { readonly statusPage?: { readonly url: string } | undefined }>>;
  readonly frame?: PageFrame;
};

/** The heading of each table, and the name of its row of credits without such a cause. */
const CAUSE_TEXTS: Readonly<Record<CauseKey, { readonly heading: string; readonly none: string }>> = {
  component: { heading: 'Component', none: 'not attributed, or goodwill' },
  alarm: { heading: 'Alarm', none: 'no alarm: downtime or goodwill of a person' },
  incident: { heading: 'Incident of a provider', none: 'no incident at the time' },
  provider: { heading: 'Provider', none: 'no provider’s incident' },
};

/** Returns the credits by cause, with the months as columns. */
export const causesPage = ({ months, pages = {}, frame }: CausesPage): string => {
  const hrefs = incidentHrefs(months, pages);
  const [first, last] = [months[0]?.month, months.at(-1)?.month];
  const body = html`<header>
      <p class="overline">Service credits</p>
      <h1>
        Causes,
        ${first === undefined || last === undefined ? 'no month' : first === last ? monthName(first) : `${monthName(first)} to ${monthName(last)}`}
      </h1>
    </header>
    <main>
      <p class="lead">
        Each credit is divided among the causes of the downtime that it credits, in proportion to its length. Every
        table adds up to the issued credits.
      </p>
      ${CAUSE_KEYS.map((key) => causeSection(key, months, hrefs))}
    </main>`;
  return page({ title: 'Causes of credits', body, ...(frame === undefined ? {} : { frame }) });
};

/** Returns the addresses of the incidents on their status pages. */
const incidentHrefs = (
  months: readonly CausedMonth[],
  pages: NonNullable<CausesPage['pages']>,
): ReadonlyMap<string, string> =>
  new Map(
    months.flatMap(({ credits }) =>
      credits.flatMap(({ provider, incident }): [string, string][] => {
        const url = provider === null ? undefined : pages[provider]?.statusPage?.url;
        return incident === null || url === undefined
          ? []
          : [[incident, `${url.replace(/\/+$/, '')}/incidents/${encodeURIComponent(incident)}`]];
      }),
    ),
  );

const causeSection = (key: CauseKey, months: readonly CausedMonth[], hrefs: ReadonlyMap<string, string>): Html => {
  const { heading, none } = CAUSE_TEXTS[key];
  const rows = causeTable(months, key);
  const nameOf = ({ name }: CauseRow): Html | string => {
    if (name === null) return html`<span class="soft">${none}</span>`;
    const href = key === 'incident' ? hrefs.get(name) : undefined;
    return href === undefined ? html`<span class="id">${name}</span>` : html`<a href="${href}">${name}</a>`;
  };
  return html`<section>
    <h2>${heading}</h2>
    ${
      rows.length === 0
        ? html`<p>No credit was issued.</p>`
        : html`<div class="wide" role="region" aria-label="Credits by ${heading.toLowerCase()}" tabindex="0">
            <table class="ledger">
              <thead>
                <tr>
                  <th scope="col">${heading}</th>
                  ${months.map(({ month }) => html`<th scope="col" class="number">${monthName(month)}</th>`)}
                </tr>
              </thead>
              <tbody>
                ${rows.map(
                  (row) =>
                    html`<tr>
                      <th scope="row">${nameOf(row)}</th>
                      ${row.amounts.map((minor) => html`<td class="number">${money(minor, row.currency)}</td>`)}
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
  </section>`;
};
