import type { Pence } from '../money/pence.ts';
import type { Coding } from './enter.ts';

/** A part of what is corrected, as it is posted anew. */
export interface Part extends Omit<Coding, 'supplier'> {
  pence: Pence;
}

/** Whether a part draws on the same money as what is corrected, so that it comes out of the very same accounts. */
export function keepsPurse(
  part: Omit<Coding, 'supplier' | 'place' | 'category'>,
  corrected: Omit<Coding, 'supplier'>,
): boolean {
  return (
    part.initiative === corrected.initiative &&
    part.agreement === corrected.agreement &&
    part.nature === corrected.nature
  );
}
