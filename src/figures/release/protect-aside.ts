import type { Interval } from '../../disclosure/audit.ts';
import {
  openGroups,
  type ProtectedRelease,
  protectRelease,
  type Request,
  withholdRelease,
} from '../../disclosure/protect.ts';
import type { Reader } from '../../disclosure/release.ts';
import { startChild } from '../../platform/child.ts';
import { refused } from '../../platform/refusal.ts';

/** What the child is asked. */
export type ProtectionOrder =
  | { work: 'protect'; request: Request }
  | { work: 'intervals'; request: Request; answer: { hidden: string[]; withheld: string[] }; reader: Reader };

/** What the child answers, or why it could not. */
export type ProtectionAnswer = { answer: ProtectedRelease | Record<string, Interval> } | { problem: string };

const LONGEST_MS = 120_000;
const TOO_LONG = 'Protecting it took too long.';
const BROKEN_OFF = 'Protecting it was broken off.';

/** Answers that were made in this process, by their fingerprints, so that a page that is read again costs nothing. */
const made = new Map<string, Promise<ProtectedRelease>>();
const MOST_KEPT = 50;

/**
 * Protects a release in a process of its own, so that no page waits for the solvers. What earlier answers decided
 * about numbers that did not change since is used again, and where all of it is, no process is started. When it takes
 * longer than it may, everything that hangs together with people is withheld.
 */
export async function protectAside(request: Request, limitMs = LONGEST_MS): Promise<ProtectedRelease> {
  const { fingerprint, isOpen } = openGroups(request);
  const kept = made.get(fingerprint);
  if (kept !== undefined) return kept;
  const answer = isOpen ? inChild(request, limitMs) : protectRelease(request);
  made.set(fingerprint, answer);
  answer.then(
    (found) => {
      if (found.fingerprint !== fingerprint) made.delete(fingerprint);
    },
    () => made.delete(fingerprint),
  );
  for (const oldest of made.keys()) {
    if (made.size <= MOST_KEPT) break;
    made.delete(oldest);
  }
  return answer;
}

function inChild(request: Request, limitMs: number): Promise<ProtectedRelease> {
  return ask<ProtectedRelease>({ work: 'protect', request }, limitMs, (why) => withholdRelease(request, why));
}

/** What a reader can work out of each hidden number of a release, found in a process of its own. */
export function intervalsAside(
  request: Request,
  answer: { hidden: string[]; withheld: string[] },
  reader: Reader,
): Promise<Record<string, Interval>> {
  return ask<Record<string, Interval>>({ work: 'intervals', request, answer, reader }, LONGEST_MS, (why) => {
    throw refused('too-long', `${why} Try again later.`);
  });
}

async function ask<T>(order: ProtectionOrder, limitMs: number, brokenOff: (why: string) => T): Promise<T> {
  const child = startChild({ beside: import.meta.url, file: 'protection-child' });
  try {
    return await new Promise<T>((resolve, reject) => {
      const breakOff = (why: string): void => {
        clearTimeout(late);
        try {
          resolve(brokenOff(why));
        } catch (error) {
          reject(error);
        }
      };
      const late = setTimeout(() => breakOff(TOO_LONG), limitMs).unref();
      child.once('error', () => breakOff(BROKEN_OFF));
      child.once('close', () => breakOff(BROKEN_OFF));
      child.once('message', (answer: ProtectionAnswer) => {
        clearTimeout(late);
        if ('problem' in answer) reject(new Error(`The release could not be protected: ${answer.problem}`));
        else resolve(answer.answer as T);
      });
      child.send(order, (error) => {
        if (error) breakOff(BROKEN_OFF);
      });
    });
  } finally {
    child.kill('SIGKILL');
  }
}
