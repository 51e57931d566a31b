import * as z from 'zod/mini';
import type { Instant } from '../time/instant.ts';
import { anyText, currencyCode, customerId, instantField, isObject, later, whole } from './fields.ts';

/** The fees of a month of service: minor units of a currency. */
export const fees = z.strictObject({ amountMinor: whole(0), currency: anyText });
export type Fees = z.output<typeof fees>;

/** Fees as entry points accept them: the currency is an ISO 4217 code. */
export const billedFees = z.strictObject({ amountMinor: whole(0), currency: currencyCode });

/** The term of the contract, `[activeFrom, activeTo)`; a missing end is unlimited. */
export const activity = { activeFrom: z.optional(instantField), activeTo: z.optional(instantField) };

export const endsAfterItBegan = later('activeFrom', 'activeTo', 'not after activeFrom', (from, to) => to > from);

/** The components that a customer uses: at least one. */
export const usedComponents = z.array(anyText).check(z.minLength(1, 'no components'));

const service = z.strictObject({ id: customerId, components: usedComponents, serviceFees: fees });

const servicesList = z.array(service).check(z.minLength(1, 'no services'));

/** A customer with one contract: its components and the fees for them. */
const plainCustomer = z
  .strictObject({ id: customerId, components: usedComponents, serviceFees: fees, ...activity })
  .check(endsAfterItBegan);

/** A customer with several services. Components and fees beside them are parsed only so that their own faults are reported too. */
const customerOfServices = z
  .strictObject({
    id: customerId,
    services: servicesList,
    components: z.optional(usedComponents),
    serviceFees: z.optional(fees),
    ...activity,
  })
  .check(
    endsAfterItBegan,
    z.refine((value) => !('components' in value) && !('serviceFees' in value), {
      error: 'services beside components or serviceFees',
      path: ['services'],
      when: ({ value }) => isObject(value),
    }),
  );

/** The schema of a customer in a case: of one with services if it has that key. */
export const customerSchemaFor = (input: unknown) =>
  isObject(input) && 'services' in input ? customerOfServices : plainCustomer;
export type Customer = z.output<typeof plainCustomer> | z.output<typeof customerOfServices>;

/** One evaluated contract: a customer's, or one of its services'. Each is evaluated by itself (`docs/rules.md §2`). */
export type ServiceContract = {
  readonly customer: string;
  readonly service?: string | undefined;
  readonly components: readonly string[];
  readonly serviceFees: Fees;
  readonly activeFrom?: Instant | undefined;
  readonly activeTo?: Instant | undefined;
};

/** Returns the contracts of a customer in the order given: one for each service, or one for the customer. */
export const contractsOf = (customer: Customer): ServiceContract[] => {
  const { id, activeFrom, activeTo } = customer;
  if (!('services' in customer)) {
    const { components, serviceFees } = customer;
    return [{ customer: id, components, serviceFees, activeFrom, activeTo }];
  }
  return customer.services.map((service) => ({
    customer: id,
    service: service.id,
    components: service.components,
    serviceFees: service.serviceFees,
    activeFrom,
    activeTo,
  }));
};
