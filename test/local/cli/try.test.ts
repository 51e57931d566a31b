import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runLocal } from '../../support/builders/replay-folders.ts';
import { billingMessage } from '../../../shared/messaging/billing-message.ts';

const FILES = join(import.meta.dirname, '../../fixtures/try');
const DIRECTORY = mkdtempSync(join(tmpdir(), 'sla-credits-try-'));
afterAll(() => rmSync(DIRECTORY, { recursive: true }));

const fixture = (name: string): string => join(FILES, name);

const OPTIONS: Readonly<Record<string, string>> = {
  '--alarms': fixture('history.json'),
  '--page': fixture('incidents.json'),
  '--page-components': fixture('components.json'),
  '--customers': fixture('customers.csv'),
  '--notices': fixture('notices.csv'),
  '--month': '2026-10',
};

/** Runs `try` with the fixtures; `change` replaces options, and an empty text omits one. */
const tried = (change: Readonly<Record<string, string>> = {}, ...flags: readonly string[]) => {
  const given = { ...OPTIONS, '--out': join(DIRECTORY, 'folder'), ...change };
  const args = Object.entries(given).flatMap(([name, value]) => (value === '' ? [] : [name, value]));
  return runLocal('try.ts', [...args, ...flags]);
};

const written = (name: string, content: string | Uint8Array): string => {
  const path = join(DIRECTORY, name);
  writeFileSync(path, content);
  return path;
};

const textOf = (name: string): string => readFileSync(fixture(name), 'utf8');

/** Writes e-mails into a folder, each with its headers. */
const mailFolder = (name: string, mails: Readonly<Record<string, string>>): string => {
  mkdirSync(join(DIRECTORY, name));
  for (const [file, mail] of Object.entries(mails)) written(join(name, file), mail);
  return join(DIRECTORY, name);
};

describe('a folder of e-mails', () => {
  test('credits the customer with the sender’s address, and lists other senders', async () => {
    const customers = written(
      'contacts.csv',
      'id,name,components,serviceFees.amountMinor,serviceFees.currency,contacts\nacme,Acme,voice web,100000,USD,ops@acme.example desk@acme.example\n',
    );
    const received = 'Received: from mx.acme.example\r\n by mx.example; Wed, 14 Oct 2026 20:05:00 +0200\r\n';
    const folder = mailFolder('mails', {
      'a.eml': `${received}Date: Mon, 1 Jun 2026 00:00:00 +0000\r\nFrom: desk@acme.example\r\nSubject: Calls fail\r\n\r\nPlease check.`,
      'b.eml': 'Date: Tue, 20 Oct 2026 11:00:00 +0000\nFrom: Who <who@nowhere.example>\nSubject: Down\n\nDown?',
      'c.txt': 'no e-mail',
    });
    const { status, stdout } = await tried({ '--customers': customers, '--notices': folder });
    expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringContaining('1 customer, 1 credit') });
    expect(stdout).toMatch(/Messages without a customer\s+who@nowhere\.example, .*: Down/);
    expect(stdout).not.toContain('Calls fail');
  });

  test('is rejected with each file that has no instant', async () => {
    const folder = mailFolder('faulty', { 'a.eml': 'From: a@b.example\n\nDate: 2026', 'b.eml': 'Date: soon\n\n' });
    const { status, stderr } = await tried({ '--notices': folder });
    expect(status).toBe(2);
    expect(stderr).toContain('a.eml: neither a header Received nor a header Date');
    expect(stderr).toContain('b.eml: neither a header Received nor a header Date');
  });
});

