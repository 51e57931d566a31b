import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bundled } from '../../scripts/bundled.ts';

/** The size and the packages of each bundle. The lists are exact: adding a package is a decision. */

const ALWAYS = [
  '@aws-lambda-powertools/commons',
  '@aws-lambda-powertools/logger',
  '@aws-lambda-powertools/metrics',
  '@aws-sdk/core',
  '@aws/lambda-invoke-store',
  '@smithy/core',
  '@smithy/node-http-handler',
  '@smithy/signature-v4',
  '@smithy/types',
  'zod',
];
const TABLE = [
  '@aws-sdk/client-dynamodb',
  '@aws-sdk/dynamodb-codec',
  '@aws-sdk/endpoint-cache',
  '@aws-sdk/lib-dynamodb',
  '@aws-sdk/middleware-endpoint-discovery',
  '@aws-sdk/util-dynamodb',
  'mnemonist',
  'obliterator',
];
const SQS = ['@aws-sdk/client-sqs', '@aws-sdk/middleware-sdk-sqs'];

/** The table's client has 160 KB. */
const NO_TABLE = 280;
const INGEST = 430;
/** postal-mime has 78 KB, and receipts need the policies with luxon. */
const MAIL = 510;
/** The texts of statements need the policies with luxon. */
const STATEMENT_MAIL = 510;
/** luxon has 71 KB. */
const MONTH_END = 520;
/** The API also lists and assigns messages without a customer, lists sent mail, and writes credits as CSV. */
const API = 570;
/** An assessment also renders the statement, with the contract in words. */
const ASSESSMENT = 605;
/** Stripe's package has 300 KB: it loads every resource. */
const STRIPE = 900;
/** The check also loads the configuration with its policies. */
const STRIPE_CHECK = 1000;
/** All pages, all forms, the API's records, the search and the accrual. OpenAPI has 27 KB, and sign-in 80 KB. */
const CONSOLE = 950;
/** The reconciliation also evaluates claims against providers, by the rules with luxon, and reads the account in SES. */
const RECONCILIATION = 475;

const FUNCTIONS: Readonly<Record<string, { readonly atMost: number; readonly packages: readonly string[] }>> = {
  'ingest-cloudwatch': { atMost: INGEST, packages: [...SQS, '@aws-lambda-powertools/batch'] },
  'ingest-twilio': { atMost: INGEST, packages: [...SQS, '@aws-sdk/client-secrets-manager'] },
  'ingest-notices': { atMost: INGEST, packages: [...SQS, '@aws-sdk/client-secrets-manager'] },
  'ingest-email': { atMost: MAIL, packages: ['aws4fetch', 'luxon', 'postal-mime'] },
  'mail-statements': { atMost: STATEMENT_MAIL, packages: ['aws4fetch', 'luxon'] },
  'record-mail-events': { atMost: INGEST, packages: [] },
  'poll-twilio': { atMost: INGEST, packages: SQS },
  'reconcile-alarms': {
    atMost: RECONCILIATION,
    packages: ['@aws-sdk/client-cloudwatch', '@smithy/middleware-compression', 'aws4fetch', 'luxon'],
  },
  records: { atMost: API, packages: [...SQS, 'hono', 'luxon'] },
  console: {
    atMost: CONSOLE,
    packages: [...SQS, '@aws-sdk/client-secrets-manager', 'hono', 'jose', 'luxon', 'oauth4webapi', 'openid-client'],
  },
  'invoice-stripe': { atMost: STRIPE, packages: ['@aws-sdk/client-secrets-manager', 'luxon', 'stripe'] },
  'check-stripe': { atMost: STRIPE_CHECK, packages: ['@aws-sdk/client-secrets-manager', 'luxon', 'stripe'] },
  'invoice-webhook': { atMost: NO_TABLE, packages: [...SQS, '@aws-sdk/client-secrets-manager'] },
  'close-month': { atMost: MONTH_END, packages: [...SQS, 'luxon'] },
  'assess-customers': { atMost: ASSESSMENT, packages: [...SQS, 'aws4fetch', 'hono', 'luxon'] },
};

test('every function has a bundle limit', () => {
  const folders = readdirSync(new URL('../../functions', import.meta.url), { withFileTypes: true });
  const names = folders
    .filter((folder) => folder.isDirectory())
    .map(({ name }) => name)
    .filter((name) => name !== 'lambda');
  expect(names.toSorted()).toStrictEqual(Object.keys(FUNCTIONS).toSorted());
});

test.each(Object.entries(FUNCTIONS))(
  'the bundle of %s contains only what it needs',
  async (name, { atMost, packages }) => {
    const { bytes, packages: inside } = await bundled(name);
    const names = inside.map((folder) => folder.replace(/.*node_modules\//, ''));
    const table = atMost === NO_TABLE ? [] : TABLE;
    expect(names.toSorted()).toStrictEqual([...ALWAYS, ...table, ...packages].toSorted());
    expect(bytes / 1000).toBeLessThanOrEqual(atMost);
  },
);
