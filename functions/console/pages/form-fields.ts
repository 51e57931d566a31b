import { cityOf } from '../../../shared/web/page-clock.ts';
import { type Html, html } from '../../../shared/web/html.ts';
import type { Fault } from '../../../shared/lib/validation.ts';
import type { FormField, FormValues } from './form-definitions.ts';

/** In which zone a form's times are told: a time that clocks show twice, or never, can be said in UTC. */
export const zoneField = (values: FormValues, timeZone: string): Html =>
  html`<fieldset class="choices">
    <legend>Times are those of</legend>
    ${[
      ['local', `${cityOf(timeZone)}, as in the contract`],
      ['utc', 'UTC'],
    ].map(([value = '', text]) => radio('zone', value, text ?? '', (values['zone'] ?? 'local') === value))}
  </fieldset>`;

const radio = (name: string, value: string, text: string, isChecked: boolean): Html =>
  html`<label
    >${isChecked ? html`<input type="radio" name="${name}" value="${value}" checked />` : html`<input type="radio" name="${name}" value="${value}" />`}
    ${text}</label
  >`;

const told = ({ name, hint }: FormField, faults: readonly Fault[]): Html =>
  html`${hint === undefined ? undefined : html`<p class="hint" id="${name}-hint">${hint}</p>`}
  ${faults.length === 0 ? undefined : html`<p class="fault" id="${name}-fault">${faults.map(({ rule }) => rule).join('; ')}</p>`}`;

type Shown = {
  readonly faults: readonly Fault[];
  /** Whether it is the first that something is wrong with: whoever comes back to the form is at once there. */
  readonly isFirst: boolean;
  readonly components: readonly string[];
};

/** A field with its label, its hint, and what is wrong with what stands in it. */
export const fieldEntry = (field: FormField, values: FormValues, { faults, isFirst, components }: Shown): Html => {
  const { name, label, optional = false } = field;
  const value = values[name] ?? '';
  const describedBy = [
    ...(field.hint === undefined ? [] : [`${name}-hint`]),
    ...(faults.length === 0 ? [] : [`${name}-fault`]),
  ].join(' ');
  const described = describedBy === '' ? undefined : html` aria-describedby="${describedBy}"`;
  if (field.type === 'choice' && field.choices.length <= 3)
    return html`<fieldset class="choices" id="${name}" ${described}>
      <legend>${label}</legend>
      ${told(field, faults)} ${field.choices.map(([choice, text]) => radio(name, choice, text, choice === value))}
    </fieldset>`;
  if (field.type === 'scope')
    return html`<fieldset class="choices" id="${name}" ${described}>
      <legend>${label}</legend>
      ${told(field, faults)} ${scopes(values, components)}
    </fieldset>`;
  const aria = html`${described}${faults.length === 0 ? undefined : html` aria-invalid="true"`}${isFirst ? html` autofocus` : undefined}${optional ? undefined : html` required`}`;
  return html`<div class="field">
    <label for="${name}">${label}${optional ? html` <span class="aside">if it has one</span>` : undefined}</label>
    ${told(field, faults)} ${control(field, value, aria, components)}
  </div>`;
};

const control = (field: FormField, value: string, aria: Html, components: readonly string[]): Html => {
  const { name } = field;
  switch (field.type) {
    case 'area':
      return html`<textarea id="${name}" name="${name}" ${aria}>${value}</textarea>`;
    case 'instant':
      return html`<input id="${name}" name="${name}" type="datetime-local" step="1" value="${value}" ${aria} />`;
    case 'component':
      return select(
        name,
        value,
        aria,
        components.map((id) => [id, id]),
      );
    case 'choice':
      return select(name, value, aria, field.choices);
    default:
      return html`<input
        id="${name}"
        name="${name}"
        type="text"
        value="${value}"
        autocomplete="off"
        spellcheck="false"
        ${aria}
      />`;
  }
};

const select = (name: string, value: string, aria: Html, choices: readonly (readonly [string, string])[]): Html =>
  html`<select id="${name}" name="${name}" ${aria}>
    ${choices.map(([choice, text]) => (choice === value ? html`<option value="${choice}" selected>${text}</option>` : html`<option value="${choice}">${text}</option>`))}
  </select>`;

/** Whom a window concerns: everything, those who use a component, or one customer. */
const scopes = (values: FormValues, components: readonly string[]): Html => {
  const chosen = values['scope'] ?? 'component';
  return html`
    <div class="with">
      ${radio('scope', 'component', 'a component', chosen === 'component')}
      ${select(
        'component',
        values['component'] ?? '',
        html` aria-label="Which component"`,
        components.map((id) => [id, id]),
      )}
    </div>
    <div class="with">
      ${radio('scope', 'customer', 'one customer', chosen === 'customer')}
      <input
        id="customer"
        name="customer"
        type="text"
        value="${values['customer'] ?? ''}"
        aria-label="Which customer: its id"
        placeholder="its id"
        autocomplete="off"
        spellcheck="false"
      />
    </div>
    ${radio('scope', 'all', 'everything', chosen === 'all')}
  `;
};
