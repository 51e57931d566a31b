import type { Clock } from '../../../shared/web/page-clock.ts';
import { type Html, html } from '../../../shared/web/html.ts';
import type { Names } from '../../../shared/web/display-names.ts';
import type { KeptFact } from '../../../shared/persistence/facts-about.ts';
import { factTime, factText, KIND_NAMES } from './fact-text.ts';
import { factPath } from '../../../shared/config/console-paths.ts';

/** Facts one under the other, each with a way to its life. `what` names the table for those who do not see it. */
export const factsTable = (
  what: string,
  facts: readonly KeptFact[],
  { clock, names }: { readonly clock: Clock; readonly names: Names },
): Html =>
  html`<div class="wide" role="region" aria-label="${what}" tabindex="0">
    <table class="ledger facts">
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Fact</th>
          <th scope="col">Says</th>
          <th scope="col">Recorded</th>
        </tr>
      </thead>
      <tbody>
        ${facts.map(({ kept: { fact }, retraction }) => {
          const at = factTime(fact);
          return html`<tr>
            <td>${clock.moment(at)}</td>
            <td>
              <a href="${factPath(fact)}">${KIND_NAMES[fact.kind]}</a>${
                retraction === undefined ? undefined : html`, retracted`
              }
            </td>
            <td>
              <span class="${retraction === undefined ? '' : 'gone'}">${factText(fact, clock, names)}</span>
            </td>
            <td>${fact.recordedAt === undefined ? 'always known' : clock.moment(fact.recordedAt, at)}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
