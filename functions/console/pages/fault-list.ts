import { describeFault, type Fault } from '../../../shared/lib/validation.ts';
import { type Html, html } from '../../../shared/web/html.ts';

/** Returns the faults of a decision that was just sent; nothing without any. */
export const faultList = (faults: readonly Fault[]): Html | undefined =>
  faults.length === 0
    ? undefined
    : html`<div class="wrong" role="alert">
        <ul>
          ${faults.map((fault) => html`<li>${describeFault(fault)}</li>`)}
        </ul>
      </div>`;
