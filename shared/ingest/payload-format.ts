import * as z from 'zod/mini';
import { InvalidInput } from '../lib/validation.ts';

/** The formats that each entry point accepts, in words. */
const ACCEPTED = {
  eventbridge:
    'an EventBridge event (CloudWatch Alarm State Change, CloudWatch Alarm Configuration Change, AWS Health Event)',
  twilio: 'the body of a Statuspage webhook (one incident with its updates, or one component update)',
  records: 'a call of the HTTP API ({"method": "POST", "path": "/notices", "body": {…}})',
  'alarm-history': 'the answer of CloudWatch’s DescribeAlarmHistory ({"AlarmHistoryItems": […]})',
  incidents: 'a status page’s incidents.json ({"page": {…}, "incidents": […]})',
} as const;
export type EntryPoint = keyof typeof ACCEPTED;

const list = z.array(z.unknown());

/** Known formats, most specific first. `at`: the only entry point that accepts the format. */
const FORMATS: readonly { readonly name: string; readonly at?: EntryPoint; readonly schema: z.core.$ZodType }[] = [
  { name: "CloudWatch's action for a Lambda function", schema: z.object({ alarmData: z.object({}) }) },
  { name: 'an EventBridge event', at: 'eventbridge', schema: z.object({ 'detail-type': z.string() }) },
  { name: 'a call of the HTTP API', at: 'records', schema: z.object({ method: z.string(), path: z.string() }) },
  { name: 'a Statuspage webhook', at: 'twilio', schema: z.object({ page: z.object({}), incident: z.object({}) }) },
  {
    name: 'a Statuspage webhook',
    at: 'twilio',
    schema: z.object({ page: z.object({}), component_update: z.object({}) }),
  },
  {
    name: "an SNS notification, with its text in the field 'Message'",
    schema: z.object({ Type: z.string(), Message: z.string() }),
  },
  { name: "an alarm's SNS message", schema: z.object({ AlarmName: z.string(), NewStateValue: z.string() }) },
  { name: "an item of an alarm's history", schema: z.object({ HistoryItemType: z.string() }) },
  {
    name: "an alarm's history (the answer of DescribeAlarmHistory)",
    at: 'alarm-history',
    schema: z.object({ AlarmHistoryItems: list }),
  },
  { name: "an alarm's description (the answer of DescribeAlarms)", schema: z.object({ MetricAlarms: list }) },
  { name: 'an event of a Lambda function with records of SNS or SQS', schema: z.object({ Records: list }) },
  {
    name: "a status page's summary.json",
    schema: z.object({ page: z.object({}), incidents: list, components: list }),
  },
  {
    name: "a status page's incidents.json",
    at: 'incidents',
    schema: z.object({ page: z.object({}), incidents: list }),
  },
  {
    name: "a status page's scheduled-maintenances.json",
    schema: z.object({ page: z.object({}), scheduled_maintenances: list }),
  },
  { name: "a status page's components.json", schema: z.object({ page: z.object({}), components: list }) },
  {
    name: 'an incident of a status page without its page',
    schema: z.object({ incident_updates: list }),
  },
];

/** Returns the name of a payload's format, and the entry point that accepts it; undefined for an unknown format. */
const formatOf = (payload: unknown): { readonly name: string; readonly at?: EntryPoint } | undefined => {
  const format = FORMATS.find(({ schema }) => z.safeParse(schema, payload).success);
  if (format !== undefined || !Array.isArray(payload) || payload.length === 0) return format;
  const first = formatOf(payload[0]);
  return first === undefined ? undefined : { name: `a list; its first item is ${first.name}` };
};

/**
 * Throws `InvalidInput` for a payload in a known format that the entry point does not accept.
 * The error names both formats: the fault of a single field would not lead to the cause.
 */
export const rejectOtherFormat = (payload: unknown, entryPoint: EntryPoint): void => {
  const format = formatOf(payload);
  if (format === undefined || format.at === entryPoint) return;
  throw new InvalidInput([{ at: '', rule: `${format.name}; expected ${ACCEPTED[entryPoint]}` }]);
};
