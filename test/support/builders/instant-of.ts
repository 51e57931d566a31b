import { parseInstant } from '../../../shared/domain/time/instant.ts';

/** An instant that a test writes down. */
export const at = (text: string): number => {
  const instant = parseInstant(text);
  if (instant === undefined) throw new Error(`${text} is no instant`);
  return instant;
};
