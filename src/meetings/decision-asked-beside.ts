import type { Db } from '../platform/database.ts';
import type { Answers } from '../registers/field.ts';
import { listRecords } from '../registers/register.store.ts';
import { listDecisionsAsked } from './decision-asked.store.ts';
import { PAPERS } from './paper.ts';
import { readAboutPapers } from './paper-beside.ts';

/** Where each decision asked stands, and who may read its paper: they alone may read it. */
export async function readAboutAsked(db: Db, officeId: number): Promise<ReadonlyMap<string, Answers>> {
  const about = await readAboutPapers(db, officeId);
  const papers = new Map((await listRecords(db, officeId, PAPERS)).map((paper) => [paper.ref, paper.answers]));
  return new Map(
    (await listDecisionsAsked(db, officeId)).map(({ ref, paper, state, meeting }) => {
      const { readers, writers } = about.get(paper) ?? {};
      const { circulated, standing, distribution, marking } = papers.get(paper) ?? {};
      const isBefore = circulated !== null && standing === 'stands';
      const isOpen = isBefore && distribution === 'all' && marking === 'OFFICIAL';
      return [
        ref,
        { state, meeting, readers: isOpen ? 'everybody' : [writers, ...(isBefore ? [readers] : [])].join(' ') },
      ];
    }),
  );
}
