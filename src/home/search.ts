import type { Knex } from 'knex';
import { spellOut } from '../audit/words.ts';
import { isDay, readTypedDay } from '../calendar/day.ts';
import { formatPounds, parsePounds } from '../money/pence.ts';
import { listMeasures } from '../outcomes/measure.store.ts';
import { readOrganisationNames } from '../partners/organisation.store.ts';
import { type ActName, may, type Subject } from '../people/may.ts';
import { listPeople } from '../people/person.store.ts';
import type { Person } from '../people/person.ts';
import type { Db, Row } from '../platform/database.ts';
import { type SoughtWord, searchOf, soughtWords } from '../platform/search.ts';
import { listWithBeside } from '../registers/register.store.ts';
import type { Register } from '../registers/register.ts';
import { SpendList } from '../spend/list/list.ts';
import type { SpendFilter } from '../spend/spend.store.ts';
import { signedPence } from '../spend/spend.ts';
import { spendHref } from '../spend/spend-list.pages.ts';
import { type Found, SEARCH_KINDS, type SearchKind } from './search-kind.ts';

/** What was found of one kind; `more` leads to the rest of it. */
export interface FoundGroup {
  code: string;
  title: string;
  found: Found[];
  /** Whether there are more than those shown. */
  isMore: boolean;
  /** A page of its own that shows them all, where there is one. */
  allHref?: string;
}

const FIRST = 5;
const ALL = 200;

/**
 * What somebody may see of what they typed: records by their words and references, spend by its words, amount or day
 * too. Each kind is asked for by `may` before its index is looked at, so nothing is found, counted or ranked that the
 * person could not open. `only` names one kind, of which up to 200 are shown.
 */
export async function search(db: Db, person: Person, typed: string, only: string | null): Promise<FoundGroup[]> {
  const words = soughtWords(typed);
  const limit = only === null ? FIRST : ALL;
  const groups: FoundGroup[] = [];
  if (may(person, 'spend.read').may && (only === null || only === 'spend')) {
    groups.push(await findSpend(db, person, typed, limit));
  }
  for (const kind of SEARCH_KINDS) {
    if (!may(person, kind.act).may || (only !== null && only !== kind.source)) continue;
    groups.push(await findKind(db, person, kind, { typed, words, limit }));
  }
  if (may(person, 'person.read').may && (only === null || only === 'person')) {
    groups.push(await findPeople(db, person, words, limit));
  }
  return groups.filter(({ found }) => found.length > 0);
}

async function findKind(
  db: Db,
  person: Person,
  kind: SearchKind,
  { typed, words, limit }: { typed: string; words: readonly SoughtWord[]; limit: number },
): Promise<FoundGroup> {
  const { officeId } = person;
  const theirs = kind.register === undefined ? null : await readableRefs(db, person, kind.register);
  const of = { office_id: officeId, source: kind.source };
  const ref = typed.trim().toUpperCase();
  const named: number[] = /^[A-Z]{1,4}-[0-9A-Z-]{1,30}$/.test(ref)
    ? await entriesOf(db, of, theirs).where({ ref }).pluck('id')
    : [];
  const search = searchOf(db, 'search_words');
  const within = entriesOf(db, of, theirs).select('id');
  const ranked = (await search.understands(words)) ? await search.ranked(words, limit + 1, within) : [];
  const ids = [...new Set([...named, ...ranked])];
  const entries: Row[] = await db('search_entry').whereIn('id', ids);
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const rowIds = ids.map((id) => byId.get(id)?.row_id as number);
  const rows = await spellOut(db, await db(kind.table).where({ office_id: officeId }).whereIn('id', rowIds));
  const byRow = new Map<number, Row>(rows.map((row: Row) => [row.id, row]));
  const nameOf = await readNamesNow(db, officeId, kind.source);
  const found = rowIds.slice(0, limit).flatMap((id) => {
    const row = byRow.get(id);
    if (row === undefined) return [];
    return [kind.found({ ...row, name: nameOf(row) ?? row.name })];
  });
  return { code: kind.source, title: kind.title, found, isMore: ids.length > limit };
}

