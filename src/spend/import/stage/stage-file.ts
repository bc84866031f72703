import type { Knex } from 'knex';
import { readKnowledge } from '../../../audit/gate/knowledge.ts';
import { latestMoment } from '../../../audit/moment.ts';
import type { FileSource } from '../../../documents/table/source.ts';
import { listAgreements } from '../../../initiatives/agreements/agreement.store.ts';
import { listInitiatives } from '../../../initiatives/initiative.store.ts';
import { readPeriods } from '../../../ledger/period.store.ts';
import { write } from '../../../platform/database.ts';
import { listPayables } from '../../claims/payable.store.ts';
import type { CodableLine } from '../../coding/codable-line.ts';
import { readDecide } from '../../coding/coding-rule.store.ts';
import type { Decide } from '../../coding/compile.ts';
import { chooseAgain } from '../choose.ts';
import { emptyPlan, failReading, finishReading, readPlan } from '../plan.store.ts';
import type { FileSummary, Plan } from '../plan.ts';
import { findProfile, type ImportProfile } from '../read/profile.ts';
import { digestKeyStart } from './line-digest.ts';
import { lineTable } from './line-table.ts';
import { LineWords } from './line-words.ts';
import { readInto } from './read-into.ts';
import { SearchAside } from './search-aside.ts';
import { Stager, type StagingFacts } from './stager.ts';
import { readSupplierUse } from './supplier-use.ts';

/**
 * How a process that stages a file is to keep its memory: little of what it makes lives longer than a slice, and by
 * itself Node would let the rest lie until it is four times what is in use.
 */
export const STAGING_FLAG = '--heap-growing-percent=50';

/**
 * Reads a file into its plan, from its first row to what it would do. Nothing that it stages shows before somebody
 * confirms the plan. A file that cannot be read leaves the plan failed, with the reason.
 */
export async function stageFile(
  db: Knex,
  planId: number,
  source: FileSource,
  profiles: readonly ImportProfile[],
): Promise<void> {
  const plan = await readPlan(db, planId);
  const now = () => new Date().toISOString();
  const search = SearchAside.open(db, plan.size);
  try {
    await emptyPlan(db, planId, true);
    const profile = findProfile(profiles, plan.profile);
    const { seq: booksSeq } = await latestMoment(db, plan.officeId);
    const stager = new Stager(db, plan, await readFacts(db, plan, profile, booksSeq), search);
    const read = await readInto(source, profile, stager);
    const staged = await stager.end();
    await write(db, (trx) => stager.remarks.saveGroups(trx));
    const { counts } = stager.remarks;
    const summary: FileSummary = {
      ...read,
      lines: staged.lines,
      pence: staged.pence,
      known: staged.known,
      knownPence: staged.knownPence,
      changed: staged.changed,
      changedPence: staged.changedPence,
      skipped: counts.skipped,
      faults: counts.fault,
      readAs: counts['read-as'],
    };
    const isMoved = await write(db, async (trx) => chooseAgain(trx, await readPlan(trx, planId)));
    const linesDigest = isMoved ? null : staged.linesDigest;
    await finishReading(db, planId, { summary, linesDigest, booksSeq, now: now() });
  } catch (error) {
    await failReading(db, planId, (error as Error).message, now());
    throw error;
  } finally {
    await search?.close();
  }
}

async function readFacts(db: Knex, plan: Plan, profile: ImportProfile, booksSeq: number): Promise<StagingFacts> {
  const { officeId, asked } = plan;
  const agreements = await listAgreements(db, officeId);
  const decide = await readDecide(db, officeId, booksSeq);
  const former = await db('spend').where({ office_id: officeId }).whereNotNull('line_key').first('id');
  return {
    rules: rulesOf(decide, profile),
    asked,
    askedPeriod: asked.period,
    periods: await readPeriods(db, officeId),
    agreements: new Map(agreements.map(({ ref, initiative }) => [ref, initiative])),
    initiatives: new Set((await listInitiatives(db, officeId)).map(({ ref }) => ref)),
    payables: new Map((await listPayables(db, officeId)).map(({ ref, claim }) => [ref, claim.agreement])),
    use: await readSupplierUse(db, officeId),
    words: new LineWords(plan.id, await readKnowledge(db, officeId), new Date().toISOString()),
    hasDigestKeys: await write(db, (trx) => lineTable(trx).hasKeys(digestKeyStart(officeId))),
    formerKey: former === undefined ? null : formerKeyOf(profile),
  };
}

/** The key under which a batch of before plans kept a line, as a spend of its own. */
function formerKeyOf(profile: ImportProfile): StagingFacts['formerKey'] {
  return ({ body, transaction }, occurrence) => {
    const parts = profile.name === 'council-spend' ? [body ?? '', transaction, occurrence] : [transaction, occurrence];
    return `${profile.name} ${JSON.stringify(parts)}`;
  };
}

/** Asks the rules of line after line through one object, since a million copies would keep the memory busy. */
function rulesOf(decide: Decide, profile: ImportProfile): StagingFacts['rules'] {
  const asked: CodableLine = {
    profile: profile.name,
    system: profile.system,
    account: null,
    costCentre: null,
    project: null,
    supplier: '',
    supplierId: null,
    text: null,
    area: null,
    type: null,
    body: null,
    categoryText: null,
    reference: null,
  };
  return (line) => {
    asked.account = line.account;
    asked.costCentre = line.costCentre;
    asked.project = line.project;
    asked.supplier = line.supplier;
    asked.supplierId = line.supplierId;
    asked.text = line.text;
    asked.area = line.area;
    asked.type = line.type;
    asked.body = line.body;
    asked.categoryText = line.categoryText;
    asked.reference = line.reference;
    return decide(asked);
  };
}
