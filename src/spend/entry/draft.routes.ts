import { formatInstant } from '../../calendar/day.ts';
import type { Door, Visit } from '../../people/door.ts';
import { FormReader, type Typed } from '../../platform/form.ts';
import { Refusal } from '../../platform/refusal.ts';
import { ENTRY_FIELDS } from '../spend.form.ts';
import { draftsPage } from './draft.pages.ts';
import { discardDraft, findDraft, listDrafts, type SavedDraft, saveDraft } from './draft.store.ts';
import { type DraftKind, type DraftSlip, draftContent, freshSlip, slipOf, slipTyped } from './draft.ts';
import { GRID_FIELDS } from './grid.form.ts';

/** How a draft is shown again: the form or the grid, with what was typed. */
export type ShowDraft = Record<DraftKind, (visit: Visit, typed: Typed) => Promise<void>>;

const FIELDS: Record<DraftKind, readonly string[]> = { form: ENTRY_FIELDS, grid: GRID_FIELDS };

/** Drafts of the one who is signed in: saved by a button or by the script, listed, opened and discarded. */
export function draftRoutes(door: Door, show: ShowDraft): void {
  door.get('/spend/drafts', 'spend.enter', async (visit) => {
    visit.show(
      'spend/entry/drafts',
      draftsPage(await listDrafts(visit.site.db, authorOf(visit), visit.site.clock.now())),
    );
  });

  for (const kind of ['form', 'grid'] as const) {
    door.post(`/spend/drafts/${kind}`, 'spend.enter', async (visit) => {
      const { typed } = new FormReader(visit.req.body, FIELDS[kind]);
      const slip = slipOf(typed) ?? freshSlip();
      if (visit.req.accepts(['html', 'json']) === 'json') return answerScript(visit, kind, slip, typed);
      const saved = await saveDraft(visit.site, authorOf(visit), { kind, slip, typed });
      const link =
        saved.besideOf === null ? undefined : { text: 'Open the newer copy', href: draftHref(saved.besideOf) };
      visit.done(draftHref(saved.slip), savedShown(saved), link);
    });
  }

  door.get('/spend/drafts/:key', 'spend.enter', async (visit) => {
    const key = String(visit.req.params.key);
    const { kind, typed, slip } = await findDraft(visit.site.db, authorOf(visit), key, visit.site.clock.now());
    await show[kind](visit, { ...draftContent(typed), ...slipTyped(slip) });
  });

  door.post('/spend/drafts/:key/discarding', 'spend.enter', async (visit) => {
    await discardDraft(visit.site.db, authorOf(visit), String(visit.req.params.key));
    visit.done('/spend/drafts', 'The draft was discarded.');
  });
}

/** Saves for the script: the slip that the open form has from now on, and what to say; a refusal in words. */
async function answerScript(visit: Visit, kind: DraftKind, slip: DraftSlip, typed: Typed): Promise<void> {
  try {
    const saved = await saveDraft(visit.site, authorOf(visit), { kind, slip, typed });
    const newer = saved.besideOf === null ? null : draftHref(saved.besideOf);
    visit.res.json({ ...slipTyped(saved.slip), said: savedShown(saved), newer });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    visit.res.status(error.status).json({ said: error.message });
  }
}

function savedShown({ savedAt, besideOf }: SavedDraft): string {
  if (besideOf !== null) {
    return 'A newer copy of this draft was saved meanwhile, in another tab or before you went back. Both are kept: this one is now a draft of its own.';
  }
  return `Saved as a draft on ${formatInstant(savedAt)}. It is kept for 7 days, for you alone.`;
}

function draftHref({ key }: DraftSlip): string {
  return `/spend/drafts/${key}`;
}

function authorOf({ office, person }: Visit) {
  return { officeId: office.id, personId: person.id };
}
