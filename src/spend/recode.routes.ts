import { perform } from '../audit/act.ts';
import type { ReadFigures } from '../ledger/shown-figure.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnce, actOnForm } from '../people/form-visit.ts';
import { officeDay } from '../people/office.store.ts';
import { doer } from '../people/person.ts';
import { FormReader } from '../platform/form.ts';
import { codedNow, RECODE_FIELDS, readRecodeForm } from './recode.form.ts';
import { recodeCheckPage, recodePage } from './recode.pages.ts';
import { checkRecode, enterRecode, type NewRecode, readRecodable } from './recode.ts';
import { readSpendChoices } from './spend-choices.ts';

/** Coding a spend anew: the form, what it would do, and the act, which somebody else approves. */
export function recodeRoutes(door: Door, readFigures: ReadFigures): void {
  door.get('/spend/:ref/recode/new', 'spend.enter', async (visit) => {
    const { recodable, choices } = await subjectOf(visit);
    visit.show('platform/form', recodePage(recodable, choices, codedNow(recodable.corrected)));
  });

  // Back from what it would do, with everything kept.
  door.post('/spend/:ref/recode/new', 'spend.enter', async (visit) => {
    const { typed } = new FormReader(visit.req.body, RECODE_FIELDS);
    const { recodable, choices } = await subjectOf(visit);
    visit.show('platform/form', recodePage(recodable, choices, typed));
  });

  door.post('/spend/:ref/recode/check', 'spend.enter', async (visit) => {
    await onForm(visit, async (wanted) => {
      const { typed } = new FormReader(visit.req.body, RECODE_FIELDS);
      const page = await checkedPage(visit, readFigures, wanted);
      visit.show('spend/correction-check', recodeCheckPage({ ...page, typed, sort: 'recode' }));
    });
  });

  door.post('/spend/:ref/recode', 'spend.enter', async (visit) => {
    await sendOnce(visit, () => onForm(visit, (wanted) => sendRecode(visit, wanted, 'spend.recode')));
  });
}

async function subjectOf({ site, office, req }: Visit) {
  return {
    recodable: await readRecodable(site.db, office.id, String(req.params.ref)),
    choices: await readSpendChoices(site.db, office.id),
  };
}

async function onForm(visit: Visit, act: (wanted: NewRecode) => Promise<void>): Promise<void> {
  const { recodable, choices } = await subjectOf(visit);
  const today = officeDay(visit.office, visit.site.clock);
  await actOnForm(visit, readRecodeForm(visit.req.body, recodable.corrected, choices, today), {
    field: 'initiative',
    again: (typed, errors) => recodePage(recodable, choices, typed, errors),
    act,
  });
}

/** What a recoding would do, with the figures of what is left now. */
export async function checkedPage({ site, office }: Visit, readFigures: ReadFigures, wanted: NewRecode) {
  const checked = await checkRecode(site.db, office.id, wanted);
  const figures = await readFigures(
    { db: site.db, officeId: office.id },
    checked.effect.lines.map(({ asked }) => asked),
  );
  return { checked, figures, parts: wanted.parts, why: wanted.reason };
}

/** Records a recoding or a split, which is one, and leads to what was recorded. */
export async function sendRecode(visit: Visit, wanted: NewRecode, action: string): Promise<void> {
  const { corrects } = wanted;
  const ref = await perform(visit.site, doer(visit.person), action, visit.once(), async (act) => {
    const entered = await enterRecode(act, wanted, visit.person.id);
    return { subject: { kind: 'spend', ref: entered }, detail: { corrects }, result: entered };
  });
  sent(visit, corrects, ref);
}

/** Works on a form that records a recoding; sent twice, it is answered as it was the first time. */
export function sendOnce(visit: Visit, work: () => Promise<void>): Promise<void> {
  return actOnce(visit, work, (ref) => sent(visit, String(visit.req.params.ref), ref));
}

function sent(visit: Visit, corrects: string, ref: string): void {
  visit.done(`/spend/${ref}`, `${ref} takes ${corrects} back and posts it anew. Somebody else approves it now, once.`);
}
