import { readFileSync } from 'node:fs';
import type { Act, Site } from '../src/audit/act.ts';
import { readPeriod } from '../src/calendar/period.ts';
import type { Person } from '../src/people/person.ts';
import { sha256 } from '../src/platform/digest.ts';
import { inProject } from '../src/platform/root.ts';
import { acceptBatch } from '../src/spend/import/accept.ts';
import { codeLines, standFor } from '../src/spend/import/choose.ts';
import { readCodings, supplierNames } from '../src/spend/import/coding.store.ts';
import { confirmPlan } from '../src/spend/import/confirm.ts';
import { findCandidates } from '../src/spend/import/match/candidate.ts';
import { overviewDigest, readOverview } from '../src/spend/import/overview.ts';
import { addPlan, readPlan } from '../src/spend/import/plan.store.ts';
import { listProfiles } from '../src/spend/import/profiles/profile.store.ts';
import { keepLinesDigest } from '../src/spend/import/seal.ts';
import { stageFile } from '../src/spend/import/stage/stage-file.ts';
import { type By, type CsvRow, type Event, known, pence, readRows } from './timeline.ts';

/**
 * Files of spend as people import them: read into a plan, coded and matched, confirmed, and accepted by somebody else.
 * One still awaits acceptance.
 */
export function theImports(by: By, person: (name: string) => Person, { db, clock }: Site): Event[] {
  return readRows('imports').flatMap((row) => {
    let ref = '';
    const author = row.by as string;
    const events: Event[] = [
      {
        at: row.recorded as string,
        happen: async () => {
          const planId = await planFile({ db, clock }, person(author), row);
          ref = (await by(author, 'import.store', 'batch', (act) => confirm(act, planId))) as string;
        },
      },
    ];
    if (row.accepted !== '') {
      const accepter = row.accepter as string;
      events.push({
        at: row.accepted as string,
        happen: () =>
          by(accepter, 'import.accept', 'batch', async (act) => {
            await acceptBatch(act, person(accepter), ref, pence(row.control));
            return ref;
          }),
      });
    }
    return events;
  });
}

async function planFile({ db, clock }: Site, author: Person, row: CsvRow): Promise<number> {
  const fileName = row.file as string;
  const bytes = readFileSync(inProject('data', 'demonstration', fileName));
  const { id } = await addPlan(db, author, {
    profile: row.profile as string,
    fileName,
    sha256: sha256(bytes),
    bytes,
    size: bytes.length,
    asked: {
      initiative: row.initiative || null,
      place: row.place || null,
      period: row.period === '' ? null : known(readPeriod(row.period as string), row.period),
    },
    now: clock.now(),
  });
  await stageFile(db, id, { bytes }, await listProfiles(db, author.officeId));
  await db.transaction(async (trx) => {
    const plan = await readPlan(trx, id);
    const codings = await readCodings(trx, id);
    const names = await supplierNames(
      trx,
      codings.flatMap(({ supplierId }) => supplierId ?? []),
    );
    for (const to of readRows('import-codings').filter(({ file }) => file === fileName)) {
      const ids = codings.filter(({ supplierId }) => names.get(supplierId ?? 0) === to.supplier).map((one) => one.id);
      const { initiative = '', agreement = '', place = '', category = '' } = to;
      await codeLines(trx, plan, ids, { initiative, agreement, place, category });
    }
    for (const { row: line, stands } of await findCandidates(trx, plan)) {
      const items = stands.map(({ ref, left }) => ({ ref, pence: left }));
      await standFor(trx, plan, { row: line, items, reason: null });
    }
    await keepLinesDigest(trx, await readPlan(trx, id));
  });
  return id;
}

async function confirm(act: Act, planId: number): Promise<string> {
  const overview = await readOverview(act.trx, await readPlan(act.trx, planId));
  const { ref } = await confirmPlan(act, overview.plan, {
    shown: overviewDigest(overview),
    lookedAt: [...overview.flags.keys()],
    leavesChanged: false,
    overspendReason: null,
  });
  return ref;
}
