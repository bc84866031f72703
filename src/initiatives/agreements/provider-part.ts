import type { ReadFigures } from '../../ledger/shown-figure.ts';
import { readGroupIds } from '../../partners/organisation.store.ts';
import type { ReadPart } from '../../people/page-part.ts';
import { readAgreementTable } from './agreement.routes.ts';
import { listAgreements } from './agreement.store.ts';

/** The agreements with an organisation, or with one that was merged into it, on its page. */
export function agreementsOfProviderPart(readFigures: ReadFigures): ReadPart {
  return async (visit, ref) => {
    if (!visit.may('agreement.read')) return {};
    const where = { db: visit.site.db, officeId: visit.office.id };
    const group = await readGroupIds(where.db, where.officeId, Number(ref));
    const agreements = (await listAgreements(where.db, where.officeId)).filter(({ organisationId }) =>
      group.includes(organisationId),
    );
    return { sections: [{ table: await readAgreementTable(readFigures, visit, agreements) }] };
  };
}
