import * as z from 'zod/mini';
import { anyText, currencyCode, isObject, whole, keywordField } from '../facts/fields.ts';
import { type Fraction, fraction } from '../money/fraction.ts';

/** The periods whose days a share in days is a part of. */
const FEE_PERIODS = ['month', '30-days', 'year'] as const;

/** A share of the month's fees: basis points, or days of service. */
export type Share =
  | { readonly bps: number; readonly serviceFeeDays?: undefined }
  | {
      readonly serviceFeeDays: number;
      readonly of?: (typeof FEE_PERIODS)[number] | undefined;
      readonly bps?: undefined;
    };

/** An amount of money. */
type MoneyAmount = { readonly amountMinor: number; readonly currency: string };

/** The most that a month's credit can be: a share of the fees, or an amount. */
export type Cap = Share | (MoneyAmount & { readonly bps?: undefined; readonly serviceFeeDays?: undefined });

const shareKeys = {
  bps: z.optional(whole(0)),
  serviceFeeDays: z.optional(whole(0)),
  of: z.optional(keywordField(FEE_PERIODS)),
};

const has = (value: unknown, key: string): boolean => isObject(value) && key in value;

/** The keys of each form of a share and of a cap. */
const SHARE_KEYS = [['bps'], ['serviceFeeDays']] as const;
const CAP_KEYS = [...SHARE_KEYS, ['amountMinor', 'currency']] as const;

const formsOf = (value: unknown, forms: readonly (readonly string[])[]): number =>
  forms.filter((keys) => keys.some((key) => has(value, key))).length;

const whenObject = ({ value }: z.core.ParsePayload): boolean => isObject(value);

const SHARE_FORMS = '{"bps": n}, {"serviceFeeDays": n}';

const hasOneForm = (forms: readonly (readonly string[])[], names: string) =>
  z.refine<object>((value) => formsOf(value, forms) === 1, { error: `not one of ${names}`, when: whenObject });

/** `of` names the period of days, so it has no meaning beside another form. */
const ofBesideDays = z.refine<object>(
  (value) => !has(value, 'of') || has(value, 'serviceFeeDays') || formsOf(value, CAP_KEYS) === 0,
  { error: 'only beside serviceFeeDays', path: ['of'], when: whenObject },
);

const isShare = (value: object): value is Share => has(value, 'bps') || has(value, 'serviceFeeDays');
const isCap = (value: object): value is Cap => isShare(value) || has(value, 'amountMinor');

export const share = z.pipe(
  z.strictObject(shareKeys).check(hasOneForm(SHARE_KEYS, SHARE_FORMS), ofBesideDays),
  z.custom<Share>((value) => isObject(value) && isShare(value)),
);

type CurrencyField = z.ZodMiniType<string, string>;

const amountIn = (currency: CurrencyField) => z.strictObject({ amountMinor: whole(0), currency });

const capIn = (currency: CurrencyField) =>
  z.pipe(
    z.strictObject({ ...shareKeys, amountMinor: z.optional(whole(0)), currency: z.optional(currency) }).check(
      hasOneForm(CAP_KEYS, `${SHARE_FORMS}, {"amountMinor", "currency"}`),
      ofBesideDays,
      z.refine((value) => has(value, 'amountMinor') || !has(value, 'currency'), {
        error: 'missing',
        path: ['amountMinor'],
        when: whenObject,
      }),
      z.refine((value) => has(value, 'currency') || !has(value, 'amountMinor'), {
        error: 'missing',
        path: ['currency'],
        when: whenObject,
      }),
    ),
    z.custom<Cap>((value) => isObject(value) && isCap(value)),
  );

/** The amounts of money of a policy, with any text as a currency. */
export const anyAmounts = { cap: capIn(anyText), amount: amountIn(anyText) };

/** The amounts of money of a configured policy: their currencies are ISO 4217 codes. */
export const knownAmounts = { cap: capIn(currencyCode), amount: amountIn(currencyCode) };

/** Returns a share as an exact fraction of the fees of a month that has `daysInMonth` days. A year's fees are twelve months'. */
export const fractionOf = (share: Share, daysInMonth: number): Fraction => {
  if (share.bps !== undefined) return fraction(share.bps, 10_000);
  switch (share.of) {
    case '30-days':
      return fraction(share.serviceFeeDays, 30);
    case 'year':
      return fraction(BigInt(share.serviceFeeDays) * 12n, 365);
    default:
      return fraction(share.serviceFeeDays, daysInMonth);
  }
};
