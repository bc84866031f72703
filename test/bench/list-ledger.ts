import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Site } from '../../src/audit/act.ts';
import { periodsOf } from '../../src/calendar/financial-year.ts';
import { CATEGORIES } from '../../src/ledger/category.ts';
import { DISTRICTS } from '../../src/partners/place.ts';
import { settableClock } from '../../src/platform/clock.ts';
import { openDatabase } from '../../src/platform/database.ts';
import { type MadeBatch, type MadeCoding, makeBatch } from '../spend/line-maker.ts';
import { fillOffice } from '../spend/office.ts';
import { dice } from './generate.ts';
import { madeBy } from './ledger.ts';

const FOLDER = path.join(tmpdir(), 'cse-bench');
const BATCHES = 10;
const INITIATIVES = 40;
const SUPPLIERS = 600;
const MONTHS = [...periodsOf(2014).slice(0, 12), ...periodsOf(2015).slice(0, 10)];
const WORDS = ['invoice', 'taxi', 'school', 'training', 'room', 'hire', 'foster', 'placement', 'agency', 'printing'];

/**
 * The file of an office with so many imported lines, made on the first run and kept in the temporary folder. At every
 * size there are the same batches, initiatives, months, codings and suppliers, and only more lines of each.
 */
export async function listLedgerFile(lines: number, fresh: boolean): Promise<string> {
  mkdirSync(FOLDER, { recursive: true });
  const file = path.join(FOLDER, `list-${lines}-${madeBy()}.sqlite`);
  if (existsSync(file) && !fresh) return file;
  const unfinished = `${file}.unfinished`;
  for (const end of ['', '-wal', '-shm']) rmSync(unfinished + end, { force: true });
  const db = await openDatabase({ kind: 'sqlite', file: unfinished }, true);
  try {
    await db.raw('PRAGMA synchronous = OFF');
    await fillOffice(db);
    await fillLines({ db, clock: settableClock('2015-07-31T09:00:00.000Z') }, lines);
    await db.raw('PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    await db.destroy();
  }
  renameSync(unfinished, file);
  return file;
}

/** Fills an office with lines of ten batches, three of which are not accepted yet. */
export async function fillLines(site: Site, lines: number): Promise<void> {
  const office = await site.db('office').first('id');
  const person = await site.db('person').where({ email: 'finance@demo.example' }).first('id');
  for (let number = 0; number < BATCHES; number += 1) {
    const outcome = number < BATCHES - 3 ? 'accepted' : null;
    const ref = `IB-2015-16-${String(number + 1).padStart(3, '0')}`;
    const batch = { ref, enteredBy: person.id, outcome } as const;
    await makeBatch(site, office.id, { ...batch, ...contentOf(number, lines / BATCHES) });
  }
}

/** Lines of a batch: sums and suppliers as they are in published files, many small and few large. */
function contentOf(number: number, count: number): Pick<MadeBatch, 'codings' | 'suppliers' | 'lines'> {
  const roll = dice(number + 1);
  const codings: MadeCoding[] = [];
  for (let initiative = 1; initiative <= INITIATIVES; initiative += 1) {
    for (const { year, number: period } of MONTHS) {
      codings.push({
        how: 'rule',
        initiative: `I-${String(initiative).padStart(2, '0')}`,
        agreement: initiative % 2 === 0 ? `AG-2015-${String(initiative).padStart(3, '0')}` : '',
        place: DISTRICTS[initiative % DISTRICTS.length]?.code as string,
        category: CATEGORIES[initiative % CATEGORIES.length]?.code as string,
        year,
        period,
      });
    }
  }
  const suppliers = Array.from({ length: SUPPLIERS }, (_, index) => `Supplier ${index} ${WORDS[index % 10]} Ltd`);
  const lines = Array.from({ length: count }, (_, index) => {
    const month = roll(MONTHS.length);
    const { startsOn } = MONTHS[month] as (typeof MONTHS)[0];
    const size = 500 + roll(100) ** 2 * roll(100);
    return {
      date: `${startsOn.slice(0, 8)}${String(1 + roll(28)).padStart(2, '0')}`,
      pence: roll(50) === 0 ? -size : size,
      coding: roll(INITIATIVES) * MONTHS.length + month,
      supplier: Math.floor((roll(1000) * roll(1000) * SUPPLIERS) / 1_000_000),
      transaction: `T${number}${index}`,
      text: `${WORDS[roll(10)]} ${WORDS[roll(10)]} ${roll(5000)}`,
    };
  });
  return { codings, suppliers, lines };
}
