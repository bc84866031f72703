import { normalForm } from '../../partners/organisation-name.ts';
import { PLACE_CHOICES } from '../../partners/place.ts';
import type { Door, Visit } from '../../people/door.ts';
import { refusalErrors } from '../../people/form-visit.ts';
import { type Db, write } from '../../platform/database.ts';
import { type FieldError, FormReader, readQuery, TICKED, type Typed } from '../../platform/form.ts';
import { notFound, Refusal, refused } from '../../platform/refusal.ts';
import { CATEGORY_CHOICES, readSpendChoices } from '../spend-choices.ts';
import {
  candidateField,
  linePage,
  linesPage,
  listedCodings,
  matchingPage,
  queuePage,
  standingField,
} from './choose.pages.ts';
import { codeLines, leaveLineOut, leaveOut, putBack, standAlone, standFor, takeBack, takeOut } from './choose.ts';
import { readCodings, supplierNames } from './coding.store.ts';
import { findCandidates } from './match/candidate.ts';
import { readMatches } from './match/match.store.ts';
import { readStanding } from './match/standing.store.ts';
import type { Standing } from './match/standing.ts';
import { planOf } from './plan.routes.ts';
import { lockPlan, touchPlan } from './plan.store.ts';
import { type Coding, isAlone, type Plan, planHref } from './plan.ts';
import { countLines, listLines, type PlanLine } from './plan-line.store.ts';
import { FLAGS, type Flag } from './stage/staged-line.ts';

const LINES_ON_A_PAGE = 100;
const MOST_STANDING = 60;

