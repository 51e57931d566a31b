/** Payloads of the month of the fault tests. */

/** Returns a state change of an alarm as EventBridge delivers it. */
export const alarmEvent = (name: string, value: string, timestamp: string): unknown => ({
  'detail-type': 'CloudWatch Alarm State Change',
  source: 'aws.cloudwatch',
  account: '111122223333',
  time: timestamp,
  region: 'us-west-2',
  resources: [`arn:aws:cloudwatch:us-west-2:111122223333:alarm:${name}`],
  detail: { alarmName: name, state: { value, timestamp: timestamp.replace('Z', '.000+0000') } },
});

const health = {
  'detail-type': 'AWS Health Event',
  source: 'aws.health',
  account: '111122223333',
  time: '2026-10-16T20:12:31Z',
  region: 'us-west-2',
  resources: [],
  detail: {
    eventArn: 'arn:aws:health:us-east-1::event/LAMBDA/AWS_LAMBDA_OPERATIONAL_ISSUE/AWS_LAMBDA_OPERATIONAL_ISSUE_7F3A1',
    service: 'LAMBDA',
    eventTypeCode: 'AWS_LAMBDA_OPERATIONAL_ISSUE',
    eventTypeCategory: 'issue',
    eventScopeCode: 'PUBLIC',
    communicationId: '9f2c7f0e4c1b4a55a8c3d1e0f6b7a890-1',
    startTime: 'Fri, 16 Oct 2026 18:49:00 GMT',
    endTime: 'Fri, 16 Oct 2026 20:10:00 GMT',
    lastUpdatedTime: 'Fri, 16 Oct 2026 20:12:30 GMT',
    statusCode: 'closed',
    eventRegion: 'us-east-1',
    page: '1',
    totalPages: '1',
    affectedAccount: '111122223333',
  },
};

/** The events of the month for the intake queue. */
export const intakeEvents: readonly unknown[] = [
  alarmEvent('web-5xx', 'OK', '2026-10-01T00:00:00Z'),
  alarmEvent('web-5xx', 'ALARM', '2026-10-14T17:00:00Z'),
  alarmEvent('web-5xx', 'OK', '2026-10-14T19:00:00Z'),
  alarmEvent('voice 5xx', 'ALARM', '2026-10-15T17:00:00Z'),
  alarmEvent('voice 5xx', 'OK', '2026-10-15T19:00:00Z'),
  alarmEvent('somebody else', 'ALARM', '2026-10-15T17:00:00Z'),
  alarmEvent('web-5xx', 'BROKEN', '2026-10-15T17:00:00Z'),
  health,
];

/** Returns an incident of Twilio's voice service from `start` to `end`, as the status page shows it at `edited`. */
export const outageIncident = (id: string, start: string, end: string, edited: string): unknown => ({
  incident_updates: [
    update(`${id}over`, end, 'operational', edited),
    update(`${id}out`, start, 'major_outage', edited),
  ],
});

/** Returns the same incident as the webhook receives it. */
export const incidentWebhook = (start: string, end: string, edited: string): unknown => ({
  page: { id: 'gpkpyklzq55q' },
  incident: outageIncident('', start, end, edited),
});
const update = (id: string, at: string, new_status: string, updated_at: string): unknown => ({
  id,
  created_at: at,
  display_at: at,
  updated_at,
  affected_components: [{ code: 'voicecode001', name: 'Voice', old_status: '', new_status }],
});
