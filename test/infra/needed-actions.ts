import { build } from 'esbuild';
import { handlerPath, ESBUILD } from '../../infra/bundling.ts';

/** What each call of the SDK that the project makes needs to be allowed. A call that is not here fails the test that asks. */
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
  'client-secrets-manager GetSecretValueCommand': ['secretsmanager:GetSecretValue'],
  'client-cloudwatch paginateDescribeAlarms': ['cloudwatch:DescribeAlarms'],
  'client-cloudwatch paginateDescribeAlarmHistory': ['cloudwatch:DescribeAlarmHistory'],
};

/** What an import of the SDK must look like to be a call: `PutCommand`, `paginateQuery`. */
const CALL = /^(?:\w+Command|paginate\w+|waitUntil\w+)$/;

/** What else the project's own code does with AWS, told by what the bundle holds. */
const OTHERWISE: readonly {
  readonly action: string;
  readonly isIn: (code: string, files: readonly string[]) => boolean;
}[] = [
  // One signed PUT, without a client of the SDK.
  { action: 's3:PutObject', isIn: (_, files) => files.includes('shared/statements/statement-bucket.ts') },
  { action: 'dynamodb:Query of the index', isIn: (code) => /\bIndexName\b/.test(code) },
];

/**
 * What a function's code needs to be allowed, by what is left of it once esbuild has dropped whatever it never reaches: the bundle as it
 * is deployed, but for packages, which stay imports that name each command.
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
  // esbuild drops the code that is never reached, and keeps what it imported.
  const used = new Set(code.replaceAll(IMPORT, '').match(/[\w$]+/g));
  return [...code.matchAll(IMPORT)].flatMap(([, names = '', from = '']) =>
    names.split(',').flatMap((each) => {
      const [name = '', local = name] = each.trim().split(' as ');
      return CALL.test(name) && used.has(local) ? [`${from} ${name}`] : [];
    }),
  );
};
