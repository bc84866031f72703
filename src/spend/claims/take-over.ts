import type { Act } from '../../audit/act.ts';
import { addUp } from '../../ledger/balance.ts';
import { formatPounds, type Pence } from '../../money/pence.ts';
import type { Db } from '../../platform/database.ts';
import { refused } from '../../platform/refusal.ts';
import type { Spend } from '../spend.ts';
import { readSettlements } from './payable.store.ts';
import { isLive, type Settlement } from './payable.ts';
import { settle } from './settle.ts';

/** What a line pays of payables while it stands, in the order in which that was recorded. */
export async function readPaying(db: Db, officeId: number, spend: Pick<Spend, 'ref'>): Promise<Settlement[]> {
  return (await readSettlements(db, officeId, { spend: spend.ref })).filter((paid) => isLive(paid) && paid.pence > 0);
}

/**
 * Refused as `pays-claim` when a line pays claims and what is posted anew for it under the same agreement is less than
 * what it pays: the claim would be owed again while the money was spent.
 */
export async function checkTakenOver(
  db: Db,
  officeId: number,
  original: Pick<Spend, 'ref' | 'agreement'>,
  parts: readonly { agreement: string; pence: Pence }[],
): Promise<void> {
  const paying = await readPaying(db, officeId, original);
  const pays = addUp(paying.map(({ pence }) => pence));
  const stays = addUp(parts.filter(({ agreement }) => agreement === original.agreement).map(({ pence }) => pence));
  if (pays <= stays) return;
  throw refused(
    'pays-claim',
    `${original.ref} pays ${formatPounds(pays)} of ${paying.map(({ payable }) => payable).join(' and ')}, which is owed ` +
      `under ${original.agreement}. Keep that much under ${original.agreement}; or reverse ${original.ref}, which frees ` +
      'the payable, and record what is right.',
    'agreement',
  );
}

/** Lets what was posted anew under the same agreement pay what its original paid, the earlier parts first. */
export async function takeOver(
  act: Act,
  paying: readonly Settlement[],
  parts: readonly Pick<Spend, 'ref' | 'pence'>[],
): Promise<void> {
  const left = parts.map(({ ref, pence }) => ({ ref, pence }));
  for (const { payable, pence } of paying) {
    let open = pence;
    for (const part of left) {
      const taken = Math.min(open, part.pence);
      if (taken <= 0) continue;
      await settle(act, { payable, spend: part.ref, pence: taken });
      part.pence -= taken;
      open -= taken;
    }
  }
}
