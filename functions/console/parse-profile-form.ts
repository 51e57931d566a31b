import { policyZones } from '../../shared/config/policy-zones.ts';
import type { Config } from '../../shared/config/config.ts';
import { localDateField } from '../../shared/domain/facts/fields.ts';
import { formatMinor } from '../../shared/domain/money/currency.ts';
import { readMoneyText } from '../../shared/domain/money/money-text.ts';
import { localDate, localInstant } from '../../shared/domain/time/calendar.ts';
import { formatInstant, type Instant } from '../../shared/domain/time/instant.ts';
import { type Fault, tryParse } from '../../shared/lib/validation.ts';
import { contractsOfRecord, type CustomerRecord } from '../../shared/persistence/customer-record.ts';
import type { FormInput } from './parse-form.ts';
import { type ProfileValues, serviceField, type ServiceValues } from './pages/profile-form.ts';

/** Returns a sent form as a body of `PUT /customers/{id}`. Empty fields are left out; the API rejects them if they are required. */
export const parseProfileForm = (values: ProfileValues, config: Config): FormInput => {
  const faults: Fault[] = [];
  const zone = policyZones(config);
  const fees = (at: string, text: string): unknown => {
    const { value, rule } = readMoneyText(text);
    if (value === undefined) faults.push({ at, rule, value: text });
    return value;
  };
  const contract = (given: ServiceValues, path: string): Record<string, unknown> => ({
    components: given.components,
    ...(given.fees === '' ? {} : { serviceFees: fees(`${path}fees`, given.fees) }),
    ...(given.policy === '' ? {} : { policy: given.policy }),
  });
  const atMidnight = (date: string): string =>
    tryParse(localDateField, date).value === undefined
      ? date
      : formatInstant(localInstant(zone(values.contract.policy || undefined, date.slice(0, '2026-10'.length)), date));
  const services = values.services.filter(({ id, name, fees: amount }) => `${id}${name}${amount}` !== '');
  const { components: _components, serviceFees: _fees, ...onlyPolicy } = contract(values.contract, '');
  const body = {
    name: values.name,
    ...(services.length === 0
      ? contract(values.contract, '')
      : {
          ...onlyPolicy,
          services: services.map((service, i) => ({
            id: service.id,
            ...(service.name === '' ? {} : { name: service.name }),
            ...contract(service, `${serviceField(i)}-`),
          })),
        }),
    ...given('activeFrom', atMidnight(values.activeFrom)),
    ...given('activeTo', atMidnight(values.activeTo)),
    ...given('effectiveFrom', values.effectiveFrom),
    ...given('noticeToken', values.noticeToken),
    ...listOf('contacts', linesOf(values.contacts)),
    ...listOf('statementTo', linesOf(values.statementTo)),
    ...refsOf(values.externalRefs, faults),
  };
  return { body, faults };
};

const given = (name: string, value: string): Record<string, string> => (value === '' ? {} : { [name]: value });

const listOf = (name: string, lines: readonly string[]): Record<string, readonly string[]> =>
  lines.length === 0 ? {} : { [name]: lines };

const linesOf = (text: string): string[] =>
  text
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

const refsOf = (text: string, faults: Fault[]): { readonly externalRefs?: Record<string, string> } => {
  const entries = linesOf(text).flatMap((line): [string, string][] => {
    const [, system = '', id = ''] = /^([^:]+):\s*(.+)$/.exec(line) ?? [];
    if (system !== '') return [[system.trim(), id]];
    faults.push({ at: 'externalRefs', rule: 'not a system and an id (stripe: cus_1)', value: line });
    return [];
  });
  return entries.length === 0 ? {} : { externalRefs: Object.fromEntries(entries) };
};

/** Returns a record as the values of the form. */
export const profileValues = (record: CustomerRecord, config: Config): ProfileValues => {
  const { id, name, policy, activeFrom, activeTo, noticeToken = '', externalRefs = {} } = record;
  const { contacts = [], statementTo = [] } = record;
  const zone = policyZones(config)(policy, '2026-01');
  const contracts = contractsOfRecord(record).map((contract): ServiceValues => ({
    id: contract.service ?? '',
    name: contract.name ?? '',
    components: contract.components,
    fees:
      contract.serviceFees === undefined
        ? ''
        : formatMinor(contract.serviceFees.amountMinor, contract.serviceFees.currency),
    policy: contract.service !== undefined && contract.policy === policy ? '' : (contract.policy ?? ''),
  }));
  const own = contracts.find((contract) => contract.id === '');
  return {
    id,
    name,
    contract: own ?? { id: '', name: '', components: [], fees: '', policy: policy ?? '' },
    services: own === undefined ? contracts : [],
    activeFrom: dateText(zone, activeFrom),
    activeTo: dateText(zone, activeTo),
    effectiveFrom: '',
    contacts: contacts.join('\n'),
    statementTo: statementTo.join('\n'),
    noticeToken,
    externalRefs: Object.entries(externalRefs)
      .map(([system, ref]) => `${system}: ${ref}`)
      .join('\n'),
  };
};

/** Returns the local date of an instant at midnight, else the instant. */
const dateText = (zone: string, at: Instant | undefined): string => {
  if (at === undefined) return '';
  const date = localDate(zone, at);
  return localInstant(zone, date) === at ? date : formatInstant(at);
};

/** Reads the values of a sent form. */
export const readProfileValues = (sent: URLSearchParams): ProfileValues => {
  const text = (name: string): string => (sent.get(name) ?? '').trim();
  const contract = (prefix: string): ServiceValues => ({
    id: text(`${prefix}id`),
    name: text(`${prefix}name`),
    components: sent.getAll(`${prefix}components`).filter((component) => component !== ''),
    fees: text(`${prefix}fees`),
    policy: text(`${prefix}policy`),
  });
  const services: ServiceValues[] = [];
  for (let i = 0; sent.has(`${serviceField(i)}-id`); i += 1) services.push(contract(`${serviceField(i)}-`));
  return {
    id: text('id'),
    name: text('name'),
    contract: { ...contract(''), id: '', name: '' },
    services,
    activeFrom: text('activeFrom'),
    activeTo: text('activeTo'),
    effectiveFrom: text('effectiveFrom'),
    contacts: text('contacts'),
    statementTo: text('statementTo'),
    noticeToken: text('noticeToken'),
    externalRefs: text('externalRefs'),
  };
};
