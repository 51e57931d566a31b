import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import * as z from 'zod/mini';

/**
 * Asks the registry for known vulnerabilities of what is used in production (the tools left out), and says what it answered:
 * `npm run audit`. Exit status: 0 none is known; 1 some are; 75 it is not known, since the registry did not answer.
 */

const report = z.object({
  auditReportVersion: z.literal(2),
  vulnerabilities: z.record(
    z.string(),
    z.object({ severity: z.string(), range: z.string(), nodes: z.array(z.string()), via: z.array(z.unknown()) }),
  ),
  metadata: z.object({ dependencies: z.object({ prod: z.number() }) }),
});
const refusal = z.object({ message: z.string() });
const advisory = z.object({ title: z.string(), url: z.string() });

const NOT_KNOWN = 75;

const child = spawn('npm', ['audit', '--omit=dev', '--json', ...process.argv.slice(2)], {
  stdio: ['ignore', 'pipe', 'ignore'],
  shell: process.platform === 'win32',
});
const [said] = await Promise.all([text(child.stdout), once(child, 'close')]);

const json = (written: string): unknown => {
  try {
    return JSON.parse(written);
  } catch {
    return undefined;
  }
};
const answer = json(said);
const { data } = z.safeParse(report, answer);
if (data === undefined) {
  const why = z.safeParse(refusal, answer).data?.message ?? 'no answer that can be read';
  process.stdout.write(`Whether there are vulnerabilities IS NOT KNOWN: the registry did not say (${why})\n`);
  process.exitCode = NOT_KNOWN;
} else {
  const found = Object.entries(data.vulnerabilities);
  for (const [name, { severity, nodes, via }] of found) {
    const said = via.flatMap((each) => z.safeParse(advisory, each).data ?? []);
    const what =
      said.length === 0 ? 'through what it uses' : said.map(({ title, url }) => `${title}, ${url}`).join('; ');
    process.stdout.write(`${severity}: ${name} (${nodes.join(', ')}): ${what}\n`);
  }
  process.stdout.write(
    found.length === 0
      ? `No known vulnerability in ${data.metadata.dependencies.prod} packages\n`
      : `${found.length} of ${data.metadata.dependencies.prod} packages have known vulnerabilities: docs/deploying.md, "Upgrades"\n`,
  );
  process.exitCode = found.length === 0 ? 0 : 1;
}
