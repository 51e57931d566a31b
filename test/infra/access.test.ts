import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { synthesise } from '../../infra/synthesise.ts';
import { API_ROUTES, CONSOLE_ROUTES, SIGN_IN_ROUTES } from '../../shared/config/api-routes.ts';
import { TABLE_ACCESS } from '../../infra/table-access.ts';
import { exampleConfig } from './example-config.ts';

const template = Template.fromJSON(synthesise(exampleConfig, 'test'));
const functions = Object.values(template.findResources('AWS::Lambda::Function')).map(({ Properties }) => Properties);

describe('the table', () => {
  test('has the keys pk and sk, and no index', () => {
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: Match.absent(),
      LocalSecondaryIndexes: Match.absent(),
    });
  });

  test('has point-in-time recovery, deletion protection and retention', () => {
    template.hasResource('AWS::DynamoDB::Table', {
      Properties: {
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        DeletionProtectionEnabled: true,
      },
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
  });
});

test('the statements bucket is private, versioned, TLS-only and retained', () => {
  template.hasResource('AWS::S3::Bucket', {
    Properties: {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      VersioningConfiguration: { Status: 'Enabled' },
      BucketEncryption: Match.anyValue(),
    },
    DeletionPolicy: 'Retain',
  });
  template.hasResourceProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      ]),
    },
  });
});

describe('with objectLockDays', () => {
  const locked = Template.fromJSON(synthesise(exampleConfig, 'test', { objectLockDays: 3650 }));

  test('the function of the close may lock what it stores', () => {
    locked.hasResourceProperties('AWS::S3::Bucket', {
      ObjectLockEnabled: true,
      ObjectLockConfiguration: Match.absent(),
    });
    locked.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({ Action: ['s3:PutObject', 's3:PutObjectRetention'] })]),
      },
    });
    locked.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ SLA_OBJECT_LOCK_DAYS: '3650' }) },
    });
  });

  test.each([0, 1.5, -1, 36_501, Number.NaN])('%d days fail the synthesis', (objectLockDays) => {
    expect(() => synthesise(exampleConfig, 'test', { objectLockDays })).toThrow('objectLockDays: not a whole number');
  });

  test('is off by default', () => {
    template.hasResourceProperties('AWS::S3::Bucket', { ObjectLockEnabled: Match.absent() });
  });
});

test('every API call is signed and logged with its caller', () => {
  const routes = Object.values(template.findResources('AWS::ApiGatewayV2::Route')).map(({ Properties }) => Properties);
  const signed = [...API_ROUTES, ...CONSOLE_ROUTES].map((route) => `${route} AWS_IAM`);
  const signedIn = [...CONSOLE_ROUTES, ...SIGN_IN_ROUTES].map((route) => `${route} NONE`);
  expect(routes.map(({ RouteKey, AuthorizationType }) => `${RouteKey} ${AuthorizationType}`).toSorted()).toEqual(
    [...signed, ...signedIn, 'HEAD /{secret} NONE', 'POST /{secret} NONE', 'POST /{secret} NONE'].toSorted(),
  );
  template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
    AccessLogSettings: { Format: Match.stringLikeRegexp('identity.userArn') },
    DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
  });
});

test('SES may store messages and invoke their function', () => {
  template.hasResourceProperties('AWS::SES::ReceiptRule', {
    RuleSetName: 'inbound',
    Rule: {
      Enabled: true,
      ScanEnabled: true,
      Recipients: ['notices.example.com'],
      Actions: [
        { S3Action: { ObjectKeyPrefix: 'mail/' } },
        { LambdaAction: { InvocationType: 'Event', FunctionArn: Match.anyValue() } },
      ],
    },
  });
  template.resourceCountIs('AWS::SES::ReceiptRuleSet', 0);
  template.hasResourceProperties('AWS::Lambda::Permission', {
    Principal: 'ses.amazonaws.com',
    SourceAccount: { Ref: 'AWS::AccountId' },
  });
  template.hasResourceProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Effect: 'Allow', Action: 's3:PutObject', Principal: { Service: 'ses.amazonaws.com' } }),
      ]),
    },
  });
});

