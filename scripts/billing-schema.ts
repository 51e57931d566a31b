import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import * as z from 'zod/mini';
import { billingMessage, DATA_SCHEMA } from '../shared/messaging/billing-message.ts';

/**
 * Writes docs/billing-message.schema.json from shared/messaging/billing-message.ts: `node scripts/billing-schema.ts`.
 * The schema allows other keys, because later versions may add fields.
 */
export const billingSchema = (): string => {
  const { $schema, ...schema } = z.toJSONSchema(billingMessage, {
    target: 'draft-2020-12',
    io: 'input',
    override: ({ jsonSchema }) => {
      // `format` implies the pattern, and JSON's numbers imply the bounds.
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  });
  const described = {
    $schema,
    $id: DATA_SCHEMA,
    title: 'Billing message, version 1',
    description: 'One revision of a customer’s credit for a month: a CloudEvents 1.0 JSON object.',
    ...schema,
  };
  return `${JSON.stringify(described, null, 2)}\n`;
};

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(new URL('../docs/billing-message.schema.json', import.meta.url), billingSchema());
}
