import { createHash } from 'node:crypto';
import type { FrozenFigure } from '../figures/snapshot.store.ts';
import { canonical, type Plain } from '../platform/digest.ts';
import type { PackModel } from './pack.ts';

/** For whom a copy of a pack is: people who sign in, or anybody. */
export type Audience = 'readers' | 'public';

/** Which parts of a pack a copy leaves out, and for whom it is. */
export interface CopyKind {
  audience: Audience;
  /** The sections left out, by their ids, in the pack's order. */
  withheld: string[];
}

export const WHOLE: CopyKind = { audience: 'readers', withheld: [] };

// No letter in it is mistaken for a digit, or for another, when it is read from paper.
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LETTERS = 8;

/**
 * The short code at the foot of a copy's pages, such as `7K3M-9QXA`. It is drawn from all that the copy says, since it
 * stands on its pages and so cannot be drawn from its bytes.
 */
export function copyCode(model: PackModel, figures: readonly FrozenFigure[], kind: CopyKind): string {
  const said = canonical([model, figures, kind] as unknown as Plain);
  return codeOf(createHash('sha256').update(`pack copy\0${said}`).digest());
}

/** Eight letters and digits that stand for a digest. */
export function codeOf(digest: Buffer): string {
  let rest = digest.readUIntBE(0, 5);
  let code = '';
  for (let at = 0; at < LETTERS; at += 1) {
    code = (ALPHABET[rest % 32] as string) + code;
    rest = Math.floor(rest / 32);
  }
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}

/** A code as somebody typed it from paper; null when it cannot be one. */
export function readCode(typed: string): string | null {
  const plain = typed.slice(0, 40).toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return /^[0-9A-HJKMNP-TV-Z]{8}$/.test(plain) ? `${plain.slice(0, 4)}-${plain.slice(4)}` : null;
}