/** What people say of a file's lines before it is imported: where they go, and what they stand for already. */
export function chooseRoutes(door: Door): void {
  door.get('/imports/plans/:token/queue', 'spend.import', async (visit) => showQueue(visit, await planOf(visit)));

  door.post('/imports/plans/:token/coding', 'spend.import', async (visit) => {
    const plan = await planOf(visit);
    const { choices, queue, decided } = await readQueue(visit, plan);
    const listed = [...listedCodings(queue), ...listedCodings(decided)];
    const form = new FormReader(visit.req.body, [
      'act',
      'initiative',
      'agreement',
      'place',
      'category',
      ...listed.map(({ id }) => `c${id}`),
    ]);
    const ids = listed.map(({ id }) => id).filter((id) => form.typed[`c${id}`] === TICKED);
    if (ids.length === 0) form.fail('queue', 'Choose at least one row');
    const isCoding = form.typed.act === 'code';
    const initiative = form.choice('initiative', 'Initiative', choices.initiatives, { optional: !isCoding });
    const agreement = form.choice('agreement', 'Agreement', choices.agreements, { optional: true });
    const place = form.choice('place', 'Place', PLACE_CHOICES, { optional: !isCoding });
    const category = form.choice('category', 'Category', CATEGORY_CHOICES, { optional: true });
    const without = listed.find((coding) => ids.includes(coding.id) && coding.category === '');
    if (isCoding && category === '' && without !== undefined)
      form.fail('category', 'Select a category: the file gives none');
    const answer = form.answer(() => null);
    if (!answer.ok) return showQueue(visit, plan, answer.typed, answer.errors, 400);
    await choose(visit, plan, async (trx, plan) => {
      if (form.typed.act === 'leave-out') return leaveOut(trx, plan, ids);
      if (form.typed.act === 'put-back') return putBack(trx, plan, ids);
      // What the file says of each stays where nothing was selected, so each category is coded by itself.
      for (const own of new Set(listed.filter(({ id }) => ids.includes(id)).map((coding) => coding.category))) {
        const of = listed.filter((coding) => ids.includes(coding.id) && coding.category === own).map(({ id }) => id);
        await codeLines(trx, plan, of, { initiative, agreement, place, category: category === '' ? own : category });
      }
    });
    visit.done(`${planHref(plan)}/queue`, 'The chosen lines were changed.');
  });

  door.get('/imports/plans/:token/matching', 'spend.import', async (visit) => showMatching(visit, await planOf(visit)));

  door.post('/imports/plans/:token/matching', 'spend.import', async (visit) => {
    const { db } = visit.site;
    const plan = await planOf(visit);
    const candidates = await findCandidates(db, plan);
    const matches = await readMatches(db, plan);
    const fields = [...candidates.map(candidateField), ...matches.map(({ row }) => `r${row}`)];
    if (isStale(visit, fields)) return showMatching(visit, plan, {}, [{ field: 'candidates', message: STALE }], 422);
    const form = new FormReader(visit.req.body, ['act', ...fields]);
    const chosen = candidates.filter((candidate) => form.typed[candidateField(candidate)] === TICKED);
    const back = matches.filter(({ row }) => form.typed[`r${row}`] === TICKED);
    const isBack = form.typed.act === 'take-back';
    if ((isBack ? back : chosen).length === 0) form.fail('candidates', 'Choose at least one row');
    const twice = chosen.find(({ row, ref }, index) =>
      chosen.some((other, at) => at < index && (other.row === row || other.ref === ref)),
    );
    if (form.typed.act === 'same' && twice !== undefined) {
      form.fail('candidates', `Row ${twice.row} and ${twice.ref} are chosen more than once. Choose one row for each`);
    }
    const answer = form.answer(() => null);
    if (!answer.ok) return showMatching(visit, plan, answer.typed, answer.errors, 400);
    await choose(visit, plan, async (trx, plan) => {
      if (isBack) for (const { row } of back) await takeBack(trx, plan, row);
      else if (form.typed.act === 'other') for (const { row, ref } of chosen) await standAlone(trx, plan, row, ref);
      else {
        for (const { row, stands } of chosen) {
          const items = stands.map(({ ref, left }) => ({ ref, pence: left }));
          await standFor(trx, plan, { row, items, reason: null });
        }
      }
    });
    visit.done(`${planHref(plan)}/matching`, 'The chosen lines were changed.');
  });

  door.get('/imports/plans/:token/lines', 'spend.import', async (visit) => {
    const { db } = visit.site;
    const plan = await planOf(visit);
    const asked = readQuery(visit.req.query, ['flag', 'coding', 'after']);
    const flag = (Object.keys(FLAGS) as Flag[]).find((one) => one === asked.flag) ?? null;
    if (asked.flag !== undefined && flag === null) throw wrongPart('flag', Object.keys(FLAGS).join(', '));
    const filter = {
      ...(flag === null ? {} : { flag }),
      ...(asked.coding === undefined ? {} : { codingIds: [wholeNumber('coding', asked.coding)] }),
    };
    const after = asked.after === undefined ? 0 : wholeNumber('after', asked.after);
    const lines = await listLines(db, plan.id, filter, { limit: LINES_ON_A_PAGE, after });
    const last = lines.at(-1)?.row;
    const query = new URLSearchParams({
      ...(flag === null ? {} : { flag }),
      ...(asked.coding === undefined ? {} : { coding: asked.coding }),
      after: String(last),
    });
    visit.show(
      'spend/import/choose',
      linesPage({
        plan,
        flag,
        lines,
        count: flag === null ? lines.length : await countLines(db, plan.id, filter),
        next: lines.length < LINES_ON_A_PAGE ? null : `${planHref(plan)}/lines?${query}`,
      }),
    );
  });

  door.post('/imports/plans/:token/lines', 'spend.import', async (visit) => {
    const plan = await planOf(visit);
    const rows = Object.entries(visit.req.body as Record<string, unknown>)
      .filter(([name, value]) => /^r\d{1,8}$/.test(name) && value === TICKED)
      .map(([name]) => Number(name.slice(1)));
    if (rows.length === 0) throw refused('none-chosen', 'Choose at least one line, then say what becomes of it.');
    const isTakenOut = (visit.req.body as Record<string, unknown>).act === 'take-out';
    await choose(visit, plan, async (trx, plan) => {
      for (const row of rows) await (isTakenOut ? takeOut : leaveLineOut)(trx, plan, row);
    });
    if (isTakenOut) visit.done(`${planHref(plan)}/queue`, 'The chosen lines wait to be coded, each by itself.');
    else visit.done(planHref(plan), 'The chosen lines are left out.');
  });

  door.get('/imports/plans/:token/lines/:row', 'spend.import', async (visit) => showLine(visit, await planOf(visit)));

  door.post('/imports/plans/:token/lines/:row', 'spend.import', async (visit) => {
    const plan = await planOf(visit);
    const { line, standing } = await readLine(visit, plan);
    const fields = ['reason', ...standing.map(standingField)];
    if (isStale(visit, fields)) return showLine(visit, plan, {}, [{ field: 'standing', message: STALE }], 422);
    const form = new FormReader(visit.req.body, ['act', ...fields]);
    const reason = form.text('reason', 'Why it differs', { optional: true, longest: 500 }) || null;
    const chosen = standing.filter((one) => form.typed[standingField(one)] === TICKED);
    if (form.typed.act === 'stands' && chosen.length === 0) form.fail('standing', 'Choose what the line stands for');
    const answer = form.answer(() => null);
    if (!answer.ok) return showLine(visit, plan, answer.typed, answer.errors, 400);
    try {
      await choose(visit, plan, async (trx, plan) => {
        if (form.typed.act === 'leave-out') return leaveLineOut(trx, plan, line.row);
        if (form.typed.act === 'take-back') return takeBack(trx, plan, line.row);
        if (form.typed.act === 'take-out') return takeOut(trx, plan, line.row);
        return standFor(trx, plan, { row: line.row, items: shared(line, chosen), reason });
      });
    } catch (error) {
      return showLine(visit, plan, form.typed, refusalErrors(error), 422);
    }
    visit.done(`${planHref(plan)}/lines/${line.row}`, 'What the line is was changed.');
  });
}

