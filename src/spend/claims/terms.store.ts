import { latestMoment } from '../../audit/moment.ts';
import { findAgreement } from '../../initiatives/agreements/agreement.store.ts';
import { readConditions } from '../../initiatives/agreements/condition.store.ts';
import { eligibleCategories } from '../../initiatives/agreements/condition.ts';
import { readPayments } from '../../initiatives/agreements/payment-term.store.ts';
import { addUp, total } from '../../ledger/balance.ts';
import { openBooks } from '../../ledger/figure.ts';
import type { Db } from '../../platform/database.ts';
import { listClaims } from './claim.store.ts';
import { type Claim, stands } from './claim.ts';
import type { ClaimTerms } from './finding.ts';
import { listPayables } from './payable.store.ts';

/** What a claim is held against, as the record stands: its agreement, the books, and the agreement's other claims. */
export async function readTerms(
  db: Db,
  officeId: number,
  { ref, agreement }: Pick<Claim, 'ref' | 'agreement'>,
): Promise<ClaimTerms> {
  const { startsOn, endsOn } = await findAgreement(db, officeId, agreement);
  const cells = await openBooks(db, officeId, await latestMoment(db, officeId)).cells();
  const bound = { agreement, accountKinds: ['agreement'] } as const;
  const others = (await listClaims(db, officeId, { agreement })).filter((other) => other.ref !== ref);
  const payment = (await readPayments(db, officeId, { agreement })).get(agreement);
  const payables = await listPayables(db, officeId, { agreement });
  return {
    agreement,
    startsOn,
    endsOn,
    eligible: eligibleCategories(await readConditions(db, officeId, agreement)),
    value: total(cells, { ...bound, kinds: ['commit', 'release'] }),
    used: addUp(others.filter(({ state }) => state === 'approved').map(({ pence }) => pence)),
    outstanding: total(cells, bound),
    owed: addUp(payables.map(({ open }) => open)),
    cap: payment?.capPence ?? null,
    others: others.filter(stands),
  };
}
