import type { Pence } from '../money/pence.ts';

/**
 * Divides what is still expected over what is left of each pot, in their order: each is drawn on as far as it reaches,
 * and what passes them all is drawn on the last, so that the parts always add up to what is expected. In pence.
 */
export function drawInOrder(left: readonly Pence[], expected: Pence): Pence[] {
  let open = expected;
  return left.map((pence, index) => {
    const drawn = index === left.length - 1 ? open : Math.min(open, Math.max(0, pence));
    open -= drawn;
    return drawn;
  });
}