const STALE = 'What may be chosen has changed since this page was shown. Nothing was changed. Choose again';

/** Whether something is chosen that the page no longer has: a line that was matched meanwhile, or what it stood for. */
function isStale(visit: Visit, fields: readonly string[]): boolean {
  const sent = Object.keys(visit.req.body as Record<string, unknown>);
  return sent.some((name) => /^([ms]-|r\d)/.test(name) && !fields.includes(name));
}

/** Each item takes what of it is left, as far as the line reaches; what is paid by a line never more than the line. */
function shared(line: PlanLine, chosen: readonly Standing[]): { ref: string; pence: number }[] {
  let open = line.pence;
  return chosen.flatMap((one) => {
    // What moved money already stands whole, so that the difference shows; a claim takes what the line brings.
    const pence = one.isPosted || Math.abs(one.left) <= Math.abs(open) ? one.left : open;
    open -= pence;
    return pence === 0 ? [] : [{ ref: one.ref, pence }];
  });
}

/** Does one choice in a transaction and moves the plan on, so that an older page of it is told. */
export async function choose(visit: Visit, plan: Plan, work: (trx: Db, plan: Plan) => Promise<void>): Promise<void> {
  await write(visit.site.db, async (trx) => {
    await work(trx, await lockPlan(trx, plan.id));
    await touchPlan(trx, plan.id, visit.site.clock.now());
  });
}

async function readQueue(visit: Visit, plan: Plan) {
  const { db } = visit.site;
  const codings = await readCodings(db, plan.id);
  const queue = codings.filter(({ how }) => how === 'queue');
  // A line that was left out by itself is taken back on its own page.
  const decided = codings.filter(
    (coding) => coding.how === 'choice' || (coding.how === 'left-out' && !isAlone(coding)),
  );
  const listed = [...listedCodings(queue), ...listedCodings(decided)];
  return {
    choices: await readSpendChoices(db, visit.office.id),
    queue,
    decided,
    names: await supplierNames(
      db,
      listed.flatMap(({ supplierId }) => (supplierId === null ? [] : [supplierId])),
    ),
  };
}

async function showQueue(
  visit: Visit,
  plan: Plan,
  typed: Typed = {},
  errors: readonly FieldError[] = [],
  status = 200,
) {
  visit.show('spend/import/choose', queuePage({ plan, ...(await readQueue(visit, plan)) }, typed, errors), status);
}

async function showMatching(
  visit: Visit,
  plan: Plan,
  typed: Typed = {},
  errors: readonly FieldError[] = [],
  status = 200,
) {
  const { db } = visit.site;
  const shown = { plan, candidates: await findCandidates(db, plan), matches: await readMatches(db, plan) };
  visit.show('spend/import/choose', matchingPage(shown, typed, errors), status);
}

async function readLine(visit: Visit, plan: Plan) {
  const { db } = visit.site;
  const row = wholeNumber('row', String(visit.req.params.row));
  const [line] = await listLines(db, plan.id, { rows: [row] }, { limit: 1 });
  if (line === undefined) throw notFound(`line in row ${row}`);
  const coding = (await readCodings(db, plan.id)).find(({ id }) => id === line.codingId) as Coding;
  const form = normalForm(line.supplier);
  const isLike = (one: Standing): number =>
    (normalForm(one.supplier) === form ? 2 : 0) +
    (one.left === line.pence ? 2 : 0) +
    (one.initiative === coding.initiative ? 1 : 0);
  const standing = (await readStanding(db, plan.officeId))
    .filter((one) => one.left > 0 === line.pence > 0)
    .toSorted((a, b) => isLike(b) - isLike(a))
    .slice(0, MOST_STANDING);
  return { line, coding, standing, match: (await readMatches(db, plan)).find((match) => match.row === row) ?? null };
}

async function showLine(visit: Visit, plan: Plan, typed: Typed = {}, errors: readonly FieldError[] = [], status = 200) {
  visit.show('spend/import/choose', linePage({ plan, ...(await readLine(visit, plan)) }, typed, errors), status);
}

/** A part of an address that must be a whole number. */
export function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw wrongPart(name, 'a whole number');
  return Number(text);
}

function wrongPart(name: string, expected: string): Refusal {
  return new Refusal('malformed', 'part', `The part ${name} of the address must be ${expected}. Go back to the plan.`);
}
