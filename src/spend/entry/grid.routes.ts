import { perform } from '../../audit/act.ts';
import type { Door, Visit } from '../../people/door.ts';
import { draftAuthor } from '../../people/draft.routes.ts';
import { removeRecorded } from '../../people/draft.store.ts';
import { isRecordedBefore, onceOf, RECORDED_BEFORE, slipOf, withFreshSlip, withSlip } from '../../people/draft.ts';
import { officeDay } from '../../people/office.store.ts';
import { doer } from '../../people/person.ts';
import type { Plain } from '../../platform/digest.ts';
import type { FieldError, Typed } from '../../platform/form.ts';
import { readEntryChoices } from '../spend-choices.ts';
import { readSuppliers } from './completion.routes.ts';
import { changeGrid, filledRows, readGrid } from './grid.form.ts';
import { type EntryGridShown, entryGridPage } from './grid.pages.ts';
import { checkRows, enterRows, RowsRefused } from './grid.ts';
import { GridLists } from './grid-list.ts';
import type { RowAsked } from './grid-row.ts';

const VIEW = 'spend/entry/grid';

/** Entering many rows of spend: the grid, its buttons without a script, and the act that enters all rows or none. */
export function entryGridRoutes(door: Door): void {
  door.get('/spend/grid', 'spend.enter', async (visit) => showGrid(visit, withSlip({})));

  door.post('/spend/grid/rows', 'spend.enter', async (visit) => {
    const { typed, pressed } = readGrid(visit.req.body);
    const { suppliers } = await readSuppliers(visit);
    const changed = changeGrid(withSlip(typed), pressed, suppliers);
    const errors = changed.judge ? await faultsOf(visit, changed.typed) : [];
    const { messages, suggested } = changed;
    await showGrid(visit, changed.typed, { errors, messages, suggested });
  });

  door.post('/spend/grid', 'spend.enter', async (visit) => {
    const { typed } = readGrid(visit.req.body);
    const again = (field: string, message: string) =>
      showGrid(visit, withSlip(typed), { errors: [{ field, message }], status: 400 });
    if ((typed.block ?? '').trim() !== '') {
      await again('block', 'Fill the grid in with the pasted rows first, or empty the box');
    } else if (filledRows(typed).length === 0) await again('initiative-1', 'Enter at least one row');
    else await record(visit, typed);
  });
}

/** Checks and records within the act, so that a form sent twice answers what it answered, and looks like nothing. */
async function record(visit: Visit, typed: Typed): Promise<void> {
  const { person } = visit;
  const slip = slipOf(typed);
  const asked = await askedOf(visit);
  try {
    const refs = await perform(visit.site, doer(person), 'spend.enter', onceOf(visit.once(), slip), async (act) => {
      const { refs, alike } = await enterRows(act, filledRows(typed), { asked, enteredBy: person.id });
      await removeRecorded(act.trx, draftAuthor(visit, 'spend_draft'), { slip, typed });
      const subject =
        refs.length === 1 ? { kind: 'spend', ref: refs[0] as string } : { kind: 'spends', ref: spanOf(refs) };
      const detail: Record<string, Plain> = alike.length === 0 ? { refs } : { refs, recorded_although_like: alike };
      return { subject, detail, result: refs };
    });
    const said =
      refs.length === 1 ? `${refs[0]} was recorded.` : `${refs.length} spends were recorded, ${spanOf(refs)}.`;
    visit.done('/spend', `${said} Somebody else approves each now.`, { text: 'Enter more rows', href: '/spend/grid' });
  } catch (error) {
    if (error instanceof RowsRefused) {
      await showGrid(visit, withSlip(typed), { errors: error.errors, status: error.isMisread ? 400 : 422 });
      return;
    }
    if (!isRecordedBefore(error)) throw error;
    const errors = [{ field: 'initiative-1', message: RECORDED_BEFORE }];
    await showGrid(visit, withFreshSlip(typed), { errors, status: 409 });
  }
}

async function askedOf({ site, office }: Visit): Promise<RowAsked> {
  const choices = await readEntryChoices(site.db, office.id);
  return { choices, lists: new GridLists(choices), today: officeDay(office, site.clock) };
}

function spanOf(refs: readonly string[]): string {
  return `${refs[0]} to ${refs.at(-1)}`;
}

async function faultsOf(visit: Visit, typed: Typed): Promise<FieldError[]> {
  const { errors } = await checkRows(visit.site.db, visit.office.id, filledRows(typed), await askedOf(visit));
  return errors;
}

/** Shows the grid with what was typed. */
export async function showGrid(
  visit: Visit,
  typed: Typed,
  { status, ...beside }: Pick<EntryGridShown, 'errors' | 'messages' | 'suggested'> & { status?: number } = {},
): Promise<void> {
  const choices = await readEntryChoices(visit.site.db, visit.office.id);
  const { suppliers } = await readSuppliers(visit);
  visit.show(VIEW, entryGridPage({ choices, suppliers, typed, ...beside }), status);
}
