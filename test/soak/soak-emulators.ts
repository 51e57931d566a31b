import { startEmulators } from '../../local/emulator/start-emulators.ts';

/** Runs the emulators in a process of their own, so that their memory does not count. They stop with their parent. */
const { dynamo, messages, stop } = await startEmulators();
process.on('disconnect', () => void stop());
process.send?.({ dynamo, messages });
