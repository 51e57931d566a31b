/** Properties that the emulator cannot show, each with the template test that covers it. */
export const NOT_COVERED = [
  {
    what: 'CloudWatch and AWS Health send no events, and PutEvents rejects their sources (first gap)',
    file: 'events.test.ts',
    test: 'what the configured alarms say is heard, each once, by name or by ARN; so is their deletion',
  },
  {
    what: 'EventBridge neither retries nor has dead-letter queues',
    file: 'events.test.ts',
    test: '%s delivers to the intake for a day, then to its dead letters',
  },
  {
    what: 'queue policies do not apply to EventBridge',
    file: 'senders.test.ts',
    test: 'takes messages from the rules of the alarms and of AWS Health, and from nobody else: %s',
  },
  {
    what: 'the time zone of the schedule is ignored, and the test sends its order by hand',
    file: 'events.test.ts',
    test: 'a month is closed on the day and at the hour of the configuration, in its time zone',
  },
  {
    what: 'the five-minute delay of a close order is switched off after a check',
    file: 'queues.test.ts',
    test: 'only the order to close a month waits: five minutes, in which writes in flight settle',
  },
  {
    what: 'alarms do not change state',
    file: 'queues.test.ts',
    test: '%s rings from the first message on',
  },
  {
    what: 'point-in-time recovery is ignored',
    file: 'access.test.ts',
    test: 'can be restored to any second, cannot be deleted by mistake, and outlives the stack',
  },
  {
    what: 'the condition dynamodb:LeadingKeys is ignored',
    file: 'access.test.ts',
    test: 'the one update that %s may make is of runs: facts, customers and the ledger cannot be changed',
  },
  {
    what: 'permissions to read the secret and to send batches are added (see the gaps)',
    file: 'access.test.ts',
    test: '%s may do what its work needs, and nothing else',
  },
  {
    what: 'functions run without limits of memory and concurrency, on this processor',
    file: 'access.test.ts',
    test: '%s runs on Node 24 and arm64, is traced, and writes JSON to logs of its own that end',
  },
  {
    what: 'API calls are neither throttled nor logged',
    file: 'access.test.ts',
    test: 'every call of the API is signed, and logged with who made it',
  },
] as const;
