import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { perform } from '../audit/act.ts';
import { readPeriod } from '../calendar/period.ts';
import { formatPounds, parsePounds } from '../money/pence.ts';
import { COUNTY } from '../partners/place.ts';
import { demand } from '../people/may.ts';
import { doer } from '../people/person.ts';
import { acceptBatch } from '../spend/import/accept.ts';
import { storeBatch } from '../spend/import/batch.store.ts';
import { type ImportPlan, planImport } from '../spend/import/plan.ts';
import { listProfiles } from '../spend/import/profiles/profile.store.ts';
import type { Fault } from '../spend/import/read/fault.ts';
import { findProfile, type ImportProfile } from '../spend/import/read/profile.ts';
import { readWholeFile } from '../spend/import/read/whole-file.ts';
import { type Call, type Command, needed, print, text, theActor, UsageError } from './command.ts';

const LARGEST_FILE = 10 * 1024 * 1024;

export const importSpendCommand: Command = {
  name: 'import-spend',
  usage:
    'import-spend FILE --profile NAME --initiative REF --as EMAIL [--period P] [--place CODE] [--reason TEXT] [--dry-run] [--json]',
  help: `Reads a file of spend through a profile and stores its new lines as a batch for a second person to accept.
The period defaults to the oldest open one, the place to all West Yorkshire (${COUNTY.code}).
All rows or none: with any fault nothing is stored, and each fault names its row, column, value and reason.
--dry-run stores nothing and only says what would happen; passing the budget is then a warning.`,
  options: {
    profile: { type: 'string' },
    initiative: { type: 'string' },
    as: { type: 'string' },
    period: { type: 'string' },
    place: { type: 'string' },
    reason: { type: 'string' },
    'dry-run': { type: 'boolean' },
    json: { type: 'boolean' },
  },
  positionals: 1,
  async run(call) {
    const person = await theActor(call);
    demand(person, 'spend.import');
    const { site } = call;
    const profile = profileNamed(await listProfiles(site.db, person.officeId), needed(call, 'profile'));
    const file = call.positionals[0] as string;
    const read = readWholeFile(readBytes(file), profile);
    const periodText = text(call, 'period');
    const period = periodText === undefined ? undefined : readPeriod(periodText);
    if (period === null) throw new UsageError(`${periodText} is not a period, like 2015-16-P04.`);
    const target = { initiative: needed(call, 'initiative'), place: text(call, 'place') ?? COUNTY.code, period };
    const plan = await planImport(site.db, person.officeId, read, profile, target);
    const isDry = call.values['dry-run'] === true;
    const ref = isDry || !isStorable(plan) ? null : await store(call, plan, path.basename(file));
    say(call, plan, ref, isDry);
    return plan.faults.length > 0 ? 1 : 0;

    async function store(of: Call, planned: ImportPlan, fileName: string): Promise<string> {
      return perform(of.site, doer(person), 'import.store', null, async (act) => {
        // The books may have moved since the plan was made: what is stored is planned under the lock.
        const now = await planImport(act.trx, person.officeId, read, profile, target);
        const from = { fileName, enteredBy: person.id, overspendReason: text(of, 'reason') ?? null };
        const batch = await storeBatch(act, now, from);
        return {
          subject: { kind: 'batch', ref: batch },
          detail: { file: planned.file.sha256, lines: now.newLines.length, pence: now.pence },
          result: batch,
        };
      });
    }
  },
};

function isStorable(plan: ImportPlan): boolean {
  return plan.faults.length === 0 && plan.newLines.length > 0;
}

function profileNamed(profiles: readonly ImportProfile[], name: string) {
  try {
    return findProfile(profiles, name);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function readBytes(file: string): Uint8Array {
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (size === undefined) throw new UsageError(`There is no file ${file}.`);
  if (size > LARGEST_FILE) throw new UsageError(`${file} is larger than 10 MB. Extract fewer months.`);
  return readFileSync(file);
}

function say(call: Call, plan: ImportPlan, ref: string | null, isDry: boolean): void {
  const { newLines, known, faults, file, pence, over, sameFile } = plan;
  const warnings = over > 0 ? [`These lines pass what ${plan.initiative} has left by ${formatPounds(over)}.`] : [];
  if (call.values.json === true) {
    print(
      JSON.stringify({
        new: newLines.length,
        known: known.length,
        skipped: file.skipped.length,
        faults: faults.length,
        total_pence: pence,
        batch: ref,
        dry_run: isDry,
        same_file: sameFile,
        warnings,
        fault_list: faults,
        skipped_list: file.skipped,
      }),
    );
    return;
  }
  print(`${newLines.length} new, ${known.length} known, ${file.skipped.length} skipped, ${faults.length} faults.`);
  print(`The new lines come to ${formatPounds(pence)}.`);
  for (const { row, reason } of file.skipped.slice(0, 20)) print(`  row ${row} skipped: ${reason}`);
  for (const fault of faults.slice(0, 100)) print(faultLine(fault));
  for (const warning of warnings) print(`Warning: ${warning}`);
  if (ref !== null)
    print(`Stored as ${ref}. A second person accepts it: import-accept ${ref} --control-total AMOUNT --as EMAIL`);
  else if (faults.length > 0) print('Nothing was stored: all rows or none.');
  else if (newLines.length === 0)
    print(`Every line is already recorded, in ${sameFile ?? 'earlier batches'}. Nothing was changed.`);
  else print('Nothing was stored: this was a dry run.');
}

function faultLine({ row, column, value, reason }: Fault): string {
  return `  row ${row}${column === null ? '' : `, ${column}`}${value === '' ? '' : ` ${JSON.stringify(value)}`}: ${reason}`;
}

export const importAcceptCommand: Command = {
  name: 'import-accept',
  usage: 'import-accept BATCH --control-total AMOUNT --as EMAIL',
  help: `Accepts an imported batch as a whole, against the total that the finance system gives, and posts its lines.
Whoever imported it cannot accept it.`,
  options: { 'control-total': { type: 'string' }, as: { type: 'string' } },
  positionals: 1,
  async run(call) {
    const person = await theActor(call);
    const typed = needed(call, 'control-total');
    const control = parsePounds(typed);
    if (!control.ok) throw new UsageError(`The control total ${JSON.stringify(typed)} ${control.reason}.`);
    const ref = call.positionals[0] as string;
    const lines = await perform(call.site, doer(person), 'import.accept', null, async (act) => {
      const batch = await acceptBatch(act, person, ref, control.pence);
      return {
        subject: { kind: 'batch', ref },
        detail: { file: batch.fileDigest, lines: batch.lines, pence: batch.pence },
        result: batch.lines,
      };
    });
    print(`${ref} is accepted: ${lines} lines, ${formatPounds(control.pence)}, are posted.`);
    return 0;
  },
};
