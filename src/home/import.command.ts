import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { perform } from '../audit/act.ts';
import { type PeriodKey, readPeriod } from '../calendar/period.ts';
import { openSource } from '../documents/table/source.ts';
import { readPeriods } from '../ledger/period.store.ts';
import { currentPeriod } from '../ledger/period.ts';
import { formatPounds } from '../money/pence.ts';
import { COUNTY } from '../partners/place.ts';
import { demand } from '../people/may.ts';
import { doer, type Person } from '../people/person.ts';
import { configOf, type Db, openToStage } from '../platform/database.ts';
import { capital } from '../platform/sentence.ts';
import { confirmPlan } from '../spend/import/confirm.ts';
import { leftOutWords } from '../spend/import/left-out.ts';
import {
  inTheWay,
  nothingNewWords,
  type Overview,
  overShown,
  overviewDigest,
  readOverview,
} from '../spend/import/overview.ts';
import { addPlan, discardPlan, readPlan } from '../spend/import/plan.store.ts';
import { listRemarks, type Remark } from '../spend/import/plan-line.store.ts';
import { listProfiles } from '../spend/import/profiles/profile.store.ts';
import { findProfile, type ImportProfile } from '../spend/import/read/profile.ts';
import { STAGING_FLAG, stageFile } from '../spend/import/stage/stage-file.ts';
import { FLAGS, type Flag } from '../spend/import/stage/staged-line.ts';
import { type Call, type Command, needed, print, text, theActor, UsageError } from './command.ts';

const MOST_FAULTS = 100_000;

export const importSpendCommand: Command = {
  name: 'import-spend',
  usage:
    'import-spend FILE --profile NAME --as EMAIL [--initiative REF] [--period P] [--place CODE] [--confirm FLAGS] [--reason TEXT] [--dry-run] [--json]',
  help: `Reads a file of spend through a profile and stores its new lines as a batch for a second person to accept.
Lines that no coding rule decides go to --initiative at --place (all West Yorkshire, ${COUNTY.code}, unless named); without
one they wait to be coded on the page, and nothing is stored. The period defaults to the oldest open one.
All rows or none: with any fault nothing is stored, and each fault names its row, column, value and reason.
--confirm says of which unlikely lines somebody looked at them: ${Object.keys(FLAGS).join(', ')}; changed, that lines
which changed in the finance system stay as they are recorded; or all.
--dry-run stores nothing and only says what would happen; passing the budget is then a warning.`,
  options: {
    profile: { type: 'string' },
    initiative: { type: 'string' },
    as: { type: 'string' },
    period: { type: 'string' },
    place: { type: 'string' },
    confirm: { type: 'string' },
    reason: { type: 'string' },
    'dry-run': { type: 'boolean' },
    json: { type: 'boolean' },
  },
  positionals: 1,
  async run(call) {
    const person = await theActor(call);
    demand(person, 'spend.import');
    const { db } = call.site;
    const profiles = await listProfiles(db, person.officeId);
    const profile = profileNamed(profiles, needed(call, 'profile'));
    const confirmed = flagsNamed(text(call, 'confirm'));
    const id = await readIntoPlan(call, person, profile, profiles);
    const plan = await readPlan(db, id);
    const isDry = call.values['dry-run'] === true;
    const overview = await readOverview(db, plan);
    const faults = await listRemarks(db, id, 'fault', MOST_FAULTS);
    const skipped = await listRemarks(db, id, 'skipped', MOST_FAULTS);
    const changed = await listRemarks(db, id, 'changed', MOST_FAULTS);
    const stops = inTheWay(overview);
    let ref: string | null = null;
    try {
      if (!isDry && stops.length === 0 && overview.lines > 0) ref = await confirm(call, person, overview, confirmed);
    } finally {
      // What is not stored is read again next time; a plan of the command line is nobody's page.
      if (ref === null) await discardPlan(db, id);
    }
    say(call, { overview, faults, changed, skipped, stops }, ref, isDry);
    const isChanged = (plan.summary?.changed ?? 0) > 0 && ref === null;
    return stops.length > 0 || isChanged ? 1 : 0;
  },
};

async function readIntoPlan(
  call: Call,
  person: Person,
  profile: ImportProfile,
  profiles: readonly ImportProfile[],
): Promise<number> {
  const { db, clock } = call.site;
  const file = path.resolve(call.positionals[0] as string);
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (size === undefined) throw new UsageError(`There is no file ${call.positionals[0]}.`);
  const initiative = text(call, 'initiative') ?? null;
  const asked = {
    initiative,
    place: text(call, 'place') ?? (initiative === null ? null : COUNTY.code),
    period: await periodOf(db, person, text(call, 'period')),
  };
  const { id } = await addPlan(db, person, {
    profile: profile.name,
    fileName: path.basename(file),
    sha256: fingerprint(file),
    bytes: null,
    size,
    asked,
    now: clock.now(),
  });
  const beside = openToStage(configOf(db));
  try {
    setFlagsFromString(STAGING_FLAG);
    await stageFile(beside, id, { path: file }, profiles);
  } finally {
    await beside.destroy();
  }
  return id;
}

