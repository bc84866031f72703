import { perform } from '../audit/act.ts';
import { exactSum } from '../ledger/balance.ts';
import type { ReadFigures } from '../ledger/shown-figure.ts';
import { parsePounds } from '../money/pence.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { officeDay } from '../people/office.store.ts';
import { doer } from '../people/person.ts';
import { FormReader, type Typed } from '../platform/form.ts';
import { effectFigures } from './effect.pages.ts';
import type { NewSpend } from './enter.ts';
import { ENTRY_FIELDS, readSpend } from './spend.form.ts';
import { readEntryChoices } from './spend-choices.ts';
import { readShares, SHARE_FIELDS, typedShares } from './split.form.ts';
import { splitEntryCheckPage, splitEntryPage } from './split.pages.ts';
import { checkSplit, enterSplit, type Shares } from './split.ts';

const FIELDS = [...ENTRY_FIELDS, ...SHARE_FIELDS];

/** Sharing an invoice between places while it is entered: a spend for each place, approved together. */
export function splitEntryRoutes(door: Door, readFigures: ReadFigures): void {
  door.post('/spend/split/new', 'spend.enter', async (visit) => {
    const typed = typedShares(visit.req.body, FIELDS);
    visit.show('spend/split', splitEntryPage(aboutOf(typed), { by: 'parts', ...typed }));
  });

  door.post('/spend/split/check', 'spend.enter', async (visit) => {
    await onForm(visit, async (spend, shares, typed) => {
      const { db } = visit.site;
      const checked = await checkSplit(db, visit.office.id, spend, shares);
      const figures = await readFigures(visit.where, effectFigures(spend));
      visit.show('spend/correction-check', splitEntryCheckPage(spend, checked, figures, typed));
    });
  });

  door.post('/spend/split', 'spend.enter', async (visit) => {
    await onForm(visit, async (spend, shares) => {
      const ref = await perform(visit.site, doer(visit.person), 'spend.enter', visit.once(), async (act) => {
        const entered = await enterSplit(act, spend, shares, visit.person.id);
        return { subject: { kind: 'spend', ref: entered }, detail: { places: shares.places.length }, result: entered };
      });
      visit.done(`/spend/${ref}`, `${ref} and the other shares were recorded. Somebody else approves them now, once.`);
    });
  });
}

/** The answers that are carried along, and what they come to where they are amounts. */
function aboutOf(typed: Typed) {
  const amounts = [typed.net ?? '', typed.vat ?? ''].filter((text) => text !== '').map(parsePounds);
  const pence = amounts.every(({ ok }) => ok) ? exactSum(amounts.map((read) => (read.ok ? read.pence : 0))) : null;
  return {
    pence,
    carried: Object.fromEntries(ENTRY_FIELDS.map((field) => [field, typed[field] ?? ''])),
  };
}

async function onForm(
  visit: Visit,
  act: (spend: NewSpend, shares: Shares, typed: Typed) => Promise<void>,
): Promise<void> {
  const choices = await readEntryChoices(visit.site.db, visit.office.id);
  const form = new FormReader(visit.req.body, FIELDS);
  const spend = readSpend(form, choices, officeDay(visit.office, visit.site.clock));
  const settles = form.choice('settles', 'Claim that it pays', choices.payables, { optional: true }) || null;
  const shares = readShares(form);
  await actOnForm(
    visit,
    form.answer(() => ({ spend: { ...spend(), settles }, shares: shares() })),
    {
      view: 'spend/split',
      field: 'by',
      again: (typed, errors) => splitEntryPage(aboutOf(typed), typed, errors),
      act: (given) => act(given.spend, given.shares, form.typed),
    },
  );
}
