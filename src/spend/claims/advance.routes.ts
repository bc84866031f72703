import { latestMoment } from '../../audit/moment.ts';
import { findAgreement } from '../../initiatives/agreements/agreement.store.ts';
import { openBooks } from '../../ledger/figure.ts';
import { type ReadFigures, readRows } from '../../ledger/shown-figure.ts';
import type { Door, Visit } from '../../people/door.ts';
import type { ReadPart } from '../../people/page-part.ts';
import { readQuery } from '../../platform/form.ts';
import { ADVANCE_FIGURES, advanceListPage, advanceTable, ownAdvanceTable } from './advance.pages.ts';
import { claimTable } from './claim.pages.ts';
import { listClaims } from './claim.store.ts';
import { meantByReport } from './in-hand.ts';
import { readProviders } from './provider.store.ts';

/** What providers were paid, used and hold, by agreement, and the same as a file. */
export function advanceRoutes(door: Door, readFigures: ReadFigures): void {
  const table = async ({ site, office, req, where }: Visit) => {
    readQuery(req.query, []);
    const books = openBooks(site.db, office.id, await latestMoment(site.db, office.id));
    const { reporting } = await meantByReport(books, {});
    const scopes = [...reporting.map(({ ref }) => ({ agreement: ref })), {}];
    const figures = await readRows(readFigures, where, ADVANCE_FIGURES, scopes);
    return advanceTable(reporting, await readProviders(site.db, office.id), figures);
  };

  door.get('/advances', 'claim.read', async (visit) => {
    visit.show('platform/record', advanceListPage(await table(visit)));
  });

  door.table('/advances', 'claim.read', async (visit) => {
    return { name: 'advances', table: await table(visit) };
  });
}

/** What claims say on the page of an agreement: paid, used and in hand, and each claim. */
export function claimsPart(readFigures: ReadFigures): ReadPart {
  return async (visit, ref) => {
    if (!visit.may('claim.read')) return {};
    const { db } = visit.site;
    const officeId = visit.office.id;
    const books = openBooks(db, officeId, await latestMoment(db, officeId));
    const { reporting } = await meantByReport(books, { agreement: ref });
    const claims = await listClaims(db, officeId, { agreement: ref });
    const { amountPublished } = await findAgreement(db, officeId, ref);
    const links =
      visit.may('claim.enter') && amountPublished
        ? [{ text: 'Record a claim or a statement of use', href: `/claims/new?agreement=${ref}` }]
        : [];
    if (reporting.length === 0) return { links };
    const providers = await readProviders(db, officeId);
    const [figures = []] = await readRows(readFigures, visit.where, ADVANCE_FIGURES, [{ agreement: ref }]);
    return {
      sections: [
        { table: ownAdvanceTable(figures) },
        ...(claims.length === 0 ? [] : [{ table: claimTable(claims, providers, 'of a page') }]),
      ],
      links,
    };
  };
}
