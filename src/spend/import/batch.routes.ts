import { type Act, perform } from '../../audit/act.ts';
import type { Door, Visit } from '../../people/door.ts';
import { actOnForm } from '../../people/form-visit.ts';
import { listPeople, readNames } from '../../people/person.store.ts';
import { doer } from '../../people/person.ts';
import { type FieldError, FormReader, readQuery, type Typed } from '../../platform/form.ts';
import { Refusal } from '../../platform/refusal.ts';
import { countApprovers, mayApprove } from '../approval.store.ts';
import { findCorrectable } from '../correctable.ts';
import { readHistory } from '../history.store.ts';
import { pageOf } from '../paging.ts';
import { countSpend, leftToCorrect, listSpend } from '../spend.store.ts';
import { approvalSubject, lineRef } from '../spend.ts';
import { pageNumber } from '../spend-list.form.ts';
import { acceptBatch, rejectBatch } from './accept.ts';
import { type BatchShown, batchPage } from './batch.pages.ts';
import { type Batch, findBatch, readGroups } from './batch.store.ts';
import { readBatchLeftOut } from './left-out.ts';
import { linesBehind, readBecame } from './line-trace.ts';
import { listLines } from './plan-line.store.ts';
import { listReversals } from './reversal.store.ts';
import { askReversal, decideReversal } from './reverse.ts';

const LINES_ON_A_PAGE = 100;

/** An imported batch: its lines, and accepting, rejecting or reversing it as a whole. */
export function batchRoutes(door: Door): void {
  const formOf = (visit: Visit) => ({
    view: 'spend/import/batch',
    again: async (typed: Typed, errors: FieldError[]) => batchPage(await readShown(visit), errors, typed),
  });

  door.get('/imports/:ref', 'spend.read', async (visit) => {
    visit.show(
      'spend/import/batch',
      batchPage(await readShown(visit, readQuery(visit.req.query, ['page', 'row', 'entry', 'after']))),
    );
  });

  door.post('/imports/:ref/acceptance', 'spend.approve', async (visit) => {
    const form = new FormReader(visit.req.body, ['control']);
    // A batch of credits alone comes to less than nothing.
    const typed = form.pounds('control', 'Control total', { least: Number.MIN_SAFE_INTEGER });
    await actOnForm(
      visit,
      form.answer(() => typed),
      {
        ...formOf(visit),
        act: async (control) => {
          const ref = await decide(visit, 'import.accept', (act, of) => acceptBatch(act, visit.person, of, control));
          visit.done(`/imports/${ref}`, `${ref} was accepted: its lines are part of spend to date.`);
        },
      },
    );
  });

  door.post('/imports/:ref/rejection', 'spend.approve', async (visit) => {
    const form = new FormReader(visit.req.body, ['reason']);
    const typed = form.text('reason', 'Reason for rejecting it', { longest: 500 });
    await actOnForm(
      visit,
      form.answer(() => typed),
      {
        ...formOf(visit),
        act: async (reason) => {
          const ref = await decide(visit, 'import.reject', (act, of) => rejectBatch(act, visit.person, of, reason));
          visit.done(`/imports/${ref}`, `${ref} was rejected. Its lines may be imported again.`);
        },
      },
    );
  });

  door.post('/imports/:ref/reversal', 'spend.import', async (visit) => {
    const form = new FormReader(visit.req.body, ['why']);
    const typed = form.text('why', 'Why it is to be reversed', { longest: 500 });
    await actOnForm(
      visit,
      form.answer(() => typed),
      {
        ...formOf(visit),
        act: async (reason) => {
          const batch = await findBatch(visit.site.db, visit.office.id, String(visit.req.params.ref));
          await perform(visit.site, doer(visit.person), 'import.ask-reversal', visit.once(), async (act) => {
            const number = await askReversal(act, visit.person, batch.ref, reason);
            return { subject: { kind: 'batch', ref: batch.ref }, detail: { number }, result: batch.ref };
          });
          visit.done(`/imports/${batch.ref}`, `Somebody else decides now whether ${batch.ref} is reversed.`);
        },
      },
    );
  });

  door.post('/imports/:ref/reversal-decision', 'spend.approve', async (visit) => {
    const form = new FormReader(visit.req.body, ['act', 'returned']);
    const isReturn = form.typed.act === 'return';
    const reason = form.text('returned', 'Reason for returning it', { optional: !isReturn, longest: 500 });
    await actOnForm(
      visit,
      form.answer(() => reason),
      {
        ...formOf(visit),
        act: async (why) => {
          const decision = isReturn ? { approve: false as const, reason: why } : { approve: true as const };
          const { ref } = await findBatch(visit.site.db, visit.office.id, String(visit.req.params.ref));
          await perform(visit.site, doer(visit.person), 'import.decide-reversal', visit.once(), async (act) => {
            const { fileDigest, lines, pence } = await decideReversal(act, visit.person, ref, decision);
            const detail = { approved: decision.approve, file: fileDigest, lines, pence };
            return { subject: { kind: 'batch', ref }, detail, result: ref };
          });
          visit.done(
            `/imports/${ref}`,
            isReturn ? `The reversal of ${ref} was returned.` : `${ref} was reversed as a whole.`,
          );
        },
      },
    );
  });
}