/** The entries of a kind, of those records alone that the person may read. */
function entriesOf(db: Db, of: Row, theirs: readonly string[] | null): Knex.QueryBuilder {
  return db('search_entry')
    .where(of)
    .modify((q) => {
      if (theirs !== null) q.whereIn('ref', theirs);
    });
}

async function readableRefs(db: Db, person: Person, register: Register): Promise<string[]> {
  const reader = { person, may: (act: ActName, subject?: Subject) => may(person, act, subject).may };
  const records = await listWithBeside(db, person.officeId, register);
  return records.filter((record) => register.reads?.(reader, record) !== false).map(({ ref }) => ref);
}

/** What is called otherwise now than in the row that was found: its first row, which the record keeps. */
async function readNamesNow(db: Db, officeId: number, source: string): Promise<(row: Row) => string | undefined> {
  if (source === 'organisation') {
    const names = await readOrganisationNames(db, officeId);
    return ({ id }) => names.get(id);
  }
  if (source !== 'measure') return () => undefined;
  const names = new Map((await listMeasures(db, officeId)).map(({ code, name }) => [code, name]));
  return ({ code }) => names.get(code);
}

/** The filter of the list of spend that finds what was typed, and the part of an address that it is. */
function spendFilterOf(typed: string): { filter: SpendFilter; query: Record<string, string> } {
  const text = typed.trim();
  const day = dayOf(text);
  if (day !== null) return { filter: { from: day, to: day }, query: { from: day, to: day } };
  const amount = /^[£\d,. ]{3,20}$/.test(text) ? parsePounds(text) : null;
  if (amount?.ok === true && amount.pence > 0) {
    const pounds = formatPounds(amount.pence);
    return { filter: { least: amount.pence, most: amount.pence }, query: { least: pounds, most: pounds } };
  }
  return { filter: { words: soughtWords(text, true) }, query: { words: text.slice(0, 200) } };
}

function dayOf(text: string): string | null {
  if (isDay(text)) return text;
  const [day = '', month = '', year = '', ...rest] = text.length > 30 ? [] : text.split(/[ /]+/);
  const read = rest.length === 0 && year !== '' ? readTypedDay({ day, month, year }) : null;
  return read?.ok === true ? read.day : null;
}

const LINE = /^(IB-\d{4}-\d{2}-\d{1,6})\/(\d{1,9})$/;

async function findSpend(db: Db, { officeId }: Person, typed: string, limit: number): Promise<FoundGroup> {
  const { filter, query } = spendFilterOf(typed);
  const title = 'Spend';
  const [, batch, row] = LINE.exec(typed.trim().toUpperCase()) ?? [];
  if (batch !== undefined) {
    const known = await db('import_batch').where({ office_id: officeId, ref: batch }).first('ref');
    const line = { text: `${batch}/${row}`, href: `/imports/${batch}?row=${row}`, context: 'A line of a batch' };
    return { code: 'spend', title, found: known === undefined ? [] : [line], isMore: false };
  }
  const list = await SpendList.open(db, officeId, filter);
  const rows = await list.read('newest', { by: 'recorded', down: true }, null, limit + 1);
  const found = rows.slice(0, limit).map(({ spend }) => ({
    text: spend.ref,
    href: spendHref(spend),
    context: `${spend.supplier}, ${formatPounds(signedPence(spend))}, ${spend.initiative}`,
  }));
  const allHref = `/spend?${new URLSearchParams(query)}`;
  return { code: 'spend', title, found, isMore: rows.length > limit, allHref };
}

async function findPeople(
  db: Db,
  { officeId }: Person,
  words: readonly SoughtWord[],
  limit: number,
): Promise<FoundGroup> {
  const people = words.length === 0 ? [] : await listPeople(db, officeId);
  const meant = people.filter(({ name, email }) => {
    const own = soughtWords(`${name} ${email}`).map(({ text }) => text);
    return words.every(({ text, begins }) => own.some((word) => (begins ? word.startsWith(text) : word === text)));
  });
  const found = meant.slice(0, limit).map(({ name, email }) => ({ text: name, href: '/people', context: email }));
  return { code: 'person', title: 'People', found, isMore: meant.length > limit };
}
