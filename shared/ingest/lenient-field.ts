import * as z from 'zod/mini';

/** Returns an optional field that counts as missing if it is null or invalid: it decides no amount. */
export const lenientField = <S extends z.core.$ZodType>(schema: S) =>
  z.pipe(
    z.optional(z.unknown()),
    z.transform((value): z.output<S> | undefined => z.safeParse(schema, value).data),
  );
