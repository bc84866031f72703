import type { Knex } from 'knex';
import { write } from '../../platform/database.ts';
import { notFound, refused } from '../../platform/refusal.ts';

/** A filter that somebody keeps for themselves: its name, and the part of the address that it is. */
export interface SavedFilter {
  id: number;
  name: string;
  query: string;
  isDefault: boolean;
}

const MOST = 30;

/** A person's filters of a list, by name. */
export async function listSavedFilters(db: Knex, personId: number, list: string): Promise<SavedFilter[]> {
  const rows = await db('saved_filter').where({ person_id: personId, list }).orderBy('name');
  return rows.map(({ id, name, query, is_default }) => ({ id, name, query, isDefault: is_default === 1 }));
}

/** The filter with which a person's list opens; null when it opens with all rows. */
export async function defaultFilter(db: Knex, personId: number, list: string): Promise<SavedFilter | null> {
  return (await listSavedFilters(db, personId, list)).find(({ isDefault }) => isDefault) ?? null;
}

/**
 * Keeps a filter under a name; one of that name is replaced. It is a setting of a person and no act: nothing in the
 * record changes. Refused by name: `too-many`.
 */
export async function saveFilter(
  db: Knex,
  of: { officeId: number; personId: number; list: string },
  { name, query }: { name: string; query: string },
): Promise<void> {
  await write(db, async (trx) => {
    const own = { person_id: of.personId, list: of.list };
    const updated = await trx('saved_filter')
      .where({ ...own, name })
      .update({ query });
    if (updated > 0) return;
    const [row] = await trx('saved_filter').where(own).count({ n: '*' });
    if (Number(row?.n) >= MOST) {
      throw refused('too-many', `You keep ${MOST} filters already. Delete one of them, then save this one.`, 'name');
    }
    await trx('saved_filter').insert({ ...own, office_id: of.officeId, name, query, is_default: 0 });
  });
}

/** Has a person's list open with one of their filters, or with none. Not found when it is not theirs. */
export async function makeDefault(db: Knex, personId: number, list: string, id: number | null): Promise<void> {
  await write(db, async (trx) => {
    await trx('saved_filter').where({ person_id: personId, list }).update({ is_default: 0 });
    if (id === null) return;
    const found = await trx('saved_filter').where({ person_id: personId, list, id }).update({ is_default: 1 });
    if (found === 0) throw notFound('filter of yours with this number');
  });
}

/** Takes one of a person's filters away; answers its name. Not found when it is not theirs. */
export async function deleteFilter(db: Knex, personId: number, list: string, id: number): Promise<string> {
  return write(db, async (trx) => {
    const found = await trx('saved_filter').where({ person_id: personId, list, id }).first('name');
    if (found === undefined) throw notFound('filter of yours with this number');
    await trx('saved_filter').where({ id }).del();
    return found.name;
  });
}
