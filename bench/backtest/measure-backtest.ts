import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plainSummary } from '../../shared/domain/policy/presets/plain-summary.ts';
import { writeYearFolder } from './year-folder.ts';

/** Measures a back-test of a year: `node bench/backtest/measure-backtest.ts [customers]`. */
const customers = Number(process.argv[2] ?? 10_000);
const directory = mkdtempSync(join(tmpdir(), 'sla-credits-backtest-'));
try {
  writeYearFolder(directory, customers);
  const policy = join(directory, 'policy.json');
  writeFileSync(policy, JSON.stringify(plainSummary));
  for (const months of ['2026-10', '2026-05..2026-10', '2025-11..2026-10']) {
    const started = performance.now();
    const args = [directory, '--months', months, '--policy', policy, '--page', join(directory, 'page.html'), '--csv'];
    const script = join(import.meta.dirname, '../../local/cli/backtest.ts');
    const report = 'process.on("exit", () => console.error("KB " + process.resourceUsage().maxRSS))';
    const { stderr } = spawnSync(process.execPath, ['--import', `data:text/javascript,${report}`, script, ...args], {
      encoding: 'utf8',
      maxBuffer: 1 << 30,
    });
    const memoryMb = Math.round(Number(/KB (\d+)/.exec(stderr)?.[1] ?? 0) / 1024);
    const seconds = (performance.now() - started) / 1000;
    process.stdout.write(`${customers} customers, ${months}: ${seconds.toFixed(1)} s, ${memoryMb} MB\n`);
  }
} finally {
  rmSync(directory, { recursive: true });
}
