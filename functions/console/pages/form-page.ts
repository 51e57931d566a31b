import { recordPath } from '../../../shared/config/console-paths.ts';
import { type Fault, limitFaults } from '../../../shared/lib/validation.ts';
import { attrs, type Html, html } from '../../../shared/web/html.ts';
import { cityOf, type Clock, clockOf, plainMoment } from '../../../shared/web/page-clock.ts';
import { consolePage, type Frame } from './console-frame.ts';
import { FORM_KINDS, type FormField, type FormKind, FORMS, type FormValues } from './form-definitions.ts';

export type FormPage = {
  readonly kind: FormKind;
  readonly values: FormValues;
  readonly faults: readonly Fault[];
  readonly components: readonly string[];
  /** Known customers, which the fields suggest. */
  readonly customers: readonly string[];
  readonly timeZone: string;
};

const RECORDS = [
  ['customer', 'Customer', 'Add a customer, or change its name, components, fees, policy, services or contacts.'],
  ['fees', 'Fees of a month', 'The amount that a customer was charged for one month, in place of its recurring fees.'],
] as const;

/** Returns the list of forms. */
export const recordPage = (frame: Frame): string => {
  const body = html`<header>
      <p class="overline">Evidence and customers</p>
      <h1>Record</h1>
    </header>
    <main>
      <p class="lead">
        Each form first shows a preview of its effect on credits, customer by customer. Nothing is saved before you
        confirm the preview.
      </p>
      <ul class="kinds">
        ${RECORDS.map(
          ([kind, title, about]) =>
            html`<li>
              <h2><a href="${recordPath(kind)}">${title}</a></h2>
              <p>${about}</p>
            </li>`,
        )}
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

/** Returns a form with its values, and the validation errors beside each field. */
export const formPage = (
  { kind, values, components, customers, timeZone, ...rest }: FormPage,
  frame: Frame,
): string => {
  const { title, about, fields } = FORMS[kind];
  const clock = clockOf(values['zone'] === 'utc' ? 'UTC' : timeZone);
  const faults = limitFaults(rest.faults).map((fault) => ({ ...fault, rule: ruleText(fault.rule, clock) }));
  const faultsOf = ({ name }: FormField): Fault[] => faults.filter(({ at }) => fieldName(at, fields) === name);
  const firstInvalid = fields.find((field) => faultsOf(field).length > 0);
  const otherFaults = faults.filter(({ at }) => fieldName(at, fields) === undefined);
  const body = html`<header>
      <p class="overline">Record evidence</p>
      <h1>${title}</h1>
    </header>
    <main>
      <p class="lead">${about}</p>
      ${faults.length === 0 ? undefined : faultSummary(fields, faults, otherFaults)}
      <form class="entry" method="post" action="${recordPath(kind)}" novalidate>
        ${fields.some(({ type }) => type === 'instant') ? zoneField(values, timeZone) : undefined}
        ${fields.map((field) =>
          fieldEntry(field, values, { faults: faultsOf(field), isFirstInvalid: field === firstInvalid, components }),
        )}
        ${knownCustomers(customers)}
        <p class="acts">
          <button class="act" type="submit">Preview</button> <span class="aside">Nothing is saved yet.</span>
        </p>
      </form>
    </main>`;
  return consolePage(title, body, frame);
};

/** Returns the list from which customer fields suggest ids. A field refers to it by its id. */
export const knownCustomers = (customers: readonly string[]): Html =>
  html`<datalist id="known-customers">${customers.map((id) => html`<option value="${id}"></option>`)}</datalist>`;

/** The field of a validation error: the last segment of its path that names one. */
const fieldName = (at: string, fields: readonly FormField[]): string | undefined => {
  const names = new Set(
    fields.flatMap(({ name, type }) => (type === 'scope' ? [name, 'component', 'customer'] : [name])),
  );
  const last = at.split('.').findLast((segment) => names.has(segment));
  const isScoped = fields.some(({ type }) => type === 'scope') && (last === 'component' || last === 'customer');
  return isScoped ? 'scope' : last;
};

const faultSummary = (fields: readonly FormField[], faults: readonly Fault[], others: readonly Fault[]): Html =>
  html`<div class="wrong" role="alert">
    <p><b>Please correct the following:</b></p>
    <ul>
      ${others.map(({ rule }) => html`<li>${rule}</li>`)}
      ${fields.flatMap(({ name, label }) =>
        faults
          .filter(({ at }) => fieldName(at, fields) === name)
          .map(({ rule }) => html`<li><a href="#${name}">${label}</a>: ${rule}</li>`),
      )}
    </ul>
  </div>`;

/** Rules of the API that name its JSON fields, and their text in a form. */
const RULE_TEXTS: Readonly<Record<string, string>> = {
  missing: 'required',
  'before recognizedAt': 'before its recognition',
  'not after start': 'not after the start',
  'not 1 to 100 of A-Z a-z 0-9 . _ -':
    'not a customer id: 1 to 100 letters without accents, digits, dots, dashes or underscores',
};

/** Returns a rule of the API without names of JSON fields, and with instants as local times. Other rules stay unchanged. */
const ruleText = (rule: string, clock: Pick<Clock, 'day' | 'hour'>): string => {
  const now = /^in the future \(it is (.*)\)$/.exec(rule)?.[1];
  if (now !== undefined) return `in the future: it is ${plainMoment(clock, Date.parse(now))} now`;
  const text = rule.replace(/^customer: /, '');
  return Object.hasOwn(RULE_TEXTS, text) ? (RULE_TEXTS[text] ?? rule) : rule;
};

/** The time zone of a form's times. UTC can express a local time that a clock change repeats or skips. */
const zoneField = (values: FormValues, timeZone: string): Html =>
  html`<fieldset class="choices">
    <legend>Time zone</legend>
    ${radio('zone', 'local', `${cityOf(timeZone)}, as in the contract`, values['zone'] !== 'utc')}
    ${radio('zone', 'utc', 'UTC', values['zone'] === 'utc')}
  </fieldset>`;

const radio = (name: string, value: string, text: string, checked: boolean): Html =>
  html`<label><input type="radio" name="${name}" value="${value}" ${attrs({ checked })} /> ${text}</label>`;

type FieldState = {
  readonly faults: readonly Fault[];
  /** The first invalid field gets the focus. */
  readonly isFirstInvalid: boolean;
  readonly components: readonly string[];
};

/** A field with its label, its hint and its validation errors. */
const fieldEntry = (field: FormField, values: FormValues, { faults, isFirstInvalid, components }: FieldState): Html => {
  const { name, label, hint, optional = false } = field;
  const value = values[name] ?? '';
  const descriptions = [
    ...(hint === undefined ? [] : [`${name}-hint`]),
    ...(faults.length === 0 ? [] : [`${name}-fault`]),
  ];
  const describedBy = { 'aria-describedby': descriptions.length === 0 ? undefined : descriptions.join(' ') };
  const radios =
    field.type === 'scope'
      ? scopeControls(values, components)
      : field.type === 'choice' && field.choices.length <= 3
        ? html`${field.choices.map(([choice, text]) => radio(name, choice, text, choice === value))}`
        : undefined;
  if (radios !== undefined)
    return html`<fieldset class="choices" id="${name}" ${attrs(describedBy)}>
      <legend>${label}</legend>
      ${fieldNotes(field, faults)} ${radios}
    </fieldset>`;
  const attributes = attrs({
    ...describedBy,
    'aria-invalid': faults.length === 0 ? undefined : 'true',
    autofocus: isFirstInvalid,
    required: !optional,
  });
  return html`<div class="field">
    <label for="${name}">${label}${optional ? html` <span class="aside">(optional)</span>` : undefined}</label>
    ${fieldNotes(field, faults)} ${control(field, value, attributes, components)}
  </div>`;
};

const fieldNotes = ({ name, hint }: FormField, faults: readonly Fault[]): Html =>
  html`${hint === undefined ? undefined : html`<p class="hint" id="${name}-hint">${hint}</p>`}
  ${faults.length === 0 ? undefined : html`<p class="fault" id="${name}-fault">${faults.map(({ rule }) => rule).join('; ')}</p>`}`;

const control = (field: FormField, value: string, attributes: Html, components: readonly string[]): Html => {
  const { name } = field;
  switch (field.type) {
    case 'area':
      return html`<textarea id="${name}" name="${name}" ${attributes}>${value}</textarea>`;
    case 'instant':
      return html`<input id="${name}" name="${name}" type="datetime-local" step="1" value="${value}" ${attributes} />`;
    case 'component':
      return select(name, value, attributes, components.map(componentChoice));
    case 'choice':
      return select(name, value, attributes, field.choices);
    default:
      return html`<input
        id="${name}"
        name="${name}"
        type="text"
        value="${value}"
        autocomplete="off"
        spellcheck="false"
        ${attrs({ list: name === 'customer' ? 'known-customers' : undefined })}
        ${attributes}
      />`;
  }
};

const componentChoice = (id: string): readonly [string, string] => [id, id];

const select = (name: string, value: string, attributes: Html, choices: readonly (readonly [string, string])[]): Html =>
  html`<select id="${name}" name="${name}" ${attributes}>
    ${choices.map(([choice, text]) => html`<option value="${choice}" ${attrs({ selected: choice === value })}>${text}</option>`)}
  </select>`;

/** The controls of a scope: one component, one customer, or all components. */
const scopeControls = (values: FormValues, components: readonly string[]): Html => {
  const chosen = values['scope'] ?? 'component';
  return html`
    <div class="with">
      ${radio('scope', 'component', 'One component', chosen === 'component')}
      ${select('component', values['component'] ?? '', attrs({ 'aria-label': 'Component' }), components.map(componentChoice))}
    </div>
    <div class="with">
      ${radio('scope', 'customer', 'One customer', chosen === 'customer')}
      <input
        id="customer"
        name="customer"
        type="text"
        value="${values['customer'] ?? ''}"
        aria-label="Customer id"
        placeholder="Customer id"
        list="known-customers"
        autocomplete="off"
        spellcheck="false"
      />
    </div>
    ${radio('scope', 'all', 'All components', chosen === 'all')}
  `;
};
