import * as z from 'zod/mini';
import { isZoneName } from '../domain/time/zones.ts';
import { parse } from '../lib/validation.ts';

const count = () => z.int().check(z.gte(0));
const text = () => z.string().check(z.minLength(1));

const creditLine = z.object({
  kind: z.enum(['computed', 'goodwill']),
  service: z.optional(z.nullable(z.string())),
  amountMinor: count(),
  timeZone: z.optional(z.nullable(z.string())),
  reason: z.string(),
});

const creditMessage = z.object({
  specversion: z.literal('1.0'),
  id: text(),
  type: z.enum(['sla-credits.credit.issued.v1', 'sla-credits.credit.adjusted.v1']),
  data: z.object({
    creditId: text(),
    revision: z.int().check(z.gte(1)),
    customer: text(),
    externalRefs: z.optional(z.record(z.string(), z.string())),
    month: z.string().check(z.regex(/^\d{4}-(0[1-9]|1[0-2])$/)),
    apply: z.enum(['incident-month', 'next-invoice']),
    amountMinor: count(),
    currency: z.string().check(z.regex(/^[A-Z]{3}$/)),
    exponent: count().check(z.lte(4, 'more than 4 decimals')),
    lines: z.array(creditLine).check(z.minLength(1)),
    reason: z.string(),
    statement: z.object({ sha256: text() }),
  }),
});

const addsUp = creditMessage.check(
  z.check<z.output<typeof creditMessage>>(({ value, issues }) => {
    const { lines, amountMinor } = value.data;
    const sum = lines.reduce((total, line) => total + line.amountMinor, 0);
    if (sum === amountMinor) return;
    const rule = `not the sum of the lines (${sum})`;
    issues.push({ code: 'custom', path: ['data', 'amountMinor'], message: rule, input: amountMinor });
  }),
);

/** The fields of a billing message that a consumer needs. Others may be added without notice, and are ignored. */
export type CreditMessage = z.output<typeof creditMessage>;
/** The credit that a billing message describes. */
export type MessageCredit = CreditMessage['data'];

/** Parses a billing message. Throws `InvalidInput` with every fault. */
export const parseCreditMessage = (input: unknown): CreditMessage => parse(addsUp, input);

/** Returns the zone of the credit's month: that of its first computed line, otherwise UTC. */
export const zoneOfCredit = ({ lines }: MessageCredit): string =>
  lines.map(({ timeZone }) => timeZone).find((zone) => typeof zone === 'string' && isZoneName(zone)) ?? 'UTC';
