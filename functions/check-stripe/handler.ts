import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { loadConfig } from '../../shared/config/config.ts';
import { ENV, setting } from '../../shared/config/environment.ts';
import { loadStripeInvoicing } from '../../shared/config/invoicing.ts';
import { stripeClient } from '../../shared/invoicing/stripe-client.ts';
import { openTable } from '../../shared/persistence/dynamo-table.ts';
import slaConfig from '../../sla.config.ts';
import { lambdaTelemetry } from '../lambda/lambda-telemetry.ts';
import { lazyHandler } from '../lambda/lazy-handler.ts';
import { currentSecretReader } from '../lambda/secret-reader.ts';
import { checkStripe } from './check-stripe.ts';

export const handler = lazyHandler(() => {
  const { mailCustomers } = loadStripeInvoicing(slaConfig.invoicing);
  const readKey = currentSecretReader(new SecretsManagerClient(), setting(ENV.stripeSecret), Date.now);
  return checkStripe({
    table: openTable(setting(ENV.table)),
    booking: async () => ({ stripe: stripeClient({ key: await readKey() }), mode: 'report', mailCustomers }),
    config: loadConfig(slaConfig),
    telemetry: lambdaTelemetry(setting(ENV.stage)),
    clock: Date.now,
  });
});
