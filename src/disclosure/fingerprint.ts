import { createHmac } from 'node:crypto';

/**
 * A fingerprint of plain data under a secret, whatever the order in which its properties were written. Without the
 * secret, whoever has the fingerprint of a small count could find the count by trying.
 */
export function fingerprint(secret: string, data: unknown): string {
  return createHmac('sha256', secret).update(JSON.stringify(data, ordered)).digest('hex');
}

function ordered(_name: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  const entries = Object.entries(value).filter(([, of]) => of !== undefined);
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