test('the console is served by the API only', () => {
  const all = template.findResources('AWS::Lambda::Function');
  const id = Object.keys(all).find(
    (each) => all[each]?.Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME === 'console',
  );
  const permissions = Object.values(template.findResources('AWS::Lambda::Permission')).filter(({ Properties }) =>
    JSON.stringify(Properties.FunctionName).includes(`"${id}"`),
  );
  expect(permissions.length).toBeGreaterThan(0);
  expect(new Set(permissions.map(({ Properties }) => Properties.Principal))).toEqual(
    new Set(['apigateway.amazonaws.com']),
  );
});

test('only the webhook is open: throttled, and logged without its secret', () => {
  template.resourceCountIs('AWS::Lambda::Url', 0);
  const open = template.findResources('AWS::ApiGatewayV2::Route', { Properties: { AuthorizationType: 'NONE' } });
  const [webhookApi] = Object.values(open).map(({ Properties }) => Properties.ApiId.Ref);
  const stages = Object.values(template.findResources('AWS::ApiGatewayV2::Stage')).map(({ Properties }) => Properties);
  const stage = stages.find(({ ApiId }) => ApiId.Ref === webhookApi);
  expect(stage?.DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 });
  expect(stage?.AccessLogSettings.Format).toContain('sourceIp');
  expect(stage?.AccessLogSettings.Format).not.toMatch(/path/i);
  const [integration] = Object.values(
    template.findResources('AWS::ApiGatewayV2::Integration', { Properties: { ApiId: { Ref: webhookApi } } }),
  );
  expect(JSON.stringify(integration?.Properties.IntegrationUri)).toContain('"IngestTwilio');
  template.hasResourceProperties('AWS::SecretsManager::Secret', {
    GenerateSecretString: { ExcludePunctuation: true, PasswordLength: 40 },
  });
  expect(JSON.stringify(template.toJSON())).not.toContain('resolve:secretsmanager');
});

test('the logs outlive the stack, and are kept for half a year', () => {
  const logs = Object.values(template.findResources('AWS::Logs::LogGroup'));
  expect(logs).toHaveLength(functions.length + 4);
  for (const { DeletionPolicy, UpdateReplacePolicy, Properties } of logs) {
    expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['Retain', 'Retain']);
    expect(Properties.RetentionInDays).toBe(180);
  }
});

describe('functions', () => {
  test.each(functions.map((fn) => [fn.Environment.Variables.POWERTOOLS_SERVICE_NAME, fn]))(
    '%s runs on Node 24 and arm64, traced, with JSON logs',
    (_, fn) => {
      expect(fn).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogFormat: 'JSON' },
      });
      const logs = template.findResources('AWS::Logs::LogGroup')[fn.LoggingConfig.LogGroup.Ref];
      expect(logs?.Properties.RetentionInDays).toBe(180);
    },
  );

  test.each([
    ['ingest-cloudwatch', 30, 512, ['SLA_TABLE', 'SLA_INTAKE_REFUSED_URL']],
    ['ingest-twilio', 30, 512, ['SLA_TABLE', 'SLA_WEBHOOK_SECRET', 'SLA_WEBHOOK_REFUSED_URL']],
    ['poll-twilio', 240, 512, ['SLA_TABLE', 'SLA_WEBHOOK_REFUSED_URL']],
    ['reconcile-alarms', 600, 512, ['SLA_TABLE']],
    ['records', 15, 512, ['SLA_TABLE', 'SLA_CLOSING_QUEUE_URL', 'SLA_BILLING_QUEUE_URL']],
    ['console', 29, 1024, ['SLA_TABLE', 'SLA_CLOSING_QUEUE_URL', 'SLA_BILLING_QUEUE_URL', 'SLA_SESSION_SECRET']],
    ['check-stripe', 900, 512, ['SLA_TABLE', 'SLA_STRIPE_SECRET']],
    ['close-month', 300, 1024, ['SLA_TABLE', 'SLA_WORK_QUEUE_URL']],
    [
      'assess-customers',
      120,
      1769,
      ['SLA_TABLE', 'SLA_BILLING_QUEUE_URL', 'SLA_STATEMENT_MAIL_URL', 'SLA_STATEMENTS_BUCKET'],
    ],
    ['mail-statements', 60, 512, ['SLA_TABLE', 'SLA_STATEMENTS_BUCKET', 'SLA_MAIL_CONFIGURATION_SET']],
    ['record-mail-events', 30, 512, ['SLA_TABLE']],
  ])('%s has %i s, %i MB and its environment', (name, timeout, memory, names) => {
    const fn = functions.find(({ Environment }) => Environment.Variables.POWERTOOLS_SERVICE_NAME === name);
    expect([fn?.Timeout, fn?.MemorySize]).toEqual([timeout, memory]);
    const known = Object.keys(fn?.Environment.Variables ?? {}).filter((variable) => variable.startsWith('SLA_'));
    expect(known.toSorted()).toEqual(['SLA_STAGE', 'SLA_ACCOUNT', ...names].toSorted());
  });
});

