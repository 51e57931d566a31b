import { formatInstant, type Instant } from '../../../shared/domain/time/instant.ts';
import { clockOf } from '../../../shared/web/page-clock.ts';
import { type Html, html } from '../../../shared/web/html.ts';
import type { Fault } from '../../../shared/lib/validation.ts';
import { ruleText } from './validation-text.ts';
import { consolePage, type Frame } from './console-frame.ts';
import { type FormField, FORM_KINDS, type FormKind, FORMS, type FormValues } from './form-definitions.ts';
import { fieldEntry, zoneField } from './form-fields.ts';
import { recordPath } from '../../../shared/config/console-paths.ts';

export type FormPage = {
  readonly kind: FormKind;
  readonly values: FormValues;
  readonly faults: readonly Fault[];
  readonly components: readonly string[];
  readonly timeZone: string;
  readonly now: Instant;
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
export const formPage = ({ kind, values, components, timeZone, now, ...refused }: FormPage, frame: Frame): string => {
  const { title, about, fields } = FORMS[kind];
  const clock = clockOf(values['zone'] === 'utc' ? 'UTC' : timeZone, formatInstant(now).slice(0, 'YYYY-MM'.length));
  const faults = refused.faults.map((fault) => ({ ...fault, rule: ruleText(fault.rule, clock) }));
  const named = (field: FormField): Fault[] => faults.filter(({ at }) => fieldOf(at, fields) === field.name);
  const first = fields.find((field) => named(field).length > 0);
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
        ${fields.map((field) => fieldEntry(field, values, { faults: named(field), isFirst: field === first, components }))}
        <p class="acts">
          <button class="act" type="submit">Show its effect</button> <span class="aside">Nothing is saved yet.</span>
        </p>
      </form>
    </main>`;
  return consolePage(title, body, frame);
};

/** The field that a fault's place means: the last part of it that is one. */
const fieldOf = (at: string, fields: readonly FormField[]): string | undefined => {
  const names = new Set(
    fields.flatMap(({ name, type }) => (type === 'scope' ? [name, 'component', 'customer'] : [name])),
  );
  const last = at.split('.').findLast((part) => names.has(part));
  const scoped = fields.some(({ type }) => type === 'scope') && (last === 'component' || last === 'customer');
  return scoped ? 'scope' : last;
};

const summary = (fields: readonly FormField[], faults: readonly Fault[], others: readonly Fault[]): Html =>
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
