import {
  dailySweep,
  downtimeCall,
  noticeCall,
  requestedClosing,
  retractionCall,
  type ScheduledOctober,
  scheduledClosing,
} from './scheduled-october.ts';

const IN_OCTOBER = '2026-10-28T12:00:00Z';

/** The first closing, a late downtime, a sweep, the retraction of a notice, and a second closing. */
const factsBetween = (written: string): ScheduledOctober => ({
  written,
  recorded: [downtimeCall(IN_OCTOBER, 14), noticeCall(IN_OCTOBER, 14, written)],
  tasks: [
    scheduledClosing('2026-11-02T12:00:00Z'),
    downtimeCall('2026-11-02T12:10:00Z', 20),
    dailySweep('2026-11-02T12:20:00Z'),
    retractionCall('2026-11-02T12:30:00Z', 'notice', `${written}/T-14`),
    requestedClosing('2026-11-02T12:40:00Z'),
  ],
  facts: [
    { kind: 'downtime', day: 14, recordedAt: 0 },
    { kind: 'downtime', day: 20, recordedAt: 0 },
    { kind: 'notice', day: 14, recordedAt: 0, retractedAt: 0 },
  ],
});

/** Two closings, then a customer's first notice, which is late, and the retraction of a downtime, and a sweep. */
const factsAfterBoth = (written: string): ScheduledOctober => ({
  written,
  recorded: [downtimeCall(IN_OCTOBER, 14), downtimeCall(IN_OCTOBER, 20)],
  tasks: [
    scheduledClosing('2026-11-02T12:00:00Z'),
    requestedClosing('2026-11-02T12:05:00Z'),
    noticeCall('2026-11-02T12:10:00Z', 20, written),
    retractionCall('2026-11-02T12:10:00Z', 'downtime', 'web-14'),
    dailySweep('2026-11-02T12:20:00Z'),
  ],
  facts: [
    { kind: 'downtime', day: 14, recordedAt: 0, retractedAt: 0 },
    { kind: 'downtime', day: 20, recordedAt: 0 },
    { kind: 'notice', day: 20, recordedAt: 0 },
  ],
});

/** Customers in the message group of `acme`, and in another one. */
const [ONE_GROUP, TWO_GROUPS] = ['delta', 'gamma'];

/** The scenarios, by name. */
export const SCHEDULED_OCTOBERS = {
  'facts between the runs, one group': factsBetween(ONE_GROUP),
  'facts between the runs, two groups': factsBetween(TWO_GROUPS),
  'facts after both closings, one group': factsAfterBoth(ONE_GROUP),
  'facts after both closings, two groups': factsAfterBoth(TWO_GROUPS),
} as const;
