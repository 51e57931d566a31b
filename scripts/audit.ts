import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import * as z from 'zod/mini';

/**
 * Prints the known vulnerabilities of the production dependencies: `npm run audit`.
 * Exit status: 0 none; 1 some; 75 unknown, because the registry did not answer.
 */

const report = z.object({
  auditReportVersion: z.literal(2),
  vulnerabilities: z.record(
    z.string(),
    z.object({ severity: z.string(), range: z.string(), nodes: z.array(z.string()), via: z.array(z.unknown()) }),
  ),
  metadata: z.object({ dependencies: z.object({ prod: z.number() }) }),
});
const errorAnswer = z.object({ message: z.string() });
const advisory = z.object({ title: z.string(), url: z.string() });

const UNKNOWN_STATUS = 75;

const child = spawn('npm', ['audit', '--omit=dev', '--json', ...process.argv.slice(2)], {
  stdio: ['ignore', 'pipe', 'ignore'],
  shell: process.platform === 'win32',
});
const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);

const parseOrUndefined = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
const answer = parseOrUndefined(output);
const { data } = z.safeParse(report, answer);
if (data === undefined) {
  const reason = z.safeParse(errorAnswer, answer).data?.message ?? 'no readable answer';
  process.stdout.write(`Vulnerabilities are UNKNOWN: the registry did not answer (${reason})\n`);
  process.exitCode = UNKNOWN_STATUS;
} else {
  const found = Object.entries(data.vulnerabilities);
  for (const [name, { severity, nodes, via }] of found) {
    const advisories = via.flatMap((each) => z.safeParse(advisory, each).data ?? []);
    const cause =
      advisories.length === 0
        ? 'through a dependency'
        : advisories.map(({ title, url }) => `${title}, ${url}`).join('; ');
    process.stdout.write(`${severity}: ${name} (${nodes.join(', ')}): ${cause}\n`);
  }
  process.stdout.write(
    found.length === 0
      ? `No known vulnerability in ${data.metadata.dependencies.prod} packages\n`
      : `${found.length} of ${data.metadata.dependencies.prod} packages have known vulnerabilities: docs/deploying.md, "Upgrades"\n`,
  );
  process.exitCode = found.length === 0 ? 0 : 1;
}
