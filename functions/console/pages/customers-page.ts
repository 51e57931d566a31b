import { customerPath, customersPath, recordPath } from '../../../shared/config/console-paths.ts';
import type { ContractRecord } from '../../../shared/persistence/customer-record.ts';
import { customerName } from '../../../shared/web/display-names.ts';
import { html } from '../../../shared/web/html.ts';
import { page } from '../../../shared/web/page.ts';
import { SORT_SCRIPT } from '../../../shared/web/sort-script.ts';
import { consoleFrame, type Frame } from './console-frame.ts';
import { contractLines } from './customer-record-page.ts';

/** A customer, and the contracts of its record; undefined without a record. */
export type CustomerListRow = {
  readonly id: string;
  readonly name: string;
  readonly contracts: readonly ContractRecord[] | undefined;
};

/** Returns one page of customers. `after`, `next`: the ids before and at its end, if there are customers beyond them. */
export const customersPage = (
  customers: readonly CustomerListRow[],
  { after, next }: { readonly after: string | undefined; readonly next: string | undefined },
  frame: Frame,
): string => {
  const body = html`<header>
      <p class="overline">Service credits</p>
      <h1>Customers</h1>
    </header>
    <main>
      <p class="acts"><a href="${recordPath('customer')}">Add a customer</a></p>
      <section>
        ${
          customers.length === 0
            ? html`<p>
                No customer has a record. <a href="${recordPath('customer')}">Add the first one</a>, or import a file
                with <span class="id">npm run sla -- import</span>.
              </p>`
            : html`<div class="wide" role="region" aria-label="Table of customers" tabindex="0">
                <table class="ledger sortable">
                  <thead>
                    <tr>
                      <th scope="col">Customer</th>
                      <th scope="col">Components</th>
                      <th scope="col">Policy</th>
                    </tr>
                  </thead>
                  <tbody>
                    ${customers.map(
                      ({ id, name, contracts }) =>
                        html`<tr>
                          <th scope="row">
                            <a href="${customerPath(id)}">${customerName(name)}</a>
                            <span class="id aside">${id}</span>
                          </th>
                          <td>
                            ${contracts === undefined ? 'no record' : contractLines(contracts, ({ components }) => components.join(', '))}
                          </td>
                          <td>${contractLines(contracts ?? [], ({ policy }) => policy ?? 'default')}</td>
                        </tr>`,
                    )}
                  </tbody>
                </table>
              </div>`
        }
        ${
          after === undefined && next === undefined
            ? undefined
            : html`<p class="aside">
                ${customers.length} customers (unsorted).
                ${after === undefined ? undefined : html`<a href="${customersPath()}">First</a>`}
                ${next === undefined ? undefined : html`<a href="${customersPath(next)}">Next</a>`}
              </p>`
        }
      </section>
    </main>`;
  return page({ title: 'Customers: sla-credits', body, script: SORT_SCRIPT, frame: consoleFrame(frame) });
};
