import type { ConfiguredPolicy } from '../domain/policy/policy-in-words.ts';
import { contractSection } from './contract-section.ts';
import { type Html, html } from './html.ts';
import { noticeGuide, type NoticePlace } from './notice-guide.ts';
import { page } from './page.ts';

/** Returns the page for customers on how to claim a credit, written from a policy. The same policy gives the same page. */
export const claimPage = (policy: ConfiguredPolicy, place: NoticePlace): string => {
  const title = 'How to claim a service credit';
  const body = html`<header>
      <div class="top"><p class="overline">${policy.terms?.title ?? 'Service level agreement'}</p></div>
      <h1>${title}</h1>
    </header>
    <main>
      <section aria-labelledby="notice">
        <h2 id="notice">How and until when</h2>
        ${noticeGuide(policy, place)}
      </section>
      ${policy.claim === null ? undefined : contentSection(policy.claim.covers === 'month')}
      ${contractSection([{ policy, anchor: 'contract', services: [] }])}
    </main>
    <footer>
      <p>Policy ${policy.id}, version ${policy.version}${validity(policy)}. Times are in ${policy.timeZone}.</p>
    </footer>`;
  return page({ title, body });
};

const validity = ({ effectiveFrom }: ConfiguredPolicy): string =>
  effectiveFrom === undefined ? '' : `, for downtime from ${effectiveFrom} on`;

const contentSection = (namesMonth: boolean): Html =>
  html`<section aria-labelledby="content">
    <h2 id="content">Content of a notice</h2>
    <ul class="contract">
      <li>Your company and the service.</li>
      <li>
        ${namesMonth ? 'The month that you claim, and its outages.' : 'When you recognised the outage, with the time zone.'}
      </li>
      <li>The functions that failed, and the errors that you saw.</li>
    </ul>
    <p>
      We count from the time at which your message arrives. A message that arrives is stored, also if nobody reads it at
      once.
    </p>
  </section>`;
