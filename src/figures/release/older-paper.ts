import type { Audience, Earlier } from '../../disclosure/release.ts';
import { openBooks } from '../../ledger/figure.ts';
import { readScope } from '../../ledger/scope.ts';
import { observed } from '../../outcomes/observed.ts';
import type { Db, Row } from '../../platform/database.ts';
import { figureKey } from '../figure-key.ts';
import { countRelease, PROTECTED_FIGURES } from './count-release.ts';

const AUDIENCES: Record<string, Audience> = {
  pack: { kind: 'peg' },
  return: { kind: 'named', readers: ['Home Office'] },
};

/**
 * What papers published of counts of people before there was a register, read from the figures that were frozen with
 * them: readers have it all the same. A paper is known as registered by the act that published it.
 */
export async function olderPapers(db: Db, officeId: number, registered: readonly number[]): Promise<Earlier[]> {
  const rows: Row[] = await db('snapshot_figure as f')
    .join('snapshot as s', 's.id', 'f.snapshot_id')
    .where('f.office_id', officeId)
    .whereIn('f.figure', PROTECTED_FIGURES)
    .orderBy(['s.id', 'f.number'])
    .select('s.id', 's.purpose', 's.as_at_seq', 's.as_at', 's.act_seq', 'f.figure', 'f.scope', 'f.value');
  const known = new Set(registered);
  const papers = new Map<number, Row[]>();
  for (const row of rows.filter(({ act_seq: seq }) => !known.has(seq))) {
    papers.set(row.id, [...(papers.get(row.id) ?? []), row]);
  }
  const earlier: Earlier[] = [];
  for (const [id, figures] of papers) {
    const [{ purpose, as_at_seq: seq, as_at: at }] = figures as [Row];
    const audience = AUDIENCES[purpose];
    if (audience === undefined) continue;
    const all = await observed(openBooks(db, officeId, { seq, at }));
    const asked = figures.map(({ figure, scope }: Row) => ({ figure, scope: readScope(JSON.parse(scope)) }));
    const { release, asked: found } = countRelease(all, { id: `paper ${id}`, audience, asked });
    const hidden = figures.flatMap(({ value }: Row, index) => {
      const one = asked[index] as (typeof asked)[number];
      const key = found.get(figureKey(one.figure, one.scope))?.key ?? null;
      return value === null && key !== null ? [key] : [];
    });
    if (release.tables.length > 0) earlier.push({ release, hidden, withheld: [] });
  }
  return earlier;
}
