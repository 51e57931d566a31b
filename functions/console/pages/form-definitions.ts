import { EXCLUSION_REASONS, FACT_KINDS } from '../../../shared/domain/facts/facts.ts';
import { factKindName } from '../../../shared/web/fact-kind-name.ts';

/** The kinds of evidence with a form; each is the last segment of the form's address. */
export const FORM_KINDS = ['notice', 'maintenance', 'exclusion', 'downtime', 'retraction'] as const;
export type FormKind = (typeof FORM_KINDS)[number];

type Choice = readonly [value: string, text: string];

/**
 * A field of a form. Its name is the last segment of the API's path for it: `component` for `scope.component`.
 * The form shows validation errors beside their field by this name.
 */
export type FormField = {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  /** @default false */
  readonly optional?: boolean;
} & (
  | { readonly type: 'text' | 'area' | 'instant' | 'component' | 'scope' }
  | { readonly type: 'choice'; readonly choices: readonly Choice[] }
);

/** The values of a form's fields, by name. */
export type FormValues = Readonly<Record<string, string | undefined>>;

type Form = {
  readonly title: string;
  /** One or two sentences on its purpose. */
  readonly about: string;
  readonly fields: readonly FormField[];
};

const PERIOD: readonly FormField[] = [
  { name: 'scope', label: 'Applies to', type: 'scope' },
  { name: 'start', label: 'From', type: 'instant' },
  { name: 'end', label: 'To', type: 'instant' },
];

const REFERENCE: FormField = {
  name: 'id',
  label: 'Reference',
  hint: 'A ticket or change number. Without one, an id is derived from the content.',
  type: 'text',
  optional: true,
};

const EVIDENCE: FormField = {
  name: 'evidence',
  label: 'Evidence',
  hint: 'A link, a log or a ticket that proves it.',
  type: 'area',
};

export const EXCLUSION_REASON_NAMES: Readonly<Record<(typeof EXCLUSION_REASONS)[number], string>> = {
  'third-party': 'third-party outage',
  'force-majeure': 'force majeure',
  'policy-block': 'block under the company’s policies',
};

const capitalised = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

export const FORMS: Readonly<Record<FormKind, Form>> = {
  notice: {
    title: 'Customer notice',
    about:
      'A customer’s written notice of a downtime. If the contract requires notice, downtime counts from its recognition on.',
    fields: [
      { name: 'customer', label: 'Customer', hint: 'The customer id.', type: 'text' },
      { name: 'recognizedAt', label: 'Recognised', hint: 'When the customer noticed the downtime.', type: 'instant' },
      { name: 'receivedAt', label: 'Received', hint: 'When the company received the notice.', type: 'instant' },
      {
        name: 'channel',
        label: 'Channel',
        type: 'choice',
        choices: [
          ['email', 'Email'],
          ['portal', 'Portal'],
          ['phone-transcript', 'Telephone transcript'],
        ],
      },
      { name: 'text', label: 'Text of the notice', type: 'area' },
      {
        name: 'step',
        label: 'Step of the claim',
        type: 'choice',
        // The API takes a notice without a step as a notice, so that the same notice has one id.
        choices: [
          ['', 'Notice of the downtime'],
          ['claim', 'Claim of the credit'],
        ],
      },
      {
        name: 'service',
        label: 'Service',
        hint: 'The service id, if it is about one of the customer’s services.',
        type: 'text',
        optional: true,
      },
      {
        name: 'month',
        label: 'Claimed month',
        hint: 'Like 2026-10, if the contract asks for a claim for the month and the text names another month.',
        type: 'text',
        optional: true,
      },
      REFERENCE,
    ],
  },
  maintenance: {
    title: 'Maintenance',
    about:
      'Maintenance is scheduled if it was announced in time or requested by the customer. Otherwise it counts as downtime.',
    fields: [
      ...PERIOD,
      { name: 'announcedAt', label: 'Announced', hint: 'When the customers were informed.', type: 'instant' },
      {
        name: 'requestedBy',
        label: 'Requested by',
        type: 'choice',
        choices: [
          ['company', 'Company'],
          ['customer', 'Customer'],
        ],
      },
      { ...EVIDENCE, hint: 'A link or the text of the announcement.', optional: true },
      REFERENCE,
    ],
  },
  exclusion: {
    title: 'Exclusion',
    about: 'A period that does not count, for a reason named in the contract.',
    fields: [
      ...PERIOD,
      {
        name: 'reason',
        label: 'Reason',
        type: 'choice',
        choices: EXCLUSION_REASONS.map((reason): Choice => [reason, capitalised(EXCLUSION_REASON_NAMES[reason])]),
      },
      EVIDENCE,
      REFERENCE,
    ],
  },
  downtime: {
    title: 'Downtime without an alarm',
    about: 'Downtime of a component that no alarm detected. It is assessed like downtime from an alarm.',
    fields: [
      { name: 'component', label: 'Component', type: 'component' },
      ...PERIOD.slice(1),
      {
        name: 'impact',
        label: 'Impact',
        hint: 'The share of users or requests affected, in per cent, like 40 or 12.5. Without it, all of them.',
        type: 'text',
        optional: true,
      },
      EVIDENCE,
      REFERENCE,
    ],
  },
  retraction: {
    title: 'Retraction',
    about: 'A retracted fact no longer counts. It stays on record with the retraction, its author and its reason.',
    fields: [
      {
        name: 'kind',
        label: 'Kind of fact',
        type: 'choice',
        choices: FACT_KINDS.filter((kind) => kind !== 'retraction').map((kind): Choice => [kind, factKindName(kind)]),
      },
      { name: 'id', label: 'Fact id', hint: 'Or the reference of a notice.', type: 'text' },
      {
        name: 'customer',
        label: 'Customer',
        hint: 'Only for a notice: the customer id, if several customers have a notice of this id.',
        type: 'text',
        optional: true,
      },
      { name: 'reason', label: 'Reason', type: 'area' },
    ],
  },
};