const consume = (queue: string) =>
  ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map((action) => `sqs:${action} on ${queue}`);

const statementsOf = (name: string) =>
  Object.entries(template.findResources('AWS::IAM::Policy'))
    .filter(([id]) => id.startsWith(`${name}RoleDefaultPolicy`))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);

/** A resource by its construct's name: `{"Fn::GetAtt": ["Table710B521B", "Arn"]}` is `Table`. */
const plain = (resource: unknown): string =>
  JSON.stringify(resource)
    .replaceAll(/\{"Fn::GetAtt":\["(\w+)[0-9A-F]{8}","Arn"\]\}|\{"Ref":"(\w+)[0-9A-F]{8}"\}/g, '"$1$2"')
    .replaceAll(/\{"Fn::Join":\["",\["(\w+)","(\/[^"]+)"\]\]\}/g, '"$1$2"')
    .replaceAll('"', '');

const condition = (patterns: readonly string[]) => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': patterns },
  Null: { 'dynamodb:LeadingKeys': 'false' },
});

test('without Stripe, no person can send a message to the billing queue', () => {
  const { invoicing: _, ...own } = exampleConfig;
  const policies = Object.entries(Template.fromJSON(synthesise(own, 'test')).findResources('AWS::IAM::Policy'));
  const senders = policies.filter(([, { Properties }]) =>
    Properties.PolicyDocument.Statement.some(
      ({ Action, Resource }: { readonly Action: unknown; readonly Resource: unknown }) =>
        Action === 'sqs:SendMessage' && plain(Resource) === 'QueuesBillingQueue',
    ),
  );
  expect(senders.map(([id]) => id.replace(/RoleDefaultPolicy.*/, ''))).toEqual(['AssessCustomers']);
});

