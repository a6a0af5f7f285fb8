import { readFileSync } from 'node:fs';

/**
 * Returns the peak resident memory of this process in bytes. On Linux, `maxRSS` of a process begins
 * with the memory of the process that started it, so that the kernel's own figure is read instead.
 * @see https://man7.org/linux/man-pages/man5/proc_pid_status.5.html VmHWM
 */
export function peakBytes(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  const status = readFileSync('/proc/self/status', 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? NaN) * 1024;
}
