import { perform } from '../audit/act.ts';
import type { ReadFigures } from '../ledger/shown-figure.ts';
import type { Door, Visit } from '../people/door.ts';
import { officeDay } from '../people/office.store.ts';
import { doer } from '../people/person.ts';
import { type FieldError, FormReader, type Typed } from '../platform/form.ts';
import { readSpendChoices, type SpendChoices } from './choice.store.ts';
import { effectFigures } from './effect.pages.ts';
import { checkSpend, enterSpend } from './enter.ts';
import { refusalErrors } from './form-error.ts';
import { carried, emptySpend, readSpendForm, SPEND_FIELDS } from './spend.form.ts';
import { checkPage, spendFormPage } from './spend-form.pages.ts';

/** Recording a spend: the form, "check your answers", and the act. */
export function spendFormRoutes(door: Door, readFigures: ReadFigures): void {
  door.get('/spend/new', 'spend.enter', async (visit) => {
    const choices = await choicesOf(visit);
    visit.show('spend/form', spendFormPage(choices, emptySpend(choices.periods)));
  });

  // Back from "check your answers", with everything kept; nothing is judged until it is sent on again.
  door.post('/spend/new', 'spend.enter', async (visit) => {
    const { typed } = new FormReader(visit.req.body, SPEND_FIELDS);
    visit.show('spend/form', spendFormPage(await choicesOf(visit), typed));
  });

  door.post('/spend/check', 'spend.enter', async (visit) => {
    const { db } = visit.site;
    const choices = await choicesOf(visit);
    const answer = readSpendForm(visit.req.body, choices, officeDay(visit.office, visit.site.clock));
    if (!answer.ok) return showAgain(visit, choices, answer.typed, answer.errors, 400);
    const typed = carried(visit.req.body);
    try {
      const spend = answer.value;
      const effect = await checkSpend(db, visit.office.id, spend);
      const figures = await readFigures({ db, officeId: visit.office.id }, effectFigures(spend));
      visit.show('spend/check', checkPage({ spend, typed, choices, effect, figures }));
    } catch (error) {
      showAgain(visit, choices, typed, refusalErrors(error), 422);
    }
  });

  door.post('/spend', 'spend.enter', async (visit) => {
    const choices = await choicesOf(visit);
    const answer = readSpendForm(visit.req.body, choices, officeDay(visit.office, visit.site.clock));
    if (!answer.ok) return showAgain(visit, choices, answer.typed, answer.errors, 400);
    try {
      const ref = await perform(visit.site, doer(visit.person), 'spend.enter', visit.once(), async (act) => {
        const entered = await enterSpend(act, answer.value, visit.person.id);
        return { subject: { kind: 'spend', ref: entered }, result: entered };
      });
      visit.done(`/spend/${ref}`, `${ref} was recorded. Somebody else approves it now.`, {
        text: 'Record another spend',
        href: '/spend/new',
      });
    } catch (error) {
      showAgain(visit, choices, carried(visit.req.body), refusalErrors(error), 422);
    }
  });
}

function choicesOf(visit: Visit): Promise<SpendChoices> {
  return readSpendChoices(visit.site.db, visit.office.id);
}

function showAgain(visit: Visit, choices: SpendChoices, typed: Typed, errors: FieldError[], status: number): void {
  visit.show('spend/form', spendFormPage(choices, typed, errors), status);
}