describe('permissions', () => {
  const logs = ['logs:CreateLogStream', 'logs:PutLogEvents', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments'];
  const decide = ['sqs:SendMessage on QueuesClosingQueue', 'sqs:SendMessage on QueuesBillingQueue'];
  const append = ['dynamodb:PutItem on Table', 'dynamodb:GetItem on Table', 'dynamodb:Query on Table'];

  test.each([
    [
      'IngestCloudWatch',
      [...append, ...consume('QueuesIntakeQueue'), 'sqs:SendMessage on QueuesIntakeDeadLettersQueue'],
    ],
    [
      'IngestTwilio',
      [...append, 'secretsmanager:GetSecretValue on WebhookSecret', 'sqs:SendMessage on QueuesWebhookRefusedQueue'],
    ],
    ['PollTwilio', [...append, 'sqs:SendMessage on QueuesWebhookRefusedQueue']],
    [
      'ReconcileAlarms',
      [...append, 'cloudwatch:DescribeAlarms on *', 'cloudwatch:DescribeAlarmHistory on *', 'ses:GetAccount on *'],
    ],
    ['RecordMailEvents', ['dynamodb:PutItem on Table', ...consume('MailBouncesQueue')]],
    ['Records', [...append, ...decide]],
    [
      'Console',
      [
        ...append,
        ...decide,
        'secretsmanager:GetSecretValue on [SignInSession,arn:aws:secretsmanager:us-east-1:111122223333:secret:client-AbCdEf]',
      ],
    ],
    [
      'CheckStripe',
      [
        ...append,
        'secretsmanager:GetSecretValue on arn:aws:secretsmanager:us-east-1:111122223333:secret:stripe-AbCdEf',
      ],
    ],
    [
      'CloseMonth',
      [
        ...append,
        'dynamodb:UpdateItem on Table',
        ...consume('QueuesClosingQueue'),
        'sqs:SendMessage on QueuesWorkQueue',
      ],
    ],
    [
      'AssessCustomers',
      [
        ...append,
        'dynamodb:UpdateItem on Table',
        ...consume('QueuesWorkQueue'),
        'sqs:SendMessage on QueuesBillingQueue',
        'sqs:SendMessage on MailStatementsQueue',
        's3:PutObject on StatementsBucket/*',
      ],
    ],
  ])('%s has exactly its permissions', (name, expected) => {
    const granted = statementsOf(name).flatMap(({ Action, Resource }) =>
      [Action].flat().map((action: string) => (logs.includes(action) ? action : `${action} on ${plain(Resource)}`)),
    );
    expect(granted.toSorted()).toEqual([...logs, ...expected].toSorted());
  });

  test.each(Object.entries(TABLE_ACCESS))('%s is limited to its partition keys', (name, { read, append, update }) => {
    const role = name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
    const ofTable = statementsOf(role === 'IngestCloudwatch' ? 'IngestCloudWatch' : role).filter(
      ({ Action, Resource }) => String([Action].flat()).includes('dynamodb:') && plain(Resource) === 'Table',
    );
    expect(ofTable.map(({ Action, Condition }) => [[Action].flat().join(), Condition])).toEqual([
      ...(read.length === 0 ? [] : [['dynamodb:GetItem,dynamodb:Query', condition(read)]]),
      ['dynamodb:PutItem', condition(append)],
      ...(update === undefined ? [] : [['dynamodb:UpdateItem', condition(update)]]),
    ]);
  });

  test('only three functions read the lists of customers', () => {
    const readers = Object.entries(TABLE_ACCESS).flatMap(([name, { read }]) => (read.includes('list#*') ? [name] : []));
    expect(readers).toEqual(['records', 'console', 'close-month']);
  });

  test('messages to customers have one sender and one configuration set', () => {
    for (const name of ['IngestEmail', 'MailStatements']) {
      const send = statementsOf(name).find(({ Action }) => Action === 'ses:SendEmail');
      expect(send?.Condition).toEqual({ StringEquals: { 'ses:FromAddress': 'sla@notices.example.com' } });
      expect(JSON.stringify(send?.Resource)).toMatch(/:identity\/\*.*:configuration-set\/.*"Ref":"MailSet/);
    }
  });

  test('no role has wildcard actions, and only three wildcard resources exist', () => {
    const all = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(
      ({ Properties }) => Properties.PolicyDocument.Statement,
    );
    expect(all.flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([]);
    expect(new Set(all.filter(({ Resource }) => Resource === '*').flatMap(({ Action }) => Action))).toEqual(
      new Set([
        'xray:PutTraceSegments',
        'xray:PutTelemetryRecords',
        // CloudWatch describes composite alarms only with permission for `*`.
        'cloudwatch:DescribeAlarms',
        'cloudwatch:DescribeAlarmHistory',
        // It is about the account.
        'ses:GetAccount',
      ]),
    );
    for (const { Properties } of Object.values(template.findResources('AWS::IAM::Role'))) {
      expect(Properties).not.toHaveProperty('ManagedPolicyArns');
    }
  });
});
