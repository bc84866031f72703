import type { Organisations } from '../../partners/organisation.ts';
import { namesOf } from '../../partners/organisation-match.ts';
import { normalForm } from '../../partners/organisation-name.ts';
import type { RecentSpend } from './recent.store.ts';

/** Whom money may be paid to: an organisation of the office, or a name that was used before. */
export interface Supplier {
  name: string;
  /** Its other names. */
  also: string[];
  /** How often it was paid among the entries looked back over. */
  times: number;
  /** The entry that it was paid by last; null where there is none. */
  last: RecentSpend | null;
}

/**
 * The suppliers that may be meant, those paid most often first: organisations by their names of now and those merged
 * into them, and names that no organisation has, spellings of one taken together.
 */
export function suppliersOf(organisations: Organisations, recent: readonly RecentSpend[]): Supplier[] {
  const byForm = new Map<string, Supplier>();
  const all: Supplier[] = organisations.survivors.map(({ id, name }) => {
    const names = organisations.groupOf(id).flatMap(namesOf);
    const supplier: Supplier = { name, also: names.filter((other) => other !== name), times: 0, last: null };
    for (const known of names) if (!byForm.has(normalForm(known))) byForm.set(normalForm(known), supplier);
    return supplier;
  });
  for (const spend of recent) {
    const form = normalForm(spend.supplier);
    const known = byForm.get(form);
    if (known !== undefined) {
      known.times += 1;
      known.last ??= spend;
      continue;
    }
    const supplier: Supplier = { name: spend.supplier, also: [], times: 1, last: spend };
    byForm.set(form, supplier);
    all.push(supplier);
  }
  return all.sort((a, b) => b.times - a.times || a.name.localeCompare(b.name, 'en-GB'));
}

/** Those whose name, or one of whose other names, holds what was typed. */
export function suppliersLike(suppliers: readonly Supplier[], typed: string): Supplier[] {
  const form = normalForm(typed);
  const plain = typed.trim().toLowerCase();
  return suppliers.filter(({ name, also }) =>
    [name, ...also].some((known) => {
      return known.toLowerCase().includes(plain) || (form !== '' && normalForm(known).includes(form));
    }),
  );
}

/** The supplier that a name means, however it is spelt; null when none does. */
export function supplierNamed(suppliers: readonly Supplier[], typed: string): Supplier | null {
  const form = normalForm(typed);
  if (form === '') return null;
  return suppliers.find(({ name, also }) => [name, ...also].some((known) => normalForm(known) === form)) ?? null;
}

/** The references that a supplier's entries gave, the newest first, each with the entry that gave it last. */
export function referencesOf(supplier: Supplier, recent: readonly RecentSpend[]): { text: string; ref: string }[] {
  const forms = new Set([supplier.name, ...supplier.also].map(normalForm));
  const found = new Map<string, string>();
  for (const { supplier: name, reference, ref } of recent) {
    if (reference !== null && forms.has(normalForm(name)) && !found.has(reference)) found.set(reference, ref);
  }
  return [...found].map(([text, ref]) => ({ text, ref }));
}
