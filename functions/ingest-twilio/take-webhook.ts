import { takeUpdates, type TakingUpdates } from '../take-updates.ts';

/** Takes the body of a webhook in: all its updates, of either form. Throws `Rejected` for one that will never work. */
export const takeWebhook = (context: TakingUpdates, body: string): Promise<void> =>
  takeUpdates(context, 'twilio', body);
