import type { Day } from '../../calendar/day.ts';
import type { Pence } from '../../money/pence.ts';
import { readOrganisations } from '../../partners/organisation.store.ts';
import { findOrganisationByName, namesOf } from '../../partners/organisation-match.ts';
import { normalForm } from '../../partners/organisation-name.ts';
import type { Db, Row } from '../../platform/database.ts';
import { listSpend } from '../spend.store.ts';
import type { SpendStatus } from '../spend.ts';

/** What makes an entry look like another: its supplier with its amount and invoice date, or with its reference. */
export interface Likened {
  supplier: string;
  pence: Pence;
  invoicedOn: Day;
  reference: string | null;
}

/** What was returned or reversed does not stand, so that recording it again is right. */
const STANDING: readonly SpendStatus[] = ['awaiting approval', 'approved', 'turned round'];
const MOST_LOOKED_AT = 200;

/**
 * The references of entries that stand and look like this one: the same supplier, however it is spelt, and the same
 * amount and invoice date, or the same reference.
 */
export async function findLike(db: Db, officeId: number, wanted: Likened): Promise<string[]> {
  const refs = await candidates(db, officeId, wanted);
  if (refs.length === 0) return [];
  const names = await spellingsOf(db, officeId, wanted.supplier);
  const spends = await listSpend(db, officeId, { refs, kinds: ['spend', 'prepayment'] }, { sort: 'oldest' });
  return spends
    .filter(({ status, supplier }) => STANDING.includes(status) && names.has(normalForm(supplier)))
    .map(({ ref }) => ref);
}

/** Whether two entries that are made together look alike. */
export function areAlike(one: Likened, other: Likened): boolean {
  if (normalForm(one.supplier) !== normalForm(other.supplier)) return false;
  const isSameBill = one.pence === other.pence && one.invoicedOn === other.invoicedOn;
  const [reference, otherReference] = [foldedReference(one), foldedReference(other)];
  return isSameBill || (reference !== '' && reference === otherReference);
}

async function candidates(db: Db, officeId: number, wanted: Likened): Promise<string[]> {
  const bills: Row[] = await db('spend')
    .where({ office_id: officeId, invoiced_on: wanted.invoicedOn, pence: wanted.pence })
    .limit(MOST_LOOKED_AT)
    .select('ref');
  const reference = foldedReference(wanted);
  const referred: Row[] =
    reference === ''
      ? []
      : await db('words as w')
          .join('spend as s', 's.reference_words', 'w.digest')
          .where({ 'w.office_id': officeId, 's.office_id': officeId })
          .whereRaw('lower(substr(w.text, 1, 60)) IN (?, ?)', [reference, asciiFolded(wanted)])
          .limit(MOST_LOOKED_AT)
          .select('s.ref');
  return [...new Set([...bills, ...referred].map((row) => row.ref as string))];
}

function foldedReference({ reference }: Likened): string {
  return (reference ?? '').trim().toLowerCase();
}

/** As SQLite's own `lower` folds letters: it knows only those of ASCII. */
function asciiFolded({ reference }: Likened): string {
  return (reference ?? '').trim().replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Every spelling by which a supplier is known, in normal form. */
async function spellingsOf(db: Db, officeId: number, supplier: string): Promise<Set<string>> {
  const found = await findOrganisationByName(db, officeId, supplier);
  const organisations = await readOrganisations(db, officeId);
  const names = found === null ? [] : organisations.groupOf(found.id).flatMap(namesOf);
  return new Set([supplier, ...names].map(normalForm));
}
