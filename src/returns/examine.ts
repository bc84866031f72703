import { compareQuarters, quarterSpan } from '../calendar/quarter.ts';
import { readFigures } from '../figures/registry.ts';
import { readLives } from '../initiatives/life/life.store.ts';
import type { ShownFigure } from '../ledger/shown-figure.ts';
import type { Office } from '../people/office.store.ts';
import type { Db } from '../platform/database.ts';
import { type CheckContext, type Checked, checkDraft, heldCheck, orderCheck, protectionCheck } from './check.ts';
import { buildContent, type Content } from './content.ts';
import { listFilings } from './filing.store.ts';
import type { Filing } from './filing.ts';
import { readEarlierUnfiled } from './order.ts';
import { scopeOf } from './row.ts';
import type { Template } from './template.ts';
import { readTieOut, type TieOut } from './tie-out.ts';

/** A draft with what its checks found, and what it is reconciled to. */
export interface Examined {
  content: Content;
  checked: Checked[];
  tieOut: TieOut;
}

/** Builds a draft and holds it against its template's checks; `tried` is a template that nobody has saved yet. */
export async function examine(db: Db, office: Office, filing: Filing, tried?: Template): Promise<Examined> {
  const content = await buildContent(db, office, filing, tried);
  const tieOut = await readTieOut(db, office.id, filing);
  const context = await readContext(db, office.id, filing, tieOut);
  // The sign-off is filled in by the acts themselves, so its blanks are no faults of the draft.
  const checked = checkDraft(content.template, content.tables.slice(0, -1), context);
  const order = orderCheck(await readEarlierUnfiled(db, office.id, filing));
  return { content, checked: [...checked, order, heldCheck(content), protectionCheck(content.release)], tieOut };
}

async function readContext(db: Db, officeId: number, filing: Filing, tieOut: TieOut): Promise<CheckContext> {
  const later = (await listFilings(db, officeId)).find(
    (other) =>
      other.steps.submitted !== undefined &&
      other.template === filing.template &&
      other.source === filing.source &&
      compareQuarters(other.quarter, filing.quarter) > 0,
  );
  const scope = scopeOf({ year: filing.quarter.year }, 'to-date', filing.quarter);
  const [awaiting] = await readFigures({ db, officeId, moment: filing.cutoff }, [{ figure: 'spend.awaiting', scope }]);
  const lives = await readLives(db, officeId, { upToSeq: filing.cutoff.seq });
  return {
    control: tieOut.ledger,
    awaiting: awaiting as ShownFigure,
    laterSubmitted: later?.ref ?? null,
    pack: tieOut.pack,
    lives: new Map(lives.map((life) => [life.initiative, life])),
    quarterStartsOn: quarterSpan(filing.quarter).startsOn,
  };
}
