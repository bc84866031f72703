import { canonical, type Plain, sha256 } from '../platform/digest.ts';

export const FIRST_PREV = '0'.repeat(64);

/** What an event says: whole numbers, codes, references and digests only; never words about people. */
export interface EventBody {
  [key: string]: Plain;
  seq: number;
  at: string;
  office: string;
  person: number | null;
  role: string;
  action: string;
  subject: { kind: string; ref: string };
  detail: { [key: string]: Plain };
  rows: { [table: string]: { count: number; digest: string } };
}

/**
 * The hash of an event: SHA-256 over a zero byte (so that an event can never be taken for another kind of text), the
 * hash before it, and the event's canonical text.
 */
export function eventHash(prev: string, body: string): string {
  return sha256(Buffer.concat([Buffer.from([0]), Buffer.from(prev, 'hex'), Buffer.from(body, 'utf8')]));
}

export function eventText(body: EventBody): string {
  return canonical(body);
}
