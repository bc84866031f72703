import { perform } from '../audit/act.ts';
import { REMOVED } from '../audit/words.ts';
import { findAgreement } from '../initiatives/agreements/agreement.store.ts';
import type { ReadFigures } from '../ledger/shown-figure.ts';
import { formatDecimal } from '../money/pence.ts';
import type { Door, Visit } from '../people/door.ts';
import { draftAuthor, draftRoutes } from '../people/draft.routes.ts';
import { removeRecorded } from '../people/draft.store.ts';
import { isRecordedBefore, onceOf, RECORDED_BEFORE, slipOf, withFreshSlip, withSlip } from '../people/draft.ts';
import { actOnForm } from '../people/form-visit.ts';
import { officeDay } from '../people/office.store.ts';
import { doer } from '../people/person.ts';
import { type FieldError, FormReader, readQuery, TICKED, type Typed } from '../platform/form.ts';
import { refused } from '../platform/refusal.ts';
import { findPayable } from './claims/payable.store.ts';
import { readProviders } from './claims/provider.store.ts';
import { effectFigures } from './effect.pages.ts';
import { checkSpend, enterSpend, type NewSpend } from './enter.ts';
import { codingTyped, copyTyped, suggest } from './entry/coding.ts';
import { completionRoutes, readSuppliers } from './entry/completion.routes.ts';
import { draftsPage } from './entry/draft.pages.ts';
import { GRID_FIELDS } from './entry/grid.form.ts';
import { entryGridRoutes, showGrid } from './entry/grid.routes.ts';
import { likenedOf } from './entry/grid.ts';
import { findLike } from './entry/likeness.store.ts';
import { readRecentSpend } from './entry/recent.store.ts';
import { supplierNamed } from './entry/supplier.ts';
import { carried, ENTRY_FIELDS, emptySpend, readSpendForm, SAME } from './spend.form.ts';
import { findSpend } from './spend.store.ts';
import { type EntryChoices, readEntryChoices } from './spend-choices.ts';
import { type BesideForm, checkPage, spendFormPage } from './spend-form.pages.ts';

const VIEW = 'spend/entry/form';

/** Recording spend: the form, "check your answers" and the act; the grid of many rows, drafts and completion. */
export function spendFormRoutes(door: Door, readFigures: ReadFigures): void {
  entryGridRoutes(door);
  completionRoutes(door);
  draftRoutes(door, {
    table: 'spend_draft',
    path: '/spend/drafts',
    act: 'spend.enter',
    page: draftsPage,
    kinds: {
      form: { read: fieldsOf(ENTRY_FIELDS), show: (visit, typed) => showForm(visit, typed) },
      grid: { read: fieldsOf(GRID_FIELDS), show: showGrid },
    },
  });

  door.get('/spend/new', 'spend.enter', async (visit) => {
    const { settles, copy } = readQuery(visit.req.query, ['settles', 'copy']);
    const choices = await choicesOf(visit);
    const paying = settles === undefined ? {} : await paymentOf(visit, settles);
    const copied = copy === undefined ? {} : await copyOf(visit, copy);
    await showForm(visit, withSlip({ ...emptySpend(choices.periods), ...copied, ...paying }));
  });

  // Back from "check your answers", with everything kept; nothing is judged until it is sent on again.
  door.post('/spend/new', 'spend.enter', async (visit) => {
    const { typed } = new FormReader(visit.req.body, ENTRY_FIELDS);
    await showForm(visit, withSlip(typed));
  });

  door.post('/spend/new/coding', 'spend.enter', async (visit) => {
    const { typed } = new FormReader(visit.req.body, ENTRY_FIELDS);
    const { suppliers } = await readSuppliers(visit);
    const last = supplierNamed(suppliers, typed.supplier ?? '')?.last ?? null;
    const filled = last === null ? null : suggest(typed, codingTyped(last));
    const fields = filled?.suggested ?? [];
    const said =
      last === null || fields.length === 0
        ? 'Nothing is suggested: this supplier was not paid before, or its coding is filled in already.'
        : `Suggested from ${last.ref}, which paid this supplier last: ${fields.join(', ')}. Look at each before you go on.`;
    await showForm(visit, withSlip(filled?.typed ?? typed), { suggested: { said, fields } });
  });

  door.post('/spend/check', 'spend.enter', async (visit) => {
    await actOnSpend(visit, async (spend, choices) => {
      const { db } = visit.site;
      const effect = await checkSpend(db, visit.office.id, spend);
      const figures = await readFigures(visit.where, effectFigures(spend));
      const like = await findLike(db, visit.office.id, likenedOf(spend));
      visit.show('spend/check', checkPage({ spend, typed: carried(visit.req.body), choices, effect, figures, like }));
    });
  });

  door.post('/spend', 'spend.enter', async (visit) => {
    await actOnSpend(visit, async (spend) => {
      const ref = await recordSpend(visit, spend);
      visit.done(`/spend/${ref}`, `${ref} was recorded. Somebody else approves it now.`, {
        text: 'Record another spend',
        href: '/spend/new',
      });
    });
  });
}

