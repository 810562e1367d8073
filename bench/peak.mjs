// bench: loaded before a measured program (node --import). Writes its peak resident memory, in kilobytes, and its CPU time, in
// seconds, to the file that BENCH_USAGE names.
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  writeFileSync(
    process.env.BENCH_USAGE,
    JSON.stringify({ peakKb: maxRSS, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6 }),
  );
});
