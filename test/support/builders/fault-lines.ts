import { describeFault, InvalidInput } from '../../../shared/lib/validation.ts';

/** The faults, in a line each, for which `act` throws `Rejected`; any other error passes through. */
export const faultLines = (act: () => unknown): string[] => {
  try {
    act();
  } catch (error) {
    if (error instanceof InvalidInput) return error.faults.map(describeFault);
    throw error;
  }
  return [];
};
