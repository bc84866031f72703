import { perform } from '../audit/act.ts';
import { readAttachmentPart } from '../documents/attachment-part.ts';
import type { ReadFigures } from '../ledger/shown-figure.ts';
import { readRows } from '../ledger/shown-figure.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { officeDay } from '../people/office.store.ts';
import { joinParts, type ReadPart, readParts } from '../people/page-part.ts';
import { doer } from '../people/person.ts';
import { readQuery } from '../platform/form.ts';
import { readDecision } from './decision.form.ts';
import { decisionFormPage, decisionListPage, decisionPage, decisionTable } from './decision.pages.ts';
import { addDecision, findDecision, listDecisions, readMoneyOfDecision } from './decision.store.ts';
import { decisionNoticeRoutes } from './decision-notice.routes.ts';
import { decisionRecordRoutes, readRecordPart } from './decision-record.routes.ts';
import { completeDecision, readDecisionFiles } from './decision-record.store.ts';

const FIGURES = ['decision.headline', 'decision.allocated', 'decision.budgeted'];

/** Decisions: the list, the same list as a file, one of them, and the form that records one. */
export function decisionRoutes(door: Door, readFigures: ReadFigures, above: readonly ReadPart[]): void {
  const table = async ({ site, office, req }: Visit) => {
    readQuery(req.query, []);
    const where = { db: site.db, officeId: office.id };
    const decisions = await listDecisions(site.db, office.id);
    const scopes = decisions.map(({ ref }) => ({ decision: ref }));
    const files = await readDecisionFiles(site.db, office.id);
    return decisionTable(decisions, await readRows(readFigures, where, FIGURES, scopes), files);
  };

  door.get('/decisions', 'fund.read', async (visit) => {
    visit.show('platform/record', decisionListPage(await table(visit), visit.may('decision.add')));
  });

  door.table('/decisions', 'fund.read', async (visit) => {
    return { name: 'decisions', table: await table(visit) };
  });

  door.get('/decisions/new', 'decision.add', async (visit) => {
    visit.show('platform/form', decisionFormPage());
  });

  door.post('/decisions/new', 'decision.add', async (visit) => {
    const answer = readDecision(visit.req.body, officeDay(visit.office, visit.site.clock));
    await actOnForm(visit, answer, {
      field: 'title',
      again: decisionFormPage,
      act: async ({ decision, parts }) => {
        const ref = await perform(visit.site, doer(visit.person), 'decision.add', visit.once(), async (act) => {
          const added = await addDecision(act, decision);
          if (parts !== null) await completeDecision(act, added, parts);
          return { subject: { kind: 'decision', ref: added }, result: added };
        });
        visit.done(`/decisions/${ref}`, `Decision ${ref} was recorded.`);
      },
    });
  });

  door.get('/decisions/:ref', 'fund.read', async (visit) => {
    const { db } = visit.site;
    const decision = await findDecision(db, visit.office.id, String(visit.req.params.ref));
    const money = await readMoneyOfDecision(db, visit.office.id, decision.ref);
    const scope = { decision: decision.ref };
    const figures = await readFigures({ db, officeId: visit.office.id }, [
      ...FIGURES.map((figure) => ({ figure, scope })),
      ...money.map(({ figure, source, year, allocation, initiative }) => ({
        figure,
        scope: {
          ...scope,
          source,
          year,
          ...(allocation === '' ? {} : { allocation }),
          ...(initiative === '' ? {} : { initiative }),
        },
      })),
    ]);
    const rows = money.map((row, index) => ({ row, figure: figures[FIGURES.length + index] as (typeof figures)[0] }));
    const parts = await readParts(visit, decision.ref, [readRecordPart, readAttachmentPart('decision'), ...above]);
    const page = decisionPage(decision, figures.slice(0, FIGURES.length), rows);
    visit.show('platform/record', joinParts(page, parts));
  });

  decisionRecordRoutes(door);
  decisionNoticeRoutes(door);
}
