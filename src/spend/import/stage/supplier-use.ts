import { spellOut } from '../../../audit/words.ts';
import { addUp } from '../../../ledger/balance.ts';
import type { Pence } from '../../../money/pence.ts';
import { readOrganisations } from '../../../partners/organisation.store.ts';
import { normalForm } from '../../../partners/organisation-name.ts';
import type { Db, Row } from '../../../platform/database.ts';
import { STANDS } from './live-line.ts';

/** What suppliers were paid before, to tell what is unlikely. */
export interface SupplierUse {
  /** Whether a supplier was ever paid, or is an organisation that the office knows, by the form of its name. */
  isKnown(nameKey: string): boolean;
  /** What one payment to it usually comes to, in pence; null before there were three. */
  usual(nameKey: string): Pence | null;
}

const FEWEST_PAYMENTS = 3;
const LATEST_ENTERED = 20_000;

/** Reads what suppliers were paid: by lines of batches that stand, and by the latest spend entered by hand. */
export async function readSupplierUse(db: Db, officeId: number): Promise<SupplierUse> {
  const paid = new Map<string, { count: number; amounts: Pence[] }>();
  const learn = (key: string, count: number, pence: Pence): void => {
    const known = paid.get(key) ?? { count: 0, amounts: [] };
    known.count += count;
    known.amounts.push(pence);
    paid.set(key, known);
  };
  const imported: Row[] = await db('import_supplier as s')
    .join('import_plan as p', 'p.id', 's.plan_id')
    .where('p.office_id', officeId)
    .whereNotNull('s.name_key')
    .whereRaw(STANDS)
    .select('s.name_key', 's.lines', 's.pence');
  for (const { name_key, lines, pence } of imported) learn(name_key, lines, pence);
  const entered: Row[] = await db('spend')
    .where({ office_id: officeId, kind: 'spend' })
    .orderBy('id', 'desc')
    .limit(LATEST_ENTERED)
    .select('supplier_words', 'pence');
  const forms = new Map<string, string>();
  for (const { supplier, pence } of (await spellOut(db, entered)) as Row[]) {
    const form = forms.get(supplier) ?? normalForm(supplier);
    forms.set(supplier, form);
    learn(form, 1, pence);
  }
  const organisations = new Set<string>();
  for (const { versions } of (await readOrganisations(db, officeId)).all) {
    for (const { name } of versions) organisations.add(normalForm(name));
  }
  const aliases: Row[] = await db('organisation_alias').where({ office_id: officeId }).select();
  for (const { name } of (await spellOut(db, aliases)) as Row[])
    if (typeof name === 'string') organisations.add(normalForm(name));
  return {
    isKnown: (key) => paid.has(key) || organisations.has(key),
    usual(key) {
      const known = paid.get(key);
      if (known === undefined || known.count < FEWEST_PAYMENTS) return null;
      const average = Math.round(addUp(known.amounts) / known.count);
      return average > 0 ? average : null;
    },
  };
}