async function decide(visit: Visit, action: string, work: (act: Act, ref: string) => Promise<Batch>): Promise<string> {
  const batch = await findBatch(visit.site.db, visit.office.id, String(visit.req.params.ref));
  visit.demand('spend.approve', approvalSubject(batch));
  return perform(visit.site, doer(visit.person), action, visit.once(), async (act) => {
    const { fileDigest, lines, controlPence } = await work(act, batch.ref);
    const detail = { file: fileDigest, lines, total: controlPence };
    return { subject: { kind: 'batch', ref: batch.ref }, detail, result: batch.ref };
  });
}

async function readShown(visit: Visit, asked: Record<string, string | undefined> = {}): Promise<BatchShown> {
  const { db } = visit.site;
  const officeId = visit.office.id;
  const batch = await findBatch(db, officeId, String(visit.req.params.ref));
  const filter = { batch: batch.ref };
  const count = await countSpend(db, officeId, filter);
  const page = pageOf(pageNumber(asked.page), count);
  const permission = mayApprove(visit.person, batch);
  const reversals = await listReversals(db, officeId, batch.ref);
  const last = reversals.at(-1);
  const undoing = mayApprove(visit.person, { ...batch, enteredBy: last?.enteredBy ?? 0 });
  return {
    batch,
    groups: await readGroups(db, officeId, batch.ref),
    count,
    page: page.number,
    lines: await listSpend(db, officeId, filter, { sort: 'oldest', ...page }),
    trace: await readTrace(visit, batch, asked),
    line: await readOneLine(visit, batch, asked.row),
    leftOut: await readBatchLeftOut(db, batch.planId),
    reversals,
    names: await readNames(db, officeId),
    whyNot: permission.may ? null : permission.refusal.message,
    whyNotReverse: undoing.may ? null : undoing.refusal.message,
    mayAsk: visit.may('spend.import'),
    mayCorrect: visit.may('spend.enter'),
    approvers: countApprovers(await listPeople(db, officeId), batch),
  };
}

/** The line that is asked for alone, as far as it can be corrected by itself. */
async function readOneLine({ site, office }: Visit, { ref, planId, status }: Batch, asked: string | undefined) {
  if (asked === undefined || planId === null || status === 'awaiting acceptance' || status === 'rejected') return null;
  const named = lineRef(ref, lineNumber('row', asked));
  try {
    const line = await findCorrectable(site.db, office.id, named);
    const left = await leftToCorrect(site.db, office.id, line);
    return { line, left, history: await readHistory(site.db, office.id, named) };
  } catch (error) {
    // A line with a life of its own, or none, is corrected elsewhere, or not at all.
    if (error instanceof Refusal) return null;
    throw error;
  }
}

async function readTrace(visit: Visit, { ref, planId }: Batch, asked: Record<string, string | undefined>) {
  if (planId === null) return { lines: [], next: null, of: '', became: () => '' };
  const { db } = visit.site;
  const row = asked.row === undefined ? null : lineNumber('row', asked.row);
  const entry = asked.entry === undefined ? null : lineNumber('entry', asked.entry);
  const after = asked.after === undefined ? 0 : lineNumber('after', asked.after);
  const filter = {
    ...(row === null ? {} : { rows: [row] }),
    ...(entry === null ? {} : await linesBehind(db, visit.office.id, { planId, batch: ref, entry })),
  };
  const lines = await listLines(db, planId, filter, { limit: LINES_ON_A_PAGE, after });
  const query = new URLSearchParams({
    ...(entry === null ? {} : { entry: String(entry) }),
    after: String(lines.at(-1)?.row),
  });
  return {
    lines,
    next: lines.length < LINES_ON_A_PAGE ? null : `/imports/${ref}?${query}`,
    became: await readBecame(db, visit.office.id, { batch: ref, planId, lines }),
    of: row !== null ? `Row ${row} of the file` : entry === null ? 'Its lines' : `The lines behind entry ${entry}`,
  };
}

function lineNumber(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Refusal(
    'malformed',
    'part',
    `The part ${name} of the address must be a whole number. Go back to the batch.`,
  );
}
