import type { Knex } from 'knex';
import { type Db, onPostgres } from './database.ts';
import { postgresSearch } from './search.postgres.ts';
import { sqliteSearch } from './search.sqlite.ts';

/** An index of words: its rows have the ids of what they find. */
export type SearchTable = 'search_words' | 'import_line_search';

/** A word that is sought: as it stands, or as the beginning of one. Letters and digits alone, in lower case. */
export interface SoughtWord {
  text: string;
  begins: boolean;
}

/** What each database does in its own words. All words must be there; each is quoted, so none is an operator. */
export interface Search {
  /** The ids whose words are all those sought, as a subquery of one column. */
  ids(words: readonly SoughtWord[]): Knex.QueryBuilder;
  /** The ids that have any of these whole words, as a subquery of one column. */
  idsOfAny(words: readonly string[]): Knex.QueryBuilder;
  /** Of these ids those with all the words, the most relevant first. */
  ranked(words: readonly SoughtWord[], limit: number, within: Knex.QueryBuilder): Promise<number[]>;
  /** The words by which each row is found, each once. */
  words(): Promise<Map<number, string[]>>;
  put(rows: readonly { id: number; words: string }[]): Promise<void>;
  drop(ids: readonly number[]): Promise<void>;
  /** Whether the database's own reader of words takes these; one that takes none of them finds nothing. */
  understands(words: readonly SoughtWord[]): Promise<boolean>;
}

/** An index of words in the words of the database. */
export function searchOf(db: Db, table: SearchTable): Search {
  return onPostgres(db) ? postgresSearch(db, table) : sqliteSearch(db, table);
}

const LONGEST = 200;
const MOST_WORDS = 10;
/** Shorter than this, the beginning of a word would find nearly everything. */
const SHORTEST_BEGINNING = 3;
/** The words by which the index of lines finds codings and suppliers: nobody means them by a beginning. */
const OWN_WORDS = ['zzcoding', 'zzsupplier'];

/**
 * The words of a text as both databases index them: letters and digits in lower case without their marks. What is
 * indexed and what is sought goes through here, so that the two databases find the same.
 */
export function wordsOf(text: string): string[] {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/**
 * Whether a text holds all the words that are sought, as either index finds them: for a word that stands in so many texts
 * that reading them one by one is sooner done than asking the index for all.
 */
export function holdsWords(text: string, sought: readonly SoughtWord[]): boolean {
  if (sought.length === 0) return false;
  const isPlain = PLAIN.test(text);
  if (isPlain) {
    const lower = text.toLowerCase();
    if (sought.some((word) => !lower.includes(word.text))) return false;
  }
  const words = isPlain ? text.toLowerCase().split(/[^a-z0-9]+/) : wordsOf(text);
  return sought.every(({ text: one, begins }) => words.some((word) => (begins ? word.startsWith(one) : word === one)));
}

const PLAIN = /^[\0-\x7f]*$/;

/**
 * What somebody typed into a search, as words to look for: at most ten, of at most two hundred characters in all. Each
 * also finds longer words that begin with it; `whole` words do only with a star at their end, since among a million
 * lines every longer word costs time.
 */
export function soughtWords(typed: string, whole = false): SoughtWord[] {
  const words = new Map<string, boolean>();
  for (const part of typed.slice(0, LONGEST).split(/\s+/)) {
    const found = wordsOf(part);
    for (const [index, text] of found.entries()) {
      const begins = !whole || (part.endsWith('*') && index === found.length - 1);
      words.set(text, begins && [...text].length >= SHORTEST_BEGINNING && !isBeginningOfOwn(text));
    }
  }
  return [...words]
    .filter(([word]) => !OWN_WORDS.some((own) => word.startsWith(own)))
    .slice(0, MOST_WORDS)
    .map(([text, begins]) => ({ text, begins }));
}

function isBeginningOfOwn(word: string): boolean {
  return OWN_WORDS.some((own) => own.startsWith(word));
}
