import { customerPath, monthPath } from '../../../shared/config/console-paths.ts';
import { monthName } from '../../../shared/lib/month-name.ts';
import { describeFault, type Fault, limitFaults } from '../../../shared/lib/validation.ts';
import { customerName } from '../../../shared/web/display-names.ts';
import { type Html, html } from '../../../shared/web/html.ts';
import { blockedLinks } from './blocked-links.ts';
import { consolePage, type Frame } from './console-frame.ts';

/** Returns a page for a missing resource, an invalid request or a failure. */
export const errorPage = (title: string, text: Html | string, faults: readonly Fault[], frame: Frame): string => {
  const body = html`<header>
      <p class="overline">Service credits</p>
      <h1>${title}</h1>
    </header>
    <main>
      <div class="lead">${text}</div>
      ${
        faults.length === 0
          ? undefined
          : html`<ul class="notes">
              ${limitFaults(faults).map((fault) => html`<li>${describeFault(fault)}</li>`)}
            </ul>`
      }
    </main>`;
  return consolePage(title, body, frame);
};

/** Returns the page of a customer's month that cannot be assessed. */
export const blockedPage = (
  {
    month,
    customer,
    name,
    reason,
  }: { readonly month: string; readonly customer: string; readonly name: string; readonly reason: string },
  frame: Frame,
): string => {
  const body = html`<header>
      <p class="overline">Service credit statement</p>
      <h1>${customerName(name)} <span>${monthName(month)}</span></h1>
    </header>
    <main>
      <p class="lead">
        There is no statement, because the month cannot be assessed. Correct the record, then close the month again.
      </p>
      <p class="wrong">${reason}</p>
      <p class="lead">${blockedLinks({ customer, reason }, month)}.</p>
      <p class="lead">
        <a href="${customerPath(customer)}">Record of ${customerName(name)}</a>,
        <a href="${monthPath(month)}">${monthName(month)}</a>
      </p>
    </main>`;
  return consolePage(`${name}, ${monthName(month)}`, body, frame);
};
