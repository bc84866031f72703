import { categoryShown } from '../../ledger/category.ts';
import { formatPounds } from '../../money/pence.ts';
import { readOrganisations } from '../../partners/organisation.store.ts';
import { normalForm } from '../../partners/organisation-name.ts';
import { placeName } from '../../partners/place.ts';
import type { Door, Visit } from '../../people/door.ts';
import { readQuery } from '../../platform/form.ts';
import { listPayables } from '../claims/payable.store.ts';
import { readProviders } from '../claims/provider.store.ts';
import { codingCells, codingTyped } from './coding.ts';
import { type RecentSpend, readRecentSpend } from './recent.store.ts';
import { referencesOf, type Supplier, supplierNamed, suppliersLike, suppliersOf } from './supplier.ts';

const MOST_OFFERED = 12;

/** What completes a supplier or a reference while it is typed, as JSON, out of the person's own office alone. */
export function completionRoutes(door: Door): void {
  door.get('/spend/entry/suppliers', 'spend.enter', async (visit) => {
    const { like = '' } = readQuery(visit.req.query, ['like']);
    const { suppliers } = await readSuppliers(visit);
    const named = supplierNamed(suppliers, like);
    visit.res.json({
      options: suppliersLike(suppliers, like).slice(0, MOST_OFFERED).map(supplierOption),
      // The one that the whole name means, whatever else it is part of.
      named: named === null ? null : supplierOption(named),
    });
  });

  door.get('/spend/entry/references', 'spend.enter', async (visit) => {
    const { like = '', supplier: typed = '' } = readQuery(visit.req.query, ['like', 'supplier']);
    const { suppliers, recent } = await readSuppliers(visit);
    const supplier = supplierNamed(suppliers, typed);
    const sought = like.trim().toLowerCase();
    const offered = supplier === null ? [] : [...(await owedTo(visit, supplier)), ...usedBy(supplier, recent)];
    visit.res.json({
      options: offered.filter(({ value }) => value.toLowerCase().includes(sought)).slice(0, MOST_OFFERED),
    });
  });
}

/** The suppliers of the person's office, and the entries that they were read from. */
export async function readSuppliers({
  site,
  office,
}: Visit): Promise<{ suppliers: Supplier[]; recent: RecentSpend[] }> {
  const recent = await readRecentSpend(site.db, office.id);
  return { suppliers: suppliersOf(await readOrganisations(site.db, office.id), recent), recent };
}

function supplierOption({ name, also, times, last }: Supplier) {
  const used = times === 0 ? 'not paid yet' : times === 1 ? 'paid once' : `paid ${times} times`;
  return {
    value: name,
    said: [used, ...also.slice(0, 2)].join(' · '),
    coding: last === null ? null : codingShown(last),
  };
}

/** The coding that a supplier was paid with last: in words, as the form's answers, and as the cells of a row. */
function codingShown(last: RecentSpend) {
  const { ref, initiative, agreement, place, category } = last;
  const words = [initiative, agreement || 'no agreement', placeName(place), categoryShown(category)];
  return { ref, said: words.join(', '), form: codingTyped(last), cells: codingCells(last) };
}

/** The references of claims that wait to be paid to a supplier: the provider's own, and of which payable. */
async function owedTo({ site, office }: Visit, { name, also }: Supplier) {
  const forms = new Set([name, ...also].map(normalForm));
  const providers = await readProviders(site.db, office.id);
  const payables = await listPayables(site.db, office.id);
  return payables
    .filter(({ free, claim }) => free > 0 && forms.has(normalForm(providers.get(claim.agreement) ?? '')))
    .map(({ ref, free, claim }) => ({
      value: claim.theirs ?? ref,
      said: `to be paid: ${ref}, ${formatPounds(free)}`,
    }));
}

function usedBy(supplier: Supplier, recent: readonly RecentSpend[]) {
  return referencesOf(supplier, recent).map(({ text, ref }) => ({ value: text, said: `used in ${ref}` }));
}
