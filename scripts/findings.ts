/** One violation of a rule, at a line (from 1) of a file. */
export type Finding = { readonly file: string; readonly line: number; readonly rule: string; readonly text: string };

/** Prints each finding and their number on standard output. Sets exit status 1 if there are any. */
export const reportFindings = (findings: readonly Finding[], passed: string): void => {
  for (const { file, line, rule, text } of findings) process.stdout.write(`${file}:${line}: ${rule}: ${text}\n`);
  process.stdout.write(findings.length === 0 ? `${passed}\n` : `${findings.length} violations\n`);
  process.exitCode = findings.length === 0 ? 0 : 1;
};
