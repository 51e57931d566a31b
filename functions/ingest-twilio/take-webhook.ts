import { ingestStatuspage, type StatuspageContext } from '../../shared/ingest/ingest-statuspage.ts';

/** Takes the body of a webhook in: all its updates, of either form. Throws `Rejected` for one that will never work. */
export const takeWebhook = (context: StatuspageContext, body: string): Promise<void> =>
  ingestStatuspage(context, 'twilio', body);
