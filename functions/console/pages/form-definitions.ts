import { EXCLUSION_REASONS, FACT_KINDS } from '../../../shared/domain/facts/facts.ts';

/** What people record, by the last part of the form's address. */
export const FORM_KINDS = ['notice', 'maintenance', 'exclusion', 'downtime', 'retraction'] as const;
export type FormKind = (typeof FORM_KINDS)[number];

type Choice = readonly [value: string, text: string];

/**
 * A field of a form. Its name is the last part of the place that a fault of the API names (`scope.component`: `component`), so that a fault
 * stands beside its field.
 */
export type FormField = {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  /** @default false - it has to be filled in */
  readonly optional?: boolean;
} & (
  | { readonly type: 'text' | 'area' | 'instant' | 'component' | 'scope' }
  | { readonly type: 'choice'; readonly choices: readonly Choice[] }
);

/** What stands in a form's fields, by name. */
export type FormValues = Readonly<Record<string, string | undefined>>;

type Form = {
  readonly title: string;
  /** What it is for, in a sentence or two. */
  readonly about: string;
  readonly fields: readonly FormField[];
};

const WINDOW: readonly FormField[] = [
  { name: 'scope', label: 'Of', type: 'scope' },
  { name: 'start', label: 'From', type: 'instant' },
  { name: 'end', label: 'To', type: 'instant' },
];

const OWN_ID: FormField = {
  name: 'id',
  label: 'Number of its own',
  hint: 'A ticket’s, a change’s. Without one it is found by an id made of what is said.',
  type: 'text',
  optional: true,
};

const EVIDENCE: FormField = {
  name: 'evidence',
  label: 'Evidence',
  hint: 'Where it can be checked: an address, a log, a ticket.',
  type: 'area',
};

/** Because of what something is excluded. */
export const REASONS: Readonly<Record<(typeof EXCLUSION_REASONS)[number], string>> = {
  'third-party': 'a third party’s outage',
  'force-majeure': 'force majeure',
  'policy-block': 'a block under the company’s policies',
};

const KINDS: Readonly<Record<(typeof FACT_KINDS)[number], string>> = {
  'monitor-state': 'alarm',
  downtime: 'declared downtime',
  'provider-status': 'provider’s word',
  maintenance: 'maintenance',
  exclusion: 'exclusion',
  notice: 'notice',
  retraction: 'retraction',
};

export const FORMS: Readonly<Record<FormKind, Form>> = {
  notice: {
    title: 'A customer’s notice',
    about:
      'A customer wrote that it recognised a downtime. Where the contract asks for notice, downtime counts from then on.',
    fields: [
      { name: 'customer', label: 'Customer', hint: 'Its id.', type: 'text' },
      { name: 'recognizedAt', label: 'Recognised', hint: 'When the customer says that it noticed.', type: 'instant' },
      { name: 'receivedAt', label: 'Received', hint: 'When the company had it in writing.', type: 'instant' },
      {
        name: 'channel',
        label: 'Came by',
        type: 'choice',
        choices: [
          ['email', 'e-mail'],
          ['portal', 'the portal'],
          ['phone-transcript', 'telephone, written down'],
        ],
      },
      { name: 'text', label: 'What the customer wrote', type: 'area' },
      OWN_ID,
    ],
  },
  maintenance: {
    title: 'Maintenance',
    about:
      'Announced early enough, or wanted by the customer, it is scheduled and does not count. Otherwise it is downtime like any other.',
    fields: [
      ...WINDOW,
      { name: 'announcedAt', label: 'Announced', hint: 'When those concerned were told.', type: 'instant' },
      {
        name: 'requestedBy',
        label: 'Wanted by',
        type: 'choice',
        choices: [
          ['company', 'the company'],
          ['customer', 'the customer'],
        ],
      },
      OWN_ID,
    ],
  },
  exclusion: {
    title: 'An exclusion',
    about: 'A stretch that does not count, for a reason that the contract names.',
    fields: [
      ...WINDOW,
      {
        name: 'reason',
        label: 'Because of',
        type: 'choice',
        choices: EXCLUSION_REASONS.map((reason): Choice => [reason, REASONS[reason]]),
      },
      EVIDENCE,
      OWN_ID,
    ],
  },
  downtime: {
    title: 'Downtime that no alarm saw',
    about: 'A component was down, and no alarm said so. It is judged as if one had.',
    fields: [{ name: 'component', label: 'Component', type: 'component' }, ...WINDOW.slice(1), EVIDENCE, OWN_ID],
  },
  retraction: {
    title: 'A retraction',
    about:
      'A fact that was recorded in error does not exist from then on. It stays on record, and so does who took it back and why.',
    fields: [
      {
        name: 'kind',
        label: 'Retract',
        type: 'choice',
        choices: FACT_KINDS.filter((kind) => kind !== 'retraction').map((kind): Choice => [kind, KINDS[kind]]),
      },
      { name: 'id', label: 'Its id', hint: 'Or a notice’s own number.', type: 'text' },
      { name: 'reason', label: 'Why', type: 'area' },
    ],
  },
};
