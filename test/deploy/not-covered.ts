/** Properties that the emulator cannot show, each with the template test that covers it. */
export const NOT_COVERED = [
  {
    what: 'CloudWatch and AWS Health send no events, and PutEvents rejects their sources (first gap)',
    file: 'event-delivery.test.ts',
    test: 'rules match the configured alarms once, including their deletion',
  },
  {
    what: 'EventBridge neither retries nor has dead-letter queues',
    file: 'event-delivery.test.ts',
    test: '%s delivers to its queue for a day, then to dead letters',
  },
  {
    what: 'queue policies do not apply to EventBridge',
    file: 'senders.test.ts',
    test: 'accepts messages only from the rules: %s',
  },
  {
    what: 'the time zone of the schedule is ignored, and the test sends its order by hand',
    file: 'event-delivery.test.ts',
    test: 'the schedule closes at the configured day, hour and zone',
  },
  {
    what: 'the five-minute delay of a close order is switched off after a check',
    file: 'queues.test.ts',
    test: 'only closing orders are delayed, by five minutes',
  },
  {
    what: 'alarms do not change state',
    file: 'queues.test.ts',
    test: 'the alarm of %s fires on the first message',
  },
  {
    what: 'point-in-time recovery is ignored',
    file: 'access.test.ts',
    test: 'has point-in-time recovery, deletion protection and retention',
  },
  {
    what: 'the condition dynamodb:LeadingKeys matches no request (last gap)',
    file: 'access.test.ts',
    test: '%s is limited to its partition keys',
  },
  {
    what: 'permissions to read secrets, to send batches and to send mail are added (see the gaps)',
    file: 'access.test.ts',
    test: '%s has exactly its permissions',
  },
  {
    what: 'functions run without limits of memory and concurrency, on this processor',
    file: 'access.test.ts',
    test: '%s runs on Node 24 and arm64, traced, with JSON logs',
  },
  {
    what: 'API calls are neither throttled nor logged',
    file: 'access.test.ts',
    test: 'every API call is signed and logged with its caller',
  },
  {
    what: 'SES receives no e-mail: CloudFormation has no receipt rules (see the gaps)',
    file: 'access.test.ts',
    test: 'SES may store messages and invoke their function',
  },
  {
    what: 'SES publishes no bounces and complaints (see the gaps), and keeps no attachments and headers of messages',
    file: 'event-delivery.test.ts',
    test: 'a rule matches the bounces and complaints of the stage alone',
  },
  {
    what: 'no consumer of the billing queue is deployed, since it would call api.stripe.com or a public receiver',
    file: 'least-privilege.test.ts',
    test: 'each function has exactly the permissions of its code',
  },
] as const;
