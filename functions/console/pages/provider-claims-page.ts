import type { DraftedClaim } from '../../../shared/closing/load-provider-claims.ts';
import { providerClaimsPath } from '../../../shared/config/console-paths.ts';
import { addMonths } from '../../../shared/domain/time/calendar.ts';
import { monthName } from '../../../shared/lib/month-name.ts';
import { CLAIM_STATES } from '../../../shared/domain/facts/claim-states.ts';
import { money } from '../../../shared/web/figures.ts';
import { attrs, type Html, html } from '../../../shared/web/html.ts';
import { type Clock, clockOf } from '../../../shared/web/page-clock.ts';
import { utcSwitch } from '../../../shared/web/page.ts';
import { consolePage, type Frame } from './console-frame.ts';

export type ProviderClaimsPage = {
  readonly month: string;
  readonly claims: readonly DraftedClaim[];
  readonly timeZone: string;
};

/** Returns the claims of a month against providers, each with its text and a form that marks it. */
export const providerClaimsPage = ({ month, claims, timeZone }: ProviderClaimsPage, frame: Frame): string => {
  const clock = clockOf(timeZone);
  const before = addMonths(month, -1);
  const body = html`<header>
      <div class="top">
        <p class="overline">Claims against providers</p>
        ${utcSwitch(timeZone)}
      </div>
      <h1>${monthName(month)}</h1>
    </header>
    <main>
      ${
        claims.length === 0
          ? html`<p>
              No provider owes a credit for this month. A provider can owe one if it has an
              <span class="id">sla</span> in the configuration.
            </p>`
          : undefined
      }
      ${claims.map((each, i) => claimSection(each, i, month, clock))}
      <p class="aside"><a href="${providerClaimsPath(before)}">${monthName(before)}</a></p>
    </main>`;
  return consolePage('Claims against providers', body, frame);
};

const claimSection = ({ claim, text }: DraftedClaim, i: number, month: string, clock: Clock): Html => {
  const { provider, service, currency, amountMinor, fullMinor, deadline, state, marks } = claim;
  return html`<section aria-labelledby="c-${i}">
    <h2 id="c-${i}">${provider}, ${service}</h2>
    <p>
      ${money(amountMinor, currency)}, ${state}.
      ${deadline === undefined ? undefined : html`Claim until ${clock.moment(deadline)}.`}
      ${amountMinor < fullMinor ? html`A claim in time would have been worth ${money(fullMinor, currency)}.` : undefined}
    </p>
    <pre tabindex="0" aria-label="Text of the claim">${text}</pre>
    ${
      marks.length === 0
        ? undefined
        : html`<ul>
            ${marks.map(
              ({ state: marked, at, by, note }) =>
                html`<li>${marked} ${clock.moment(at)} by ${by}${note === undefined ? '' : `: ${note}`}</li>`,
            )}
          </ul>`
    }
    <form class="entry" method="post" action="${providerClaimsPath(month)}">
      <input type="hidden" name="provider" value="${provider}" />
      <input type="hidden" name="service" value="${service}" />
      <div class="field">
        <label for="state-${i}">State</label>
        <select id="state-${i}" name="state">
          ${CLAIM_STATES.map((each) => html`<option value="${each}" ${attrs({ selected: each === nextState(state) })}>${each}</option>`)}
        </select>
      </div>
      <div class="field">
        <label for="at-${i}">At (UTC; empty: now)</label>
        <input type="text" id="at-${i}" name="at" placeholder="2026-10-14T17:00:00.000Z" />
      </div>
      <div class="field">
        <label for="note-${i}">Note</label>
        <input type="text" id="note-${i}" name="note" />
      </div>
      <p class="acts"><button class="act" type="submit">Mark the claim</button></p>
    </form>
  </section>`;
};

const nextState = (state: (typeof CLAIM_STATES)[number]): string =>
  CLAIM_STATES[Math.min(CLAIM_STATES.indexOf(state) + 1, CLAIM_STATES.length - 1)] ?? state;
