import { AwsClient } from 'aws4fetch';
import * as z from 'zod/mini';
import { AWS_RETRIES } from '../lib/aws-retries.ts';
import { parseJson } from '../lib/parse-json.ts';
import { parse } from '../lib/validation.ts';
import type { SesSettings } from './mail-sender.ts';

const account = z.object({
  ProductionAccessEnabled: z.boolean(),
  SendingEnabled: z.optional(z.boolean()),
});

/** Whether SES sends messages to any address. `sandbox`: only to verified ones. `paused`: to none. */
export type MailAccountState = 'production' | 'sandbox' | 'paused';

/** Returns a reader of the account's state in SES. */
export const mailAccountReader = ({
  region,
  credentials,
  base,
  retries = AWS_RETRIES.maxAttempts - 1,
}: Omit<SesSettings, 'configurationSet'>): (() => Promise<MailAccountState>) => {
  const client = new AwsClient({ ...credentials, service: 'ses', region, retries });
  return async () => {
    const response = await client.fetch(`${base}/v2/email/account`);
    const body = await response.text();
    if (!response.ok) throw new Error(`SES answered ${response.status} ${body.slice(0, 300)}`);
    const { ProductionAccessEnabled, SendingEnabled = true } = parse(account, parseJson(body));
    if (!SendingEnabled) return 'paused';
    return ProductionAccessEnabled ? 'production' : 'sandbox';
  };
};
