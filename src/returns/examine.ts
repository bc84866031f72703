import { compareQuarters } from '../calendar/quarter.ts';
import { readFigures } from '../figures/registry.ts';
import type { ShownFigure } from '../ledger/shown-figure.ts';
import type { Office } from '../people/office.store.ts';
import type { Db } from '../platform/database.ts';
import { type Checked, checkDraft, heldCheck, protectionCheck } from './check.ts';
import { buildContent, type Content } from './content.ts';
import { listFilings } from './filing.store.ts';
import type { Filing } from './filing.ts';
import { scopeOf } from './row.ts';

/** A draft with what its checks found. */
export interface Examined {
  content: Content;
  checked: Checked[];
}

/** Builds a draft and holds it against its template's checks. */
export async function examine(db: Db, office: Office, filing: Filing): Promise<Examined> {
  const content = await buildContent(db, office, filing);
  const later = (await listFilings(db, office.id)).find(
    (other) =>
      other.steps.submitted !== undefined &&
      other.template === filing.template &&
      compareQuarters(other.quarter, filing.quarter) > 0,
  );
  const scope = scopeOf({ year: filing.quarter.year }, 'to-date', filing.quarter);
  const [control, awaiting] = await readFigures({ db, officeId: office.id, moment: filing.cutoff }, [
    { figure: 'spend.to-date', scope },
    { figure: 'spend.awaiting', scope },
  ]);
  const context = {
    control: control as ShownFigure,
    awaiting: awaiting as ShownFigure,
    laterSubmitted: later?.ref ?? null,
  };
  // The sign-off is filled in by the acts themselves, so its blanks are no faults of the draft.
  const checked = checkDraft(content.template, content.tables.slice(0, -1), context);
  return { content, checked: [...checked, heldCheck(content), protectionCheck(content.release)] };
}
