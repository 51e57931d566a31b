import { type Html, html } from './html.ts';

/** A summary of the contract (docs/rules.md §1). Its numbers are the policy's and appear in the calculation. */
const CLAUSES = [
  'Availability is measured by the month; holidays, weekends and scheduled maintenance are not part of it.',
  'Maintenance that the customer asked for is neither uptime nor downtime.',
  "Downtime from third-party outages, or from causes beyond the company's control, is excluded.",
  'Each downtime that is long enough earns a share of the service fees for each full block of it, with a limit a day.',
  'Downtime accrues from when the customer recognises it, with notice to the company, until service is restored.',
  'The customer must give notice in writing in time, or forfeits the credit.',
  "A calendar month's credits have a limit.",
  'A credit applies only to the month in which the incident occurred; it is never cash, and never carried over.',
  'Blocking traffic in accordance with policies is not downtime.',
];

/** Returns a clause's number with a link to its text. */
export const clause = (number: number): Html => html`<a href="#clause-${number}">clause&nbsp;${number}</a>`;

export const clausesSection = (): Html =>
  html`<section aria-labelledby="clauses">
    <h2 id="clauses">Contract summary</h2>
    <ol class="clauses">
      ${CLAUSES.map((text, i) => html`<li id="clause-${i + 1}">${text}</li>`)}
    </ol>
  </section>`;
