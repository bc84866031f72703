import { computeFigures } from '../figures/compute.ts';
import { openRegistered } from '../figures/release/open-release.ts';
import { type FrozenFigure, readFrozenFigures } from '../figures/snapshot.store.ts';
import { hideAsKnown } from '../figures/stand-in.ts';
import { scopeShown } from '../ledger/scope.ts';
import type { Db } from '../platform/database.ts';
import { canonical, type Plain } from '../platform/digest.ts';
import type { PublishedPack } from './pack.store.ts';
import { frozenText } from './pack.ts';

/** A pack computed again from the record as at its cut-off. */
export interface Rebuilt {
  figures: number;
  /** Each figure that does not come out as it was frozen, in a sentence. */
  differences: string[];
}

/** Computes every figure of a version again as at its cut-off, with the rows behind it, and names each difference. */
export async function rebuildPack(db: Db, officeId: number, pack: PublishedPack): Promise<Rebuilt> {
  const frozen = await readFrozenFigures(db, officeId, pack.snapshotId);
  const asked = frozen.map(({ figure, scope }) => ({ figure, scope }));
  const books = await openRegistered(db, officeId, {
    kind: 'pack',
    ref: `${pack.meetingRef}/${pack.version}`,
    moment: { seq: pack.asAtSeq, at: pack.asAt },
    asked,
  });
  await hideAsKnown(books, { seq: pack.publishedSeq, at: pack.publishedAt });
  const now = await computeFigures(books, asked);
  return {
    figures: frozen.length,
    differences: frozen.flatMap((was, index) => differencesOf(was, now[index] as FrozenFigure)),
  };
}

function differencesOf(was: FrozenFigure, is: FrozenFigure): string[] {
  const name = `F${was.number} ${was.label} (${scopeShown(was.scope)})`;
  const shown = ({ value, marker }: FrozenFigure): string => canonical([value, marker]);
  if (shown(was) !== shown(is)) return [`${name}: published as ${frozenText(was)}, now ${frozenText(is)}.`];
  const said = ({ label, means, leavesOut }: FrozenFigure): string => canonical([label, means, leavesOut]);
  const rows = (figure: FrozenFigure): string => canonical(figure.rows as unknown as Plain);
  return [
    ...(rows(was) === rows(is)
      ? []
      : [
          `${name}: the value is the same, but what is behind it differs (${was.rows.length} rows then, ${is.rows.length} now).`,
        ]),
    ...(said(was) === said(is)
      ? []
      : [`${name}: its definition, or what it says that it leaves out, was changed since.`]),
  ];
}
