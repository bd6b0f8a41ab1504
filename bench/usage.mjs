// What processes use, from Linux's /proc; `undefined` elsewhere, and for a process that is gone.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const TICKS_A_SECOND =
  process.platform === 'linux'
    ? Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))
    : Number.NaN;

function read(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}

/** The fields of /proc/PID/stat by their numbers in proc_pid_stat(5). */
function stat(pid) {
  const text = read(pid, 'stat');
  if (text === undefined) return undefined;
  // Field 2 is the name in brackets and may hold anything; field 3 follows the last bracket.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (number) => Number(fields[number - 3]);
}

/** Seconds of CPU that a process has used, all its threads together. */
export function cpuSeconds(pid) {
  const field = stat(pid);
  return field && (field(14) + field(15)) / TICKS_A_SECOND; // utime, stime
}

/** Seconds of CPU of a PostgreSQL server: its postmaster, its processes and those that have ended. */
export function databaseCpuSeconds(postmaster) {
  const field = stat(postmaster);
  if (field === undefined) return undefined;
  const ended = (field(16) + field(17)) / TICKS_A_SECOND; // cutime, cstime
  const children = readdirSync('/proc').filter(
    (name) => /^\d+$/.test(name) && stat(name)?.(4) === postmaster,
  );
  return [postmaster, ...children].reduce((sum, pid) => sum + (cpuSeconds(pid) ?? 0), ended);
}

/** Mebibytes of memory. @param {'VmRSS' | 'VmHWM'} kind now, or the most so far */
export function memoryMiB(pid, kind) {
  const kibibytes = new RegExp(`^${kind}:\\s+(\\d+) kB$`, 'm').exec(read(pid, 'status') ?? '')?.[1];
  return kibibytes && Number(kibibytes) / 1024;
}
