import { Rejected } from './rejected.ts';

/** Reads JSON. Throws `Rejected` for what is none. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Rejected([{ at: '', rule: `not JSON: ${error instanceof Error ? error.message : String(error)}` }]);
  }
};
