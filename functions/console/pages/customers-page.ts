import { CONSOLE_PATH, customerPath, customersPath } from '../../../shared/config/console-paths.ts';
import type { ContractRecord } from '../../../shared/persistence/customer-record.ts';
import { customerName } from '../../../shared/web/display-names.ts';
import { html } from '../../../shared/web/html.ts';
import { consolePage, type Frame } from './console-frame.ts';
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
      <form class="find" method="get" action="${CONSOLE_PATH}/customer" role="search">
        <input name="id" required aria-label="Customer id" placeholder="Customer id" />
        <button class="quiet" type="submit">Find</button>
      </form>
      <section>
        ${
          customers.length === 0
            ? html`<p>No customer has a record.</p>`
            : html`<div class="wide" role="region" aria-label="Table of customers" tabindex="0">
                <table class="ledger">
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
  return consolePage('Customers', body, frame);
};
