import { build } from 'esbuild';
import { handlerPath, ESBUILD } from '../../infra/bundling.ts';

/** Actions of the SDK's commands that the project uses. A command that is missing here fails the test. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  'lib-dynamodb GetCommand': ['dynamodb:GetItem'],
  'lib-dynamodb PutCommand': ['dynamodb:PutItem'],
  'lib-dynamodb UpdateCommand': ['dynamodb:UpdateItem'],
  'lib-dynamodb DeleteCommand': ['dynamodb:DeleteItem'],
  'lib-dynamodb QueryCommand': ['dynamodb:Query'],
  'lib-dynamodb paginateQuery': ['dynamodb:Query'],
  'lib-dynamodb ScanCommand': ['dynamodb:Scan'],
  'client-sqs SendMessageCommand': ['sqs:SendMessage'],
  'client-sqs SendMessageBatchCommand': ['sqs:SendMessage'],
  'client-sqs ChangeMessageVisibilityCommand': ['sqs:ChangeMessageVisibility'],
  'client-secrets-manager GetSecretValueCommand': ['secretsmanager:GetSecretValue'],
  'client-cloudwatch paginateDescribeAlarms': ['cloudwatch:DescribeAlarms'],
  'client-cloudwatch paginateDescribeAlarmHistory': ['cloudwatch:DescribeAlarmHistory'],
};

/** Imports of the SDK that are calls: `PutCommand`, `paginateQuery`. */
const CALL = /^(?:\w+Command|paginate\w+|waitUntil\w+)$/;

/** Other actions of the project's code, detected by the bundle's content. */
const OTHERWISE: readonly {
  readonly action: string;
  readonly isIn: (code: string, files: readonly string[]) => boolean;
}[] = [
  // One signed PUT or GET, without a client of the SDK.
  { action: 's3:PutObject', isIn: (_, files) => files.includes('shared/statements/statement-bucket.ts') },
  { action: 'ses:SendEmail', isIn: (_, files) => files.includes('shared/mail/mail-sender.ts') },
  { action: 'ses:GetAccount', isIn: (_, files) => files.includes('shared/mail/mail-account.ts') },
  { action: 's3:GetObject', isIn: (_, files) => files.includes('shared/statements/bucket-reader.ts') },
  { action: 'dynamodb:Query of the lists', isIn: (_, files) => files.includes('shared/persistence/customer-lists.ts') },
];

/**
 * Returns the actions that a function's code needs, from its bundle after tree shaking.
 * Packages stay external, so that the bundle imports each command by name.
 */
export const neededActions = async (name: string): Promise<Set<string>> => {
  const { outputFiles, metafile } = await build({
    ...ESBUILD,
    entryPoints: [handlerPath(name)],
    outfile: 'out.mjs',
    packages: 'external',
    minify: false,
    metafile: true,
  });
  const code = outputFiles.map(({ text }) => text).join('');
  const files = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  return new Set([
    ...callsIn(code).flatMap(
      (call) => ACTIONS[call] ?? [`${call}, of which test/infra/needed-actions.ts knows nothing`],
    ),
    ...OTHERWISE.flatMap(({ action, isIn }) => (isIn(code, files) ? [action] : [])),
  ]);
};

const IMPORT = /^import \{([^}]*)\} from "@aws-sdk\/([\w-]+)";$/gm;

/** `import { PutCommand as PutCommand2 } from "@aws-sdk/lib-dynamodb"`: `lib-dynamodb PutCommand`, if `PutCommand2` is used. */
const callsIn = (code: string): string[] => {
  // esbuild drops unreachable code and keeps its imports.
  const used = new Set(code.replaceAll(IMPORT, '').match(/[\w$]+/g));
  return [...code.matchAll(IMPORT)].flatMap(([, names = '', from = '']) =>
    names.split(',').flatMap((each) => {
      const [name = '', local = name] = each.trim().split(' as ');
      return CALL.test(name) && used.has(local) ? [`${from} ${name}`] : [];
    }),
  );
};
