import type { MonthEffect } from '../../../shared/closing/preview-fact.ts';
import { customersPath, recordPath } from '../../../shared/config/console-paths.ts';
import { monthName } from '../../../shared/lib/month-name.ts';
import { describeFault, type Fault, limitFaults } from '../../../shared/lib/validation.ts';
import { attrs, type Html, html } from '../../../shared/web/html.ts';
import { clockOf } from '../../../shared/web/page-clock.ts';
import { consolePage, type Frame } from './console-frame.ts';
import { knownCustomers } from './form-page.ts';
import { effectHeadline, effectSection, farConfirmation, type PreviewWarnings } from './preview-page.ts';

/** The fields of a contract, or of a service. Amounts and dates are as a person wrote them. */
export type ServiceValues = {
  readonly id: string;
  readonly name: string;
  readonly components: readonly string[];
  readonly fees: string;
  readonly policy: string;
};

/** The values of the form of a customer's record. */
export type ProfileValues = {
  readonly id: string;
  readonly name: string;
  readonly contract: ServiceValues;
  readonly services: readonly ServiceValues[];
  readonly activeFrom: string;
  readonly activeTo: string;
  readonly effectiveFrom: string;
  readonly contacts: string;
  readonly noticeToken: string;
  readonly statementTo: string;
  readonly externalRefs: string;
};

export type ProfileForm = {
  readonly values: ProfileValues;
  readonly isKnown: boolean;
  readonly faults: readonly Fault[];
  readonly components: readonly string[];
  readonly policies: readonly string[];
};

/** The prefix of the fields of a service, by its number. */
export const serviceField = (i: number): string => `service-${i}`;

/** Empty services that the form offers. */
const EMPTY_SERVICES = 2;

const NO_SERVICE: ServiceValues = { id: '', name: '', components: [], fees: '', policy: '' };

/** Returns the form of a customer's record. */
export const profileFormPage = (form: ProfileForm, frame: Frame): string => {
  const { values, isKnown, faults } = form;
  const services = [...values.services, ...Array.from({ length: EMPTY_SERVICES }, () => NO_SERVICE)];
  const title = isKnown ? 'Change a customer' : 'Add a customer';
  const body = html`<header>
      <p class="overline">Record</p>
      <h1>${title}</h1>
    </header>
    <main>
      <p class="lead">
        A change is a new version of the record. Earlier versions stay, and so do the amounts of months before it takes
        effect.
      </p>
      ${faultList(faults)}
      <form class="entry" method="post" action="${recordPath('customer')}" novalidate>
        ${field('id', 'Customer id', values.id, { hint: '1 to 100 letters, digits, dots, dashes or underscores. It is never changed.', required: true, faults })}
        ${field('name', 'Name', values.name, { required: true, faults })} ${contractFields('', values.contract, form)}
        <details ${attrs({ open: values.services.length > 0 })}>
          <summary>Services with components, fees and policy of their own</summary>
          <p class="hint">With a service, the components and fees above are not used.</p>
          ${services.map(
            (service, i) =>
              html`<fieldset>
                <legend>Service ${i + 1}</legend>
                <div class="two">
                  ${field(`${serviceField(i)}-id`, 'Service id', service.id, { faults })}
                  ${field(`${serviceField(i)}-name`, 'Service name', service.name, { faults })}
                </div>
                ${contractFields(`${serviceField(i)}-`, service, form)}
              </fieldset>`,
          )}
        </details>
        <details
          ${attrs({ open: [values.contacts, values.externalRefs, values.noticeToken, values.statementTo].some((text) => text !== '') })}
        >
          <summary>Contacts and ids in other systems</summary>
          ${area('contacts', 'Contacts', values.contacts, 'Senders of notices: an address or a domain in each line, like ops@acme.example or @acme.example.', faults)}
          ${field('noticeToken', 'Notice token', values.noticeToken, { hint: '12 to 40 of a-z 0-9: an address of its own for notices.', faults })}
          ${area('statementTo', 'Statements to', values.statementTo, 'Addresses that get each published statement by mail, one in each line.', faults)}
          ${area('externalRefs', 'Ids in other systems', values.externalRefs, 'One in each line, like stripe: cus_1.', faults)}
        </details>
        <details ${attrs({ open: `${values.activeFrom}${values.activeTo}${values.effectiveFrom}` !== '' })}>
          <summary>Dates</summary>
          <div class="two">
            ${field('activeFrom', 'Contract from', values.activeFrom, { hint: 'A date, like 2026-11-01.', faults })}
            ${field('activeTo', 'Contract to', values.activeTo, { hint: 'The first day after the contract.', faults })}
          </div>
          ${field('effectiveFrom', 'Takes effect', values.effectiveFrom, { hint: 'A date, if these terms do not take effect now.', faults })}
        </details>
        <p class="acts">
          <button class="act" type="submit">Preview</button> <span class="aside">Nothing is saved yet.</span>
        </p>
      </form>
    </main>`;
  return consolePage(title, body, { ...frame, crumbs: [['Customers', customersPath()]] });
};

