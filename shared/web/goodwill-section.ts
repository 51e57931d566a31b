import { monthName } from '../lib/month-name.ts';
import type { CustomerMonth } from '../domain/statement/customer-month.ts';
import { money } from './figures.ts';
import { type Html, html } from './html.ts';

/** Returns the goodwill credit of a month with its grants and the whole credit; undefined without a grant. */
export const goodwillSection = ({ goodwill, amountMinor, currency, month }: CustomerMonth): Html | undefined => {
  if (goodwill === undefined) return undefined;
  const granted = goodwill.grants.reduce((sum, grant) => sum + grant.amountMinor, 0);
  const limit =
    granted > goodwill.amountMinor ? html` It is limited to the fees that the computed credit leaves.` : undefined;
  return html`<section aria-labelledby="goodwill">
    <h2 id="goodwill">Goodwill</h2>
    <p>
      Beside the computed credit, ${money(goodwill.amountMinor, currency)} is granted as goodwill.${limit} The whole
      credit for ${monthName(month)} is <b>${money(amountMinor, currency)}</b>.
    </p>
    <ul>
      ${goodwill.grants.map((grant) => html`<li>${money(grant.amountMinor, currency)}: ${grant.reason}</li>`)}
    </ul>
  </section>`;
};
