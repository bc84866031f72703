import { hash } from 'node:crypto';
import type { Check } from '../audit/check.ts';
import { type RemovedKind, readRemoved } from '../audit/gate/removed.ts';
import type { Finding } from '../audit/verify.ts';
import type { Db, Row } from '../platform/database.ts';

const NAME = 'removals';

/** Where the words or bytes of each kind stand, and the column that is empty once they are gone. */
const TABLES: Record<RemovedKind, { table: string; column: string }> = {
  words: { table: 'words', column: 'text' },
  document: { table: 'document', column: 'content' },
  line: { table: 'import_line', column: 'words' },
  supplier: { table: 'import_supplier', column: 'name' },
};

/** That nothing stands again which two people removed, as it would after a part of a backup was put back. */
export const REMOVAL_CHECK: Check = {
  name: NAME,
  holds: 'Everything that two people removed is gone.',
  find: verifyRemovals,
};

async function verifyRemovals(db: Db, officeId: number): Promise<Finding[]> {
  const findings: Finding[] = [];
  const say = (sentence: string) => findings.push({ check: NAME, seq: null, sentence });
  for (const [kind, { table, column }] of Object.entries(TABLES) as [RemovedKind, (typeof TABLES)[RemovedKind]][]) {
    const removed = await readRemoved(db, officeId, kind);
    const all: Row[] = await db('removed_item').where({ office_id: officeId, kind });
    for (const { item, request } of all) {
      if (!removed.has(item)) say(`${request} removed something without two people.`);
    }
    for (let at = 0; at < all.length; at += 500) {
      const ids = all.slice(at, at + 500).map(({ item }) => item);
      const back: Row[] = await db(table).whereIn('id', ids).whereNotNull(column).select('id');
      for (const { id } of back) {
        const { request, place } = all.find(({ item }) => item === id) as Row;
        say(`What ${request} removed stands again: ${place}.`);
      }
    }
  }
  return findings;
}

/** One thing that was removed, as it is told to whoever restores a backup: its digest says which, and nothing more. */
export interface RemovedLine {
  request: string;
  kind: RemovedKind;
  digest: string;
}

/** Everything that was removed, in order: to be kept with the backups. */
export async function listRemoved(db: Db, officeId: number): Promise<RemovedLine[]> {
  const rows: Row[] = await db('removed_item').where({ office_id: officeId }).orderBy('id');
  return rows.map(({ request, kind, digest }) => ({ request, kind, digest }));
}

/** Reads a list that `removals` wrote; null when it is none. */
export function readRemovedList(text: string): RemovedLine[] | null {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const read = lines.map((line) =>
    /^(RM-\d{4}-\d{3,}) (words|document|line|supplier) ([\w-]{43,64})$/.exec(line.trim()),
  );
  if (read.some((line) => line === null)) return null;
  return read.map((line) => {
    const [, request = '', kind = 'words', digest = ''] = line as RegExpExecArray;
    return { request, kind: kind as RemovedKind, digest };
  });
}

/** The check of a restored backup against the list of what had been removed after it was taken. */
export function removedListCheck(list: readonly RemovedLine[]): Check {
  return {
    name: 'removal-list',
    holds: 'Nothing stands that the list says was removed.',
    find: async (db, officeId) => {
      const findings: Finding[] = [];
      for (const { request, kind, digest } of list) {
        const stands = await standsBy(db, officeId, kind, digest);
        if (!stands) continue;
        const what = kind === 'document' ? 'A file' : 'A text';
        findings.push({
          check: 'removal-list',
          seq: null,
          sentence: `${what} that ${request} removed stands in this record (${digest.slice(0, 16)}). Remove it again.`,
        });
      }
      return findings;
    },
  };
}

async function standsBy(db: Db, officeId: number, kind: RemovedKind, digest: string): Promise<boolean> {
  if (kind === 'words') {
    return (await db('words').where({ office_id: officeId, digest }).whereNotNull('text').first('id')) !== undefined;
  }
  if (kind === 'document') {
    const row = await db('document').where({ office_id: officeId, sha256: digest }).whereNotNull('content').first('id');
    return row !== undefined;
  }
  if (kind === 'supplier') {
    return (await db('import_supplier').where({ digest }).whereNotNull('name').first('id')) !== undefined;
  }
  const held: Row[] = await db('import_line as l')
    .join('import_plan as p', 'p.id', 'l.plan_id')
    .where({ 'p.office_id': officeId, 'p.state': 'confirmed' })
    .whereNull('l.removed_digest')
    .whereNotNull('l.words')
    .select('l.salt', 'l.words');
  return held.some(({ salt, words }) => hash('sha256', `line\0${salt}\0${words}`, 'base64url') === digest);
}
