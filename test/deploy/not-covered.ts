/** What the deployment test cannot show, because the emulator does not do it; and the test of the template that stands in. */
export const NOT_COVERED = [
  {
    what: 'CloudWatch and AWS Health emit nothing, and nobody may put events in their name: see the first gap',
    file: 'events.test.ts',
    test: 'what the configured alarms say is heard, each once, by name or by ARN; so is their deletion',
  },
  {
    what: 'EventBridge neither tries again nor has dead letters',
    file: 'events.test.ts',
    test: '%s delivers to the intake for a day, then to its dead letters',
  },
  {
    what: 'queue policies do not bind EventBridge: who may send is not checked',
    file: 'senders.test.ts',
    test: 'takes messages from the rules of the alarms and of AWS Health, and from nobody else: %s',
  },
  {
    what: 'the schedule’s time zone is dropped, and a test does not wait until it fires: its order is sent by hand',
    file: 'events.test.ts',
    test: 'a month is closed on the day and at the hour of the configuration, in its time zone',
  },
  {
    what: 'the five minutes that an order to close waits are switched off, once they have been seen to be deployed',
    file: 'queues.test.ts',
    test: 'only the order to close a month waits: five minutes, in which writes in flight settle',
  },
  {
    what: 'alarms neither ring nor tell anybody',
    file: 'queues.test.ts',
    test: '%s rings from the first message on',
  },
  {
    what: 'point-in-time recovery is dropped',
    file: 'access.test.ts',
    test: 'can be restored to any second, cannot be deleted by mistake, and outlives the stack',
  },
  {
    what: 'the condition on the one kind of update, dynamodb:LeadingKeys, is not known and lets everything pass',
    file: 'access.test.ts',
    test: 'the one update that %s may make is of runs: facts, customers and the ledger cannot be changed',
  },
  {
    what: 'a permission to read the secret, and one to send batches, are added: see the gaps',
    file: 'access.test.ts',
    test: '%s may do what its work needs, and nothing else',
  },
  {
    what: 'functions run on this machine’s processor, with its memory and without limits of copies',
    file: 'access.test.ts',
    test: '%s runs on Node 24 and arm64, is traced, and writes JSON to logs of its own that end',
  },
  {
    what: 'calls of the API are not throttled and not logged',
    file: 'access.test.ts',
    test: 'every call of the API is signed, and logged with who made it',
  },
] as const;
