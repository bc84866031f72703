import type { Door, Visit } from '../../people/door.ts';
import { FormReader } from '../../platform/form.ts';
import { notFound, Refusal } from '../../platform/refusal.ts';
import { readSpendQuery } from '../spend-list.form.ts';
import { deleteFilter, makeDefault, saveFilter } from './saved-filter.store.ts';
import { filterQuery } from './saved-filter.ts';

const LIST = 'spend';

/** Filters of the list of spend that a person keeps for themselves. Others are sent the address. */
export function savedFilterRoutes(door: Door): void {
  door.post('/spend/filters', 'spend.read', async (visit) => {
    const form = new FormReader(visit.req.body, ['name', 'query']);
    const name = form.text('name', 'Name of the filter', { longest: 60 });
    const { typed } = readSpendQuery(Object.fromEntries(new URLSearchParams(form.typed.query ?? '')));
    const answer = form.answer(() => ({ name, query: filterQuery(typed) }));
    if (!answer.ok)
      throw new Refusal('malformed', 'filter-name', `${answer.errors[0]?.message}. Go back and try again.`);
    if (answer.value.query === '') {
      throw new Refusal('malformed', 'filter-empty', 'Choose what to filter by first, then save the filter.');
    }
    const of = { officeId: visit.office.id, personId: visit.person.id, list: LIST };
    await saveFilter(visit.site.db, of, answer.value);
    visit.done(`/spend?${answer.value.query}`, `The filter ${name} was saved for you.`);
  });

  door.post('/spend/filters/:id/default', 'spend.read', async (visit) => {
    await makeDefault(visit.site.db, visit.person.id, LIST, idOf(visit));
    visit.done('/spend', 'The list opens with this filter from now on.');
  });

  door.post('/spend/filters/no-default', 'spend.read', async (visit) => {
    await makeDefault(visit.site.db, visit.person.id, LIST, null);
    visit.done('/spend', 'The list opens with all spend from now on.');
  });

  door.post('/spend/filters/:id/deletion', 'spend.read', async (visit) => {
    const name = await deleteFilter(visit.site.db, visit.person.id, LIST, idOf(visit));
    visit.done('/spend?all=yes', `The filter ${name} was deleted.`);
  });
}

function idOf(visit: Visit): number {
  const text = String(visit.req.params.id);
  if (!/^[1-9]\d{0,14}$/.test(text)) throw notFound('filter of yours with this number');
  return Number(text);
}