async function periodOf(db: Db, { officeId }: Person, named: string | undefined): Promise<PeriodKey> {
  if (named === undefined) {
    const { year, number } = currentPeriod(await readPeriods(db, officeId));
    return { year, number };
  }
  const period = readPeriod(named);
  if (period === null) throw new UsageError(`${named} is not a period, like 2015-16-P04.`);
  return period;
}

function fingerprint(path: string): string {
  const hash = createHash('sha256');
  const file = openSource({ path });
  try {
    for (const piece of file.pieces()) hash.update(piece);
  } finally {
    file.close();
  }
  return hash.digest('hex');
}

function confirm(
  call: Call,
  person: Person,
  overview: Overview,
  confirmed: readonly (Flag | 'changed')[],
): Promise<string> {
  const { plan } = overview;
  const said = {
    shown: overviewDigest(overview),
    lookedAt: confirmed.filter((one) => one !== 'changed'),
    leavesChanged: confirmed.includes('changed'),
    overspendReason: text(call, 'reason') ?? null,
  };
  return perform(call.site, doer(person), 'import.store', null, async (act) => {
    const { ref, lines, pence, leftOut, lookedAt } = await confirmPlan(act, await readPlan(act.trx, plan.id), said);
    const detail = { file: plan.sha256, lines, pence, left_out: leftOut, looked_at: lookedAt };
    return { subject: { kind: 'batch', ref }, detail, result: ref };
  });
}

function profileNamed(profiles: readonly ImportProfile[], name: string): ImportProfile {
  try {
    return findProfile(profiles, name);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function flagsNamed(named: string | undefined): (Flag | 'changed')[] {
  const all = [...(Object.keys(FLAGS) as Flag[]), 'changed' as const];
  if (named === undefined) return [];
  if (named === 'all') return all;
  return named.split(',').map((one) => {
    const flag = all.find((known) => known === one.trim());
    if (flag === undefined) throw new UsageError(`${one} is none of ${all.join(', ')}; or say all.`);
    return flag;
  });
}

interface Said {
  overview: Overview;
  faults: readonly Remark[];
  changed: readonly Remark[];
  skipped: readonly Remark[];
  stops: readonly string[];
}

function say(
  call: Call,
  { overview, faults, changed, skipped, stops }: Said,
  ref: string | null,
  isDry: boolean,
): void {
  const { plan, lines, pence, over, sameFile, flags, queue, leftOutBy } = overview;
  const known = plan.summary?.known ?? 0;
  const warnings = [...overShown(over), ...[...flags].map(([flag, count]) => `${count} unlikely: ${flag}.`)];
  if (call.values.json === true) {
    print(
      JSON.stringify({
        new: lines,
        known,
        changed: plan.summary?.changed ?? 0,
        skipped: plan.summary?.skipped ?? 0,
        faults: plan.summary?.faults ?? 0,
        not_coded: queue.length,
        left_out: leftOutBy,
        total_pence: pence,
        batch: ref,
        dry_run: isDry,
        same_file: sameFile,
        warnings,
        in_the_way: stops,
        fault_list: faults,
        changed_list: changed,
        skipped_list: skipped,
      }),
    );
    return;
  }
  print(`${lines} new, ${known} known, ${plan.summary?.skipped} skipped, ${plan.summary?.faults} faults.`);
  print(`The new lines come to ${formatPounds(pence)}.`);
  for (const one of leftOutBy) print(`${capital(leftOutWords(one))}.`);
  for (const { row, reason } of skipped.slice(0, 20)) print(`  row ${row} skipped: ${reason}`);
  for (const fault of faults.slice(0, 100)) print(faultLine(fault));
  for (const line of changed.slice(0, 100)) print(faultLine(line));
  for (const warning of warnings) print(`Warning: ${warning}`);
  if (ref !== null) {
    print(`Stored as ${ref}. A second person accepts it: import-accept ${ref} --control-total AMOUNT --as EMAIL`);
  } else if (faults.length > 0) print('Nothing was stored: all rows or none.');
  else if (stops.length > 0) print(`Nothing was stored. ${stops.join('. ')}.`);
  else if (lines === 0) print(nothingNewWords(overview));
  else print('Nothing was stored: this was a dry run.');
}

function faultLine({ row, column, value, reason }: Remark): string {
  return `  row ${row}${column === null ? '' : `, ${column}`}${value === '' ? '' : ` ${JSON.stringify(value)}`}: ${reason}`;
}
