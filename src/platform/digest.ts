import { createHash, randomBytes } from 'node:crypto';

export type Plain = string | number | boolean | null | Plain[] | { [key: string]: Plain };

/** SHA-256 in lower-case hexadecimal. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** 128 random bits as hexadecimal: salts, request keys, references of faults. */
export function randomToken(bytes = 16): string {
  return randomBytes(bytes).toString('hex');
}

/**
 * One text for one value: JSON with sorted keys, NFC strings and whole numbers only, so that the same content always
 * has the same digest. Throws on a number that is not a safe integer.
 */
export function canonical(value: Plain): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new RangeError(`Only whole numbers are recorded, not ${value}.`);
    return String(value);
  }
  if (typeof value === 'string') return JSON.stringify(value.normalize('NFC'));
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key] as Plain)}`).join(',')}}`;
}
