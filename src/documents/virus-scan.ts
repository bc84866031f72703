import { spawn } from 'node:child_process';
import { refused } from '../platform/refusal.ts';

/** Looks for viruses in a file. Refused: `virus` when there is one, `not-scanned` when that could not be found out. */
export type ScanFile = (bytes: Uint8Array) => Promise<void>;

const LONGEST_MS = 60_000;

/**
 * Scans with a program of the machine, such as `clamdscan --no-summary -`: it is run without a shell, reads the file
 * from its standard input and ends with 0 when the file is clean and with 1 when it is not, as ClamAV's do. Without an
 * answer within a minute the file is not taken.
 */
export function scanWith(command: string, longestMs = LONGEST_MS): ScanFile {
  const [program = '', ...args] = command.trim().split(/\s+/);
  return async (bytes) => {
    const code = await exitCode(program, args, bytes, longestMs);
    if (code === 0) return;
    if (code === 1) throw refused('virus', 'The selected file contains a virus. It was not kept.', 'file');
    const sentence = 'The selected file could not be scanned for viruses, so it was not kept. Try again later.';
    throw refused('not-scanned', sentence, 'file');
  };
}

/** How the program ended; null when it could not be run, was stopped or took too long. */
function exitCode(program: string, args: string[], bytes: Uint8Array, longestMs: number): Promise<number | null> {
  return new Promise((resolve) => {
    const env = { PATH: process.env.PATH ?? '' };
    const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'ignore'], env });
    const late = setTimeout(() => child.kill('SIGKILL'), longestMs);
    const end = (code: number | null): void => {
      clearTimeout(late);
      resolve(code);
    };
    child.once('error', () => end(null));
    child.once('close', end);
    // One that has seen enough closes its end before everything was sent.
    child.stdin.on('error', () => undefined);
    child.stdin.end(bytes);
  });
}
