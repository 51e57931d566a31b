import { startEmulators } from '../../local/emulator/start-emulators.ts';

/** The emulators as a process of their own, so that what they hold is not taken for the product's. They stop when their parent goes. */
const { dynamo, messages, stop } = await startEmulators();
process.on('disconnect', () => void stop());
process.send?.({ dynamo, messages });
