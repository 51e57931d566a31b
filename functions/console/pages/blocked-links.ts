import { recordPath } from '../../../shared/config/console-paths.ts';
import type { BlockedCustomer } from '../../../shared/persistence/run-results.ts';
import { type Html, html, listed } from '../../../shared/web/html.ts';

/** Returns links to the forms that can remove the reason of a blocked customer. */
export const blockedLinks = ({ customer, reason }: BlockedCustomer, month: string): Html => {
  const action = reason.startsWith('no record') ? 'add the customer' : 'change the record';
  const record = html`<a href="${recordPath('customer', { id: customer })}">${action}</a>`;
  const fees = html`<a href="${recordPath('fees', { customer, month })}">set the fees</a>`;
  return /\bfees\b/.test(reason) ? listed([fees, record], ' or ') : record;
};
