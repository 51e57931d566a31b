import { synthesise } from '../../infra/synthesise.ts';
import { startEmulatedStack } from '../../local/emulator/emulated-stack.ts';
import { ENV } from '../../shared/config/environment.ts';
import { CONFIG } from './bench-month.ts';

/**
 * A separate process, so that the emulators do not add to the measured processor time. Sends the addresses to its
 * parent, and stops when the parent disconnects.
 */
const stack = await startEmulatedStack(synthesise(CONFIG, 'bench'));
const { table, sqs, statements, setting } = stack;
const [dynamo, messages] = await Promise.all([table.documents.config.endpoint?.(), sqs.config.endpoint?.()]);
process.send?.({
  dynamoPort: dynamo?.port,
  messagesPort: messages?.port,
  table: table.name,
  bucket: statements.name,
  workUrl: setting('close-month', ENV.workQueueUrl),
  billingUrl: setting('assess-customers', ENV.billingQueueUrl),
});
process.once('disconnect', () => void stack.stop());