describe('a month of files', () => {
  // Acme: 17:05 to 17:20 and 18:00 to 19:10 count, one credit. Birch: 10:10 to 12:40. Cedar: its notice came too late.
  test('has the credits worked out by hand, as its replay has', async () => {
    const { status, stdout } = await tried({}, '--json');
    expect(status).toBe(0);
    const messages = stdout
      .trimEnd()
      .split('\n')
      .map((line) => billingMessage.parse(JSON.parse(line)).data);
    expect(messages.map(({ customer, amountMinor, currency }) => [customer, amountMinor, currency])).toEqual([
      ['acme', 5000, 'USD'],
      ['birch', 12_500, 'USD'],
    ]);
    const replayed = await runLocal('replay.ts', [join(DIRECTORY, 'folder'), '--month', '2026-10']);
    const amounts = replayed.stdout
      .trimEnd()
      .split('\n')
      .map((line) => billingMessage.parse(JSON.parse(line)).data);
    expect(amounts.map(({ customer, amountMinor }) => [customer, amountMinor])).toEqual([
      ['acme', 5000],
      ['birch', 12_500],
    ]);
  });

  test('is shown with its pages, credits and review list', async () => {
    const { status, stdout, stderr } = await tried();
    expect(status).toBe(0);
    expect(stdout).toContain('October 2026: 3 customers, 2 credits');
    expect(stdout).toMatch(/acme +50\.00 USD/);
    expect(stdout).toContain('Needs review');
    expect(readFileSync(join(DIRECTORY, 'folder/pages/2026-10/index.html'), 'utf8')).toContain('birch');
    expect(stderr).toContain('“prod-voice-5xx” → voice');
    expect(stderr).toContain('“nightly-batch-failed”');
  });

  test('uses the components and the policy of files', async () => {
    const { claim: _, ...policy } = JSON.parse(textOf('policy.json'));
    const open = written('open.json', JSON.stringify({ ...policy, id: 'open' }));
    const { status, stdout, stderr } = await tried(
      { '--components': fixture('mapping.json'), '--policy': open },
      '--json',
    );
    expect([status, stderr]).toEqual([0, '']);
    const messages = stdout
      .trimEnd()
      .split('\n')
      .map((line) => billingMessage.parse(JSON.parse(line)).data);
    expect(messages.map(({ customer, amountMinor }) => [customer, amountMinor])).toEqual([
      ['acme', 10_000],
      ['birch', 12_500],
      ['cedar', 4000],
    ]);
  });

  test('finds the alarm of a configured ARN by its name', async () => {
    const mapping = JSON.parse(textOf('mapping.json'));
    mapping.voice.alarms = ['arn:aws:cloudwatch:eu-west-1:111122223333:alarm:prod-voice-5xx'];
    const components = written('arns.json', JSON.stringify(mapping));
    const { stdout } = await tried({ '--components': components }, '--json');
    expect(stdout.trimEnd().split('\n')).toHaveLength(2);
  });

  test('needs no status page and no notices', async () => {
    const { status, stdout } = await tried({ '--page': '', '--page-components': '', '--notices': '' }, '--json');
    expect([status, stdout]).toEqual([0, '']);
  });
});

describe('a bad file gets an error with its name, line and expectation', () => {
  const history = textOf('history.json');
  const utf16 = Buffer.from(`\uFEFF${history}`, 'utf16le');
  test.each<[string, string, string, string | Uint8Array, RegExp]>([
    ['empty JSON', '--alarms', 'empty.json', '', /empty\.json:1: empty; expected the answer of aws cloudwatch/],
    ['UTF-16', '--alarms', 'utf16.json', utf16, /utf16\.json:1: UTF-16: save it again as UTF-8/],
    ['NDJSON', '--page', 'lines.json', '{"page":{}}\n{"page":{}}\n', /lines\.json:2: a second JSON document/],
    ['cut JSON', '--alarms', 'cut.json', history.slice(0, 400), /cut\.json:\d+: not JSON \(.*\); expected the answer/],
    ['wrong JSON', '--alarms', 'comma.json', '{\n"AlarmHistoryItems": [],\n,\n}', /comma\.json:3: not JSON/],
    [
      'another answer',
      '--alarms',
      'alarms.json',
      '{"MetricAlarms":[]}',
      /alarms\.json: an alarm's description .*; expected the answer of/,
    ],
    [
      'one page of an answer',
      '--alarms',
      'page.json',
      '{"AlarmHistoryItems":[],"NextToken":"x"}',
      /page\.json:1: NextToken: a page without the next one/,
    ],
    [
      'components as incidents',
      '--page',
      'swapped.json',
      textOf('components.json'),
      /swapped\.json: a status page's components\.json; expected/,
    ],
    [
      'incidents as components',
      '--page-components',
      'swap.json',
      textOf('incidents.json'),
      /swap\.json:1: components: missing/,
    ],
    [
      'semicolons',
      '--customers',
      'semi.csv',
      'id;name;components\na;A;voice\n',
      /semi\.csv:1: separated by semicolons/,
    ],
    [
      'one e-mail',
      '--notices',
      'one.eml',
      'Date: soon\n\n',
      /one\.eml: an e-mail; expected the folder of the \.eml files/,
    ],
    ['an empty CSV', '--notices', 'none.csv', '', /none\.csv:1: empty; expected the columns customer,recognizedAt/],
    [
      'an unknown customer',
      '--notices',
      'who.csv',
      'customer,recognizedAt,receivedAt,text\n\nnobody,,2026-10-14T17:30:00Z,x\n',
      /who\.csv:3: customer: not a customer of the customers file/,
    ],
    [
      'a local time',
      '--notices',
      'local.csv',
      'customer,recognizedAt,receivedAt,text\nacme,,2026-10-14 17:30,x\n',
      /local\.csv:2: receivedAt: not an instant in UTC .*no time zone/,
    ],
    [
      'an unmapped component',
      '--components',
      'few.json',
      '{"voice":{"alarms":[],"dependsOn":[]}}',
      /customers\.csv:2: components: not a configured component \("web"\)/,
    ],
    [
      'another file as policy',
      '--policy',
      'history-as-policy.json',
      history,
      /history-as-policy\.json: a policy without an id; expected a policy as in sla\.config\.ts/,
    ],
    ['an invalid policy', '--policy', 'bad.json', '{"id":"p","version":1}', /bad\.json:1: timeZone: missing/],
  ])('%s', async (_, option, name, content, expected) => {
    const { status, stdout, stderr } = await tried({ [option]: written(name, content) }, '--json');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(expected);
  });

  test('accepts a byte order mark of UTF-8', async () => {
    const marked = Object.fromEntries(
      (['--alarms', '--customers', '--notices'] as const).map((option) => {
        const name = OPTIONS[option]?.split('/').at(-1) ?? '';
        return [option, written(`bom-${name}`, `\uFEFF${textOf(name)}`)];
      }),
    );
    const { status, stdout } = await tried(marked, '--json');
    expect([status, stdout.trimEnd().split('\n').length]).toEqual([0, 2]);
  });

  test('reports the faults of all files together', async () => {
    const { status, stderr } = await tried({
      '--alarms': written('e1.json', ''),
      '--page': fixture('missing.json'),
      '--customers': written('e2.csv', `${textOf('customers.csv')}dune,Dune,web,1.5,USD\n`),
      '--notices': written('e3.csv', `${textOf('notices.csv')}elm,,2026-10-14T17:30:00Z,x\n`),
    });
    expect(status).toBe(2);
    expect(stderr).toContain('e1.json:1: empty');
    expect(stderr).toContain('missing.json: no such file (ENOENT)');
    expect(stderr).toContain(
      'e2.csv:5: serviceFees.amountMinor: not a whole number of minor units, such as cents (40000 for 400.00) ("1.5")',
    );
    expect(stderr).toContain('e3.csv:5: customer: not a customer of the customers file ("elm")');
  });
});

