import { startChild } from '../platform/child.ts';
import type { DatabaseConfig } from '../platform/config.ts';
import type { Verification } from './verify.ts';

/** What the child is sent. */
export interface VerificationOrder {
  database: DatabaseConfig;
  officeId: number;
}

/** What the child answers: what it found, or why it could not look. */
export type VerificationAnswer = { verification: Verification } | { problem: string };

const LONGEST_MS = 60 * 60_000;

/**
 * Verifies an office's record as `verifyEverything` does, and the database's own guards too, in a process of its own:
 * it reads everything, and people's pages must not wait for that. Ends the process when the signal says so.
 */
export async function verifyAside(order: VerificationOrder, signal?: AbortSignal): Promise<Verification> {
  const child = startChild({ beside: import.meta.url, file: 'verification-child', reads: ['stderr'] });
  try {
    return await new Promise<Verification>((resolve, reject) => {
      const fail = (why: string): void => {
        clearTimeout(late);
        reject(new Error(`The record could not be verified: ${why}`));
      };
      const late = setTimeout(() => fail(`it took longer than ${LONGEST_MS / 60_000} minutes.`), LONGEST_MS).unref();
      let said = '';
      child.stderr?.on('data', (chunk: Buffer) => {
        if (said.length < 2000) said += chunk.toString('utf8');
      });
      child.once('error', (error) => fail(error.message));
      child.once('close', (code, ending) => fail(`its process ended (${ending ?? code}). ${said}`.trim()));
      child.once('message', (answer: VerificationAnswer) => {
        if ('problem' in answer) return fail(answer.problem);
        clearTimeout(late);
        resolve(answer.verification);
      });
      signal?.addEventListener('abort', () => fail('the server stopped.'), { once: true });
      child.send(order, (error) => {
        if (error) fail(error.message);
      });
    });
  } finally {
    child.kill('SIGKILL');
  }
}
