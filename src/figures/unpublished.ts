import { type Initiative, listInitiatives } from '../initiatives/initiative.store.ts';
import { findAccounts } from '../ledger/account.store.ts';
import type { Books } from '../ledger/figure.ts';

/** Initiatives whose amount was never published and that no entry has given money. */
export function unpublishedInitiatives(books: Books): Promise<Initiative[]> {
  return books.once('figures.unpublished', () => readUnpublished(books));
}

async function readUnpublished({ db, officeId, moment }: Books): Promise<Initiative[]> {
  const known = await listInitiatives(db, officeId, moment.seq);
  const unpublished = known.filter(({ amountPublished }) => !amountPublished);
  if (unpublished.length === 0) return [];
  // An account is opened by the first entry that needs it.
  const held = await findAccounts(db, officeId, {}, moment.seq);
  const withMoney = new Set(held.map(({ initiative }) => initiative));
  return unpublished.filter(({ ref }) => !withMoney.has(ref));
}