/** Returns the validation errors of a record's form, each with a link to its field if it has one. */
const faultList = (faults: readonly Fault[]): Html | undefined =>
  faults.length === 0
    ? undefined
    : html`<div class="wrong" role="alert">
        <p><b>Please correct the following:</b></p>
        <ul>
          ${limitFaults(faults).map((fault) => html`<li><a href="#${fieldOf(fault.at)}">${describeFault(fault)}</a></li>`)}
        </ul>
      </div>`;

/** Returns the field of the API's path: `service-0-components` for `services[0].components`, `fees` for `serviceFees.currency`. */
const fieldOf = (at: string): string => {
  const [, index, own = at] = /^services\[(\d+)\]\.?(.*)$/.exec(at) ?? [];
  const name = /^[A-Za-z-\d]*/.exec(own)?.[0].replace('serviceFees', 'fees') ?? '';
  return index === undefined ? name : `${serviceField(Number(index))}-${name === '' ? 'id' : name}`;
};

type FieldOptions = {
  readonly hint?: string;
  readonly required?: boolean;
  readonly faults: readonly Fault[];
  readonly list?: string;
};

const describedBy = (name: string, hint: string | undefined, isInvalid: boolean): Html =>
  attrs({
    'aria-describedby': hint === undefined ? undefined : `${name}-hint`,
    'aria-invalid': isInvalid ? 'true' : undefined,
  });

/** Returns a text field with its label and hint. */
const field = (
  name: string,
  label: string,
  value: string,
  { hint, required = false, faults, list }: FieldOptions,
): Html =>
  html`<div class="field">
    <label for="${name}">${label}</label>
    ${hint === undefined ? undefined : html`<p class="hint" id="${name}-hint">${hint}</p>`}
    <input
      id="${name}"
      name="${name}"
      type="text"
      value="${value}"
      autocomplete="off"
      spellcheck="false"
      ${attrs({ required, list })}
      ${describedBy(name, hint, isFaulty(name, faults))}
    />
  </div>`;

const area = (name: string, label: string, value: string, hint: string, faults: readonly Fault[]): Html =>
  html`<div class="field">
    <label for="${name}">${label}</label>
    <p class="hint" id="${name}-hint">${hint}</p>
    <textarea id="${name}" name="${name}" ${describedBy(name, hint, isFaulty(name, faults))}>${value}</textarea>
  </div>`;

const isFaulty = (name: string, faults: readonly Fault[]): boolean => faults.some(({ at }) => fieldOf(at) === name);

