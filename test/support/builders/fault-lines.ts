import { describeFault, InvalidInput } from '../../../shared/lib/validation.ts';

/** Returns the faults of the `InvalidInput` that `act` throws, as lines. Passes on any other error. */
export const faultLines = (act: () => unknown): string[] => {
  try {
    act();
  } catch (error) {
    if (error instanceof InvalidInput) return error.faults.map(describeFault);
    throw error;
  }
  return [];
};
