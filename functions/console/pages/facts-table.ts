import { factPath } from '../../../shared/config/console-paths.ts';
import type { KeptFact } from '../../../shared/persistence/facts-about.ts';
import type { Names } from '../../../shared/web/display-names.ts';
import { factKindName } from '../../../shared/web/fact-kind-name.ts';
import { type Html, html } from '../../../shared/web/html.ts';
import type { Clock } from '../../../shared/web/page-clock.ts';
import { factText, factTime } from './fact-text.ts';

/** Returns a table of facts with links to their pages. `label` is its name for screen readers. */
export const factsTable = (
  label: string,
  facts: readonly KeptFact[],
  { clock, names }: { readonly clock: Clock; readonly names: Names },
): Html =>
  html`<div class="wide" role="region" aria-label="${label}" tabindex="0">
    <table class="ledger facts">
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Fact</th>
          <th scope="col">Content</th>
          <th scope="col">Recorded</th>
        </tr>
      </thead>
      <tbody>
        ${facts.map(({ kept: { fact }, retraction }) => {
          const at = factTime(fact);
          return html`<tr>
            <td>${clock.moment(at)}</td>
            <td>
              <a href="${factPath(fact)}">${factKindName(fact.kind)}</a>${
                retraction === undefined ? undefined : html`, retracted`
              }
            </td>
            <td>
              <span class="${retraction === undefined ? '' : 'gone'}">${factText(fact, clock, names)}</span>
            </td>
            <td>${fact.recordedAt === undefined ? 'no time' : clock.moment(fact.recordedAt, at)}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
