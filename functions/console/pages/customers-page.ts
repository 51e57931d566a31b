import { html } from '../../../shared/web/html.ts';
import type { CustomerRecord } from '../../../shared/persistence/customer-record.ts';
import { called } from '../../../shared/web/display-names.ts';
import { consolePage, type Frame } from './console-frame.ts';
import { CONSOLE_PATH, customerPath, customersPath } from '../../../shared/config/console-paths.ts';

export type CustomerListRow = { readonly id: string; readonly profile: CustomerRecord | undefined };

/** Some customers. `next`: the last of them, if there are more after it. */
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
        <input name="id" required aria-label="A customer’s id" placeholder="A customer’s id" />
        <button class="quiet" type="submit">Find</button>
      </form>
      <section>
        ${
          customers.length === 0
            ? html`<p>There is none.</p>`
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
                      ({ id, profile }) =>
                        html`<tr>
                          <th scope="row">
                            <a href="${customerPath(id)}">${called(profile?.name ?? id)}</a>
                            <span class="id aside">${id}</span>
                          </th>
                          <td>${profile?.components.join(', ') ?? 'no record'}</td>
                          <td>${profile?.policy ?? 'the default'}</td>
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
                ${customers.length} customers, in no order of meaning.
                ${after === undefined ? undefined : html`<a href="${customersPath()}">First</a>`}
                ${next === undefined ? undefined : html`<a href="${customersPath(next)}">Next</a>`}
              </p>`
        }
      </section>
    </main>`;
  return consolePage('Customers', body, frame);
};