/** The components, the monthly fees and the policy of a contract. */
const contractFields = (prefix: string, values: ServiceValues, form: ProfileForm): Html => {
  const chosen = new Set(values.components);
  const offered = [...new Set([...form.components, ...values.components])];
  return html`<fieldset class="choices" id="${prefix}components">
      <legend>Components</legend>
      <div class="many">
        ${offered.map(
          (component) =>
            html`<label
              ><input
                type="checkbox"
                name="${prefix}components"
                value="${component}"
                ${attrs({ checked: chosen.has(component) })}
              />
              ${component}</label
            >`,
        )}
      </div>
    </fieldset>
    ${field(`${prefix}fees`, 'Monthly fees', values.fees, {
      hint: 'With the currency, like 1,000.00 USD. Without them, enter the fees of each month.',
      faults: form.faults,
    })}
    <div class="field">
      <label for="${prefix}policy">Policy</label>
      <select id="${prefix}policy" name="${prefix}policy">
        <option value="">Default</option>
        ${[...new Set([...form.policies, ...(values.policy === '' ? [] : [values.policy])])].map(
          (policy) =>
            html`<option value="${policy}" ${attrs({ selected: policy === values.policy })}>${policy}</option>`,
        )}
      </select>
    </div>`;
};

export type FeesForm = {
  readonly customer: string;
  readonly month: string;
  /** The amount of a customer without services. */
  readonly amount: string;
  /** The amounts by service; none for a customer without services. */
  readonly services: readonly (readonly [service: string, amount: string])[];
  readonly customers: readonly string[];
  readonly faults: readonly Fault[];
};

/** The name of the field of a service's fees. */
export const serviceFeesField = (service: string): string => `fees-${service}`;

/** Returns the form of the fees that a customer was charged for a month. */
export const feesFormPage = (
  { customer, month, amount, services, customers, faults }: FeesForm,
  frame: Frame,
): string => {
  const hint = 'With the currency, like 1,000.00 USD.';
  const body = html`<header>
      <p class="overline">Record</p>
      <h1>Fees of a month</h1>
    </header>
    <main>
      <p class="lead">
        The amount that the customer was charged for one month. It replaces the recurring fees of the record in that
        month alone.
      </p>
      ${faultList(faults)}
      <form class="entry" method="post" action="${recordPath('fees')}" novalidate>
        ${field('customer', 'Customer', customer, { hint: 'The customer id.', required: true, faults, list: 'known-customers' })}
        ${field('month', 'Month', month, { hint: 'Like 2026-10.', required: true, faults })}
        ${
          services.length === 0
            ? field('amount', 'Fees', amount, { hint, required: true, faults })
            : services.map(([service, fees]) =>
                field(serviceFeesField(service), `Fees of ${service}`, fees, { hint, faults }),
              )
        }
        ${knownCustomers(customers)}
        <p class="acts">
          <button class="act" type="submit">Preview</button> <span class="aside">Nothing is saved yet.</span>
        </p>
      </form>
    </main>`;
  return consolePage('Fees of a month', body, { ...frame, crumbs: [['Customers', customersPath()]] });
};

export type RecordPreview = {
  readonly kind: 'customer' | 'fees';
  readonly subject: string;
  /** The fields of the form, to be sent again. */
  readonly entries: readonly (readonly [string, string])[];
  readonly months: readonly MonthEffect[];
  readonly warnings: PreviewWarnings;
  readonly timeZone: string;
  readonly month: string;
};

/** Returns the effect of a record or of fees on the customer's months, and buttons to save or edit it. */
export const recordPreviewPage = (preview: RecordPreview, frame: Frame): string => {
  const { kind, subject, entries, months, warnings, timeZone, month } = preview;
  const clock = clockOf(timeZone);
  const body = html`<header>
      <p class="overline">${kind === 'fees' ? 'Fees of a month' : 'Customer record'}: preview, not saved</p>
      <h1>${effectHeadline(months)}</h1>
    </header>
    <main>
      <p class="lead">${subject}</p>
      ${months.map((effect) => effectSection(effect, clock))}
      ${months.length === 0 ? html`<p>It has no effect before ${monthName(month)} ends.</p>` : undefined}
      <form class="acts" method="post" action="${recordPath(kind)}">
        ${entries.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
        ${farConfirmation(warnings, clock)}
        <button class="act" type="submit" name="do" value="save">Save</button>
        <button class="quiet" type="submit" name="do" value="edit">Edit</button>
        <span class="aside">If it is sent twice, it is recorded once.</span>
      </form>
    </main>`;
  return consolePage('Preview', body, frame);
};
