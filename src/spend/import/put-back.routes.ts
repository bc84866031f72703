import type { Door, Visit } from '../../people/door.ts';
import { type FieldError, readQuery, TICKED } from '../../platform/form.ts';
import { notFound } from '../../platform/refusal.ts';
import { choose, wholeNumber } from './choose.routes.ts';
import { putBack } from './choose.ts';
import { readCodings, supplierNames } from './coding.store.ts';
import { planOf } from './plan.routes.ts';
import { type Plan, planHref } from './plan.ts';
import { putBackPage } from './put-back.pages.ts';

const CODINGS_ON_A_PAGE = 100;

/** What rules left out of a file, and putting back what is ours after all. */
export function putBackRoutes(door: Door): void {
  door.get('/imports/plans/:token/left-out', 'spend.import', async (visit) => showLeftOut(visit, await planOf(visit)));

  door.post('/imports/plans/:token/left-out', 'spend.import', async (visit) => {
    const plan = await planOf(visit);
    const ids = (await readCodings(visit.site.db, plan.id))
      .filter(({ id, how }) => how === 'ruled-out' && (visit.req.body as Record<string, unknown>)[`c${id}`] === TICKED)
      .map(({ id }) => id);
    if (ids.length === 0) {
      return showLeftOut(visit, plan, [{ field: 'left-out', message: 'Choose at least one row' }], 400);
    }
    await choose(visit, plan, (trx, plan) => putBack(trx, plan, ids));
    visit.done(`${planHref(plan)}/queue`, 'The chosen lines were put back. They wait to be coded.');
  });
}

async function showLeftOut(visit: Visit, plan: Plan, errors: readonly FieldError[] = [], status = 200) {
  const { db } = visit.site;
  const asked = readQuery(visit.req.query, ['rule', 'after']);
  const rule = asked.rule ?? null;
  const after = asked.after === undefined ? 0 : wholeNumber('after', asked.after);
  const all = (await readCodings(db, plan.id)).filter(
    (coding) => coding.how === 'ruled-out' && (rule === null || coding.rule === rule),
  );
  if (rule !== null && all.length === 0) throw notFound(`lines that ${rule.slice(0, 20)} leaves out`);
  const codings = all.slice(after, after + CODINGS_ON_A_PAGE);
  const query = new URLSearchParams({
    ...(rule === null ? {} : { rule }),
    after: String(after + CODINGS_ON_A_PAGE),
  });
  const names = await supplierNames(
    db,
    codings.flatMap(({ supplierId }) => supplierId ?? []),
  );
  const next = all.length <= after + CODINGS_ON_A_PAGE ? null : `${planHref(plan)}/left-out?${query}`;
  const page = putBackPage({ plan, rule, codings, names, count: all.length, next }, errors);
  visit.show('spend/import/choose', page, status);
}
