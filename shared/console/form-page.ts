import { cityOf } from '../pages/clock.ts';
import { type Html, html } from '../pages/html.ts';
import type { Fault } from '../rejected.ts';
import { consolePage, type Frame } from './frame.ts';
import { type Field, FORM_KINDS, type FormKind, FORMS } from './forms.ts';
import { recordPath } from './paths.ts';

/** What stands in a form's fields, by name. */
export type Values = Readonly<Record<string, string | undefined>>;

export type FormPage = {
  readonly kind: FormKind;
  readonly values: Values;
  readonly faults: readonly Fault[];
  readonly components: readonly string[];
  readonly timeZone: string;
};

/** What can be recorded. */
export const recordPage = (frame: Frame): string => {
  const body = html`<header>
      <p class="overline">Record</p>
      <h1>What is to be recorded?</h1>
    </header>
    <main>
      <p class="lead">
        Each form first shows what it would change, customer by customer. Nothing is saved before that.
      </p>
      <ul class="kinds">
        ${FORM_KINDS.map(
          (kind) =>
            html`<li>
              <h2><a href="${recordPath(kind)}">${FORMS[kind].title}</a></h2>
              <p>${FORMS[kind].about}</p>
            </li>`,
        )}
      </ul>
    </main>`;
  return consolePage('Record', body, frame);
};

/** A form, with what is wrong beside each field. */
export const formPage = ({ kind, values, faults, components, timeZone }: FormPage, frame: Frame): string => {
  const { title, about, fields } = FORMS[kind];
  const named = (field: Field): Fault[] => faults.filter(({ at }) => fieldOf(at, fields) === field.name);
  const others = faults.filter(({ at }) => fieldOf(at, fields) === undefined);
  const body = html`<header>
      <p class="overline">Record</p>
      <h1>${title}</h1>
    </header>
    <main>
      <p class="lead">${about}</p>
      ${faults.length === 0 ? undefined : summary(fields, faults, others)}
      <form class="entry" method="post" action="${recordPath(kind)}" novalidate>
        ${fields.some(({ type }) => type === 'instant') ? zoneField(values, timeZone) : undefined}
        ${fields.map((field) => entry(field, values, named(field), components))}
        <p class="acts">
          <button class="act" type="submit">Show its effect</button> <span class="aside">Nothing is saved yet.</span>
        </p>
      </form>
    </main>`;
  return consolePage(title, body, frame);
};

/** The field that a fault's place means: the last part of it that is one. */
const fieldOf = (at: string, fields: readonly Field[]): string | undefined => {
  const names = new Set(
    fields.flatMap(({ name, type }) => (type === 'scope' ? [name, 'component', 'customer'] : [name])),
  );
  const last = at.split('.').findLast((part) => names.has(part));
  const scoped = fields.some(({ type }) => type === 'scope') && (last === 'component' || last === 'customer');
  return scoped ? 'scope' : last;
};

const summary = (fields: readonly Field[], faults: readonly Fault[], others: readonly Fault[]): Html =>
  html`<div class="wrong" role="alert">
    <p><b>Not yet:</b></p>
    <ul>
      ${others.map(({ rule }) => html`<li>${rule}</li>`)}
      ${fields.flatMap(({ name, label }) =>
        faults
          .filter(({ at }) => fieldOf(at, fields) === name)
          .map(({ rule }) => html`<li><a href="#${name}">${label}</a>: ${rule}</li>`),
      )}
    </ul>
  </div>`;

const zoneField = (values: Values, timeZone: string): Html =>
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

const told = ({ name, hint }: Field, faults: readonly Fault[]): Html =>
  html`${hint === undefined ? undefined : html`<p class="hint" id="${name}-hint">${hint}</p>`}
  ${faults.length === 0 ? undefined : html`<p class="fault" id="${name}-fault">${faults.map(({ rule }) => rule).join('; ')}</p>`}`;

const entry = (field: Field, values: Values, faults: readonly Fault[], components: readonly string[]): Html => {
  const { name, label, optional = false } = field;
  const value = values[name] ?? '';
  const describedBy = [
    ...(field.hint === undefined ? [] : [`${name}-hint`]),
    ...(faults.length === 0 ? [] : [`${name}-fault`]),
  ].join(' ');
  const aria = html`${describedBy === '' ? undefined : html` aria-describedby="${describedBy}"`}${faults.length === 0 ? undefined : html` aria-invalid="true"`}`;
  if (field.type === 'choice' && field.choices.length <= 3)
    return html`<fieldset class="choices" id="${name}">
      <legend>${label}</legend>
      ${told(field, faults)} ${field.choices.map(([choice, text]) => radio(name, choice, text, choice === value))}
    </fieldset>`;
  if (field.type === 'scope') return scopeField(field, values, faults, components);
  return html`<div class="field">
    <label for="${name}">${label}${optional ? html` <span class="aside">if it has one</span>` : undefined}</label>
    ${told(field, faults)} ${control(field, value, aria, components)}
  </div>`;
};

const control = (field: Field, value: string, aria: Html, components: readonly string[]): Html => {
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
const scopeField = (field: Field, values: Values, faults: readonly Fault[], components: readonly string[]): Html => {
  const chosen = values['scope'] ?? 'component';
  return html`<fieldset class="choices" id="${field.name}">
    <legend>${field.label}</legend>
    ${told(field, faults)}
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
  </fieldset>`;
};
