import type { SQSEvent } from 'aws-lambda';
import { parseJson } from '../../shared/lib/parse-json.ts';
import { parse } from '../../shared/lib/validation.ts';
import { closingOrder } from '../../shared/messaging/closing-order.ts';
import { approvedMessage, sendBatches } from '../../shared/messaging/customer-batch.ts';
import type { CloseMonthContext } from './context.ts';
import { startClosing } from './start-closing.ts';
import { sweepMonths } from './sweep-months.ts';

/** Starts the close or the sweep that an order requests, or forwards an approved credit to the work queue. */
export const closeMonth =
  (context: CloseMonthContext) =>
  async (event: SQSEvent): Promise<void> => {
    for (const { body, messageId } of event.Records) {
      const order = parse(closingOrder, parseJson(body));
      if (order.kind === 'sweep') await sweepMonths(context, order.scheduledTime, messageId);
      else if (order.kind === 'approved') await sendBatches(context.work, [approvedMessage(order, messageId)]);
      else await startClosing(context, order, messageId);
    }
  };
