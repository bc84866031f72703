import { formatInstant } from '../calendar/day.ts';
import type { Typed } from '../platform/form.ts';
import { Refusal } from '../platform/refusal.ts';
import type { Door, Page, Visit } from './door.ts';
import {
  type Author,
  type Draft,
  discardDraft,
  findDraft,
  listDrafts,
  type SavedDraft,
  saveDraft,
} from './draft.store.ts';
import { type DraftSlip, type DraftTable, draftContent, freshSlip, slipOf, slipTyped } from './draft.ts';
import type { ActName } from './may.ts';

/** The drafts of one room: where they stand, who has some, and what each kind of them is. */
export interface DraftPlace {
  table: DraftTable;
  /** Such as `/spend/drafts`. */
  path: string;
  act: ActName;
  kinds: Readonly<Record<string, DraftKind>>;
  page(drafts: readonly Draft[]): Page;
}

/** A form that is kept as a draft: how its fields are read, and how it is shown again. */
export interface DraftKind {
  read(body: unknown): Typed;
  show(visit: Visit, typed: Typed): Promise<void>;
}

/** Drafts of the one who is signed in: saved by a button or by the script, listed, opened and discarded. */
export function draftRoutes(door: Door, place: DraftPlace): void {
  const { path, act, kinds } = place;
  const authorOf = (visit: Visit) => draftAuthor(visit, place.table);
  const hrefOf = ({ key }: DraftSlip) => `${path}/${key}`;

  door.get(path, act, async (visit) => {
    visit.show('people/drafts', place.page(await listDrafts(visit.site.db, authorOf(visit), visit.site.clock.now())));
  });

  for (const [kind, { read }] of Object.entries(kinds)) {
    door.post(`${path}/${kind}`, act, async (visit) => {
      const typed = read(visit.req.body);
      const slip = slipOf(typed) ?? freshSlip();
      const save = () => saveDraft(visit.site, authorOf(visit), { kind, slip, typed });
      if (visit.req.accepts(['html', 'json']) === 'json') return answerScript(visit, save, hrefOf);
      const saved = await save();
      const link = saved.besideOf === null ? undefined : { text: 'Open the newer copy', href: hrefOf(saved.besideOf) };
      visit.done(hrefOf(saved.slip), savedShown(saved), link);
    });
  }

  door.get(`${path}/:key`, act, async (visit) => {
    const key = String(visit.req.params.key);
    const { kind, typed, slip } = await findDraft(visit.site.db, authorOf(visit), key, visit.site.clock.now());
    await kinds[kind]?.show(visit, { ...draftContent(typed), ...slipTyped(slip) });
  });

  door.post(`${path}/:key/discarding`, act, async (visit) => {
    await discardDraft(visit.site.db, authorOf(visit), String(visit.req.params.key));
    visit.done(path, 'The draft was discarded.');
  });
}

/** Saves for the script: the slip that the open form has from now on, and what to say; a refusal in words. */
async function answerScript(
  visit: Visit,
  save: () => Promise<SavedDraft>,
  hrefOf: (slip: DraftSlip) => string,
): Promise<void> {
  try {
    const saved = await save();
    const newer = saved.besideOf === null ? null : hrefOf(saved.besideOf);
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

/** Whose drafts of a table somebody's are: their own. */
export function draftAuthor({ office, person }: Visit, table: DraftTable): Author {
  return { officeId: office.id, personId: person.id, table };
}