const fieldsOf = (fields: readonly string[]) => (body: unknown) => new FormReader(body, fields).typed;

/** Records a spend once and removes its draft. Refused as `looks-like` where one that stands looks like it. */
function recordSpend(visit: Visit, spend: NewSpend): Promise<string> {
  const { person, office } = visit;
  const body = visit.req.body as Typed;
  const { typed } = new FormReader(body, ENTRY_FIELDS);
  const slip = slipOf(typed);
  return perform(visit.site, doer(person), 'spend.enter', onceOf(visit.once(), slip), async (act) => {
    const like = await findLike(act.trx, office.id, likenedOf(spend));
    if (like.length > 0 && body[SAME] !== TICKED) throw looksLike(like);
    const entered = await enterSpend(act, spend, person.id);
    await removeRecorded(act.trx, draftAuthor(visit, 'spend_draft'), { slip, typed });
    const done = { subject: { kind: 'spend', ref: entered }, result: entered };
    return like.length === 0 ? done : { ...done, detail: { recorded_although_like: [{ spend: entered, like }] } };
  });
}

function looksLike(refs: readonly string[]) {
  return refused(
    'looks-like',
    `This looks like ${refs.join(' and ')}: the same supplier with the same amount and invoice date, or the same reference. Tick the box to record it all the same.`,
    SAME,
  );
}

/** What the form starts with as a copy of an earlier entry: of `last`, the person's own last one. */
async function copyOf({ site, office, person }: Visit, of: string): Promise<Typed> {
  if (of !== 'last') {
    const spend = await findSpend(site.db, office.id, of);
    return copyTyped({ ...spend, supplier: spend.supplier === REMOVED ? '' : spend.supplier });
  }
  const own = (await readRecentSpend(site.db, office.id)).find(({ enteredBy }) => enteredBy === person.id);
  return own === undefined ? {} : copyTyped(own);
}

/** What the form starts with where it is to pay a claim: what is left of it, under its agreement. */
async function paymentOf({ site, office }: Visit, ref: string): Promise<Typed> {
  const { claim, free } = await findPayable(site.db, office.id, ref);
  const { initiative, nature } = await findAgreement(site.db, office.id, claim.agreement);
  const provider = (await readProviders(site.db, office.id)).get(claim.agreement) ?? '';
  const coded = { initiative, nature, agreement: claim.agreement, supplier: provider };
  return { ...coded, settles: ref, net: formatDecimal(free), reference: claim.theirs ?? '' };
}

async function actOnSpend(visit: Visit, act: (spend: NewSpend, choices: EntryChoices) => Promise<void>): Promise<void> {
  const choices = await choicesOf(visit);
  const { suppliers } = await readSuppliers(visit);
  try {
    await actOnForm(visit, readSpendForm(visit.req.body, choices, officeDay(visit.office, visit.site.clock)), {
      view: VIEW,
      field: 'period',
      again: (typed, errors) => spendFormPage(choices, withSlip(typed), errors, { suppliers }),
      act: (spend) => act(spend, choices),
    });
  } catch (error) {
    if (!isRecordedBefore(error)) throw error;
    const errors = [{ field: 'initiative', message: RECORDED_BEFORE }];
    await showForm(visit, withFreshSlip(carried(visit.req.body)), { errors, status: 409 });
  }
}

async function showForm(
  visit: Visit,
  typed: Typed,
  {
    errors = [],
    suggested,
    status,
  }: { errors?: FieldError[]; suggested?: BesideForm['suggested']; status?: number } = {},
): Promise<void> {
  const { suppliers } = await readSuppliers(visit);
  visit.show(VIEW, spendFormPage(await choicesOf(visit), typed, errors, { suggested, suppliers }), status);
}

function choicesOf(visit: Visit): Promise<EntryChoices> {
  return readEntryChoices(visit.site.db, visit.office.id);
}
