import { synthesise } from '../../infra/synthesise.ts';
import { startEmulatedStack } from '../../local/emulator/emulated-stack.ts';
import { ENV } from '../../shared/config/environment.ts';
import { CONFIG } from './bench-month.ts';

/**
 * Run as a process of its own, so that emulators do not share the processor time that is measured: starts them, tells its parent where
 * they are, and stops once its parent lets go.
 */
const account = await startEmulatedStack(synthesise(CONFIG, 'bench'));
const { table, sqs, statements, setting } = account;
const [dynamo, messages] = await Promise.all([table.documents.config.endpoint?.(), sqs.config.endpoint?.()]);
process.send?.({
  dynamoPort: dynamo?.port,
  messagesPort: messages?.port,
  table: table.name,
  bucket: statements.name,
  workUrl: setting('close-month', ENV.workQueueUrl),
  billingUrl: setting('assess-customers', ENV.billingQueueUrl),
});
process.once('disconnect', () => void account.stop());