const messagesOf = async (alarms: string): Promise<readonly string[]> => {
  const { stdout } = await tried({ '--alarms': alarms }, '--json');
  return stdout.split('\n');
};

describe('an alarm history', () => {
  type Item = { readonly Timestamp: string; readonly HistoryData: string };
  const { AlarmHistoryItems: items }: { readonly AlarmHistoryItems: readonly Item[] } = JSON.parse(
    textOf('history.json'),
  );
  test.each<[string, (item: Item) => object]>([
    ['seconds', (item) => ({ ...item, Timestamp: Date.parse(item.Timestamp) / 1000 })],
    ['milliseconds', (item) => ({ ...item, Timestamp: Date.parse(item.Timestamp) })],
    ['parsed data', (item) => ({ ...item, HistoryData: JSON.parse(item.HistoryData) })],
  ])('in %s has the credits of the original', async (form, changed) => {
    const file = written(`${form}.json`, JSON.stringify({ AlarmHistoryItems: items.map(changed) }));
    expect(await messagesOf(file)).toEqual(await messagesOf(fixture('history.json')));
  });

  test('in two pages has the credits of the whole', async () => {
    const first = written('p1.json', JSON.stringify({ AlarmHistoryItems: items.slice(0, 2), NextToken: 'x' }));
    const second = written('p2.json', JSON.stringify({ AlarmHistoryItems: items.slice(2) }));
    const { stdout } = await tried({ '--alarms': first }, '--alarms', second, '--json');
    expect(stdout.split('\n')).toEqual(await messagesOf(fixture('history.json')));
  });

  test('gets the line of a faulty item, and a gap’s note', async () => {
    const faulty = items.map((item, i) => (i === 2 ? { ...item, Timestamp: '14/10/2026' } : item));
    const file = written('faulty.json', JSON.stringify({ AlarmHistoryItems: faulty }, null, 1));
    const line = JSON.stringify({ AlarmHistoryItems: faulty }, null, 1).split('14/10/2026')[0]?.split('\n').length;
    const { status, stderr } = await tried({ '--alarms': file });
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining(`faulty.json:${line}: AlarmHistoryItems[2].Timestamp: not an instant`),
    ]);
    const gap = items.map((item, i) => (i === 0 ? { ...item, HistoryData: '{', HistorySummary: '' } : item));
    const { stderr: note } = await tried({
      '--alarms': written('gap.json', JSON.stringify({ AlarmHistoryItems: gap })),
    });
    expect(note).toContain('gap.json: AlarmHistoryItems[0] changes a state but names none: left out');
  });
});

test('names the command for a preset in place of a policy file', async () => {
  const { status, stderr } = await tried({ '--policy': 'twilio' });
  expect(status).toBe(2);
  expect(stderr).toContain(
    'twilio: no such file (ENOENT); the preset as a file: npm run --silent policies -- show twilio',
  );
});

test('rejects a file in place of the folder to write', async () => {
  const file = written('taken', 'x');
  const { status, stdout, stderr } = await tried({ '--out': file });
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain(`${file}: a file, not a folder (EEXIST)`);
  expect(stderr).not.toContain('    at ');
});

test('a wrong call exits with 1', async () => {
  expect((await tried({ '--month': '2026-13' })).status).toBe(1);
  expect((await tried({ '--customers': '' })).status).toBe(1);
  expect((await tried({ '--account': '12' })).status).toBe(1);
});
