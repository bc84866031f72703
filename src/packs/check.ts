import type { Db } from '../platform/database.ts';
import { sha256 } from '../platform/digest.ts';
import { readCode } from './copy.ts';
import { findPaperByCode, findPapersByDocument, type KnownPaper } from './known-paper.ts';

/** What was found of a file, or of a code and a fingerprint. */
export type Checked =
  | { found: 'nothing' }
  /** The file is, byte by byte, one of those that were published. */
  | { found: 'same'; known: KnownPaper }
  /** It says that it is this paper, and is not; `at` is the first byte that differs, where the bytes were looked at. */
  | { found: 'altered'; known: KnownPaper; at: number | null }
  /** The code is one of ours; no file was looked at. */
  | { found: 'code'; known: KnownPaper };

type MayRead = (known: KnownPaper) => Promise<boolean>;

/**
 * Compares a file with everything that was published: by its fingerprint, then by the code in it, then byte by byte with
 * what `mayRead` lets through. Where a file leaves a paper is told to its readers alone: whoever sent guess after guess
 * would learn from it what the paper says.
 */
export async function checkFile(
  db: Db,
  officeId: number,
  content: Uint8Array,
  mayRead: MayRead = async () => true,
): Promise<Checked> {
  const ids: number[] = await db('document')
    .where({ office_id: officeId, sha256: sha256(content) })
    .pluck('id');
  const [same] = await findPapersByDocument(db, officeId, ids);
  if (same !== undefined) return { found: 'same', known: same };
  const known = (await byCodeIn(db, officeId, content)) ?? (await byLikeness(db, officeId, content, mayRead));
  if (known === null) return { found: 'nothing' };
  return { found: 'altered', known, at: (await mayRead(known)) ? await firstDifference(db, known, content) : null };
}

/** What a code, and the fingerprint of a file where one is given, say of a paper. In any office of the installation. */
export async function checkCode(db: Db, typed: string, fingerprint: string | null): Promise<Checked> {
  const code = readCode(typed);
  const known = code === null ? null : await findPaperByCode(db, code);
  if (known === null) return { found: 'nothing' };
  if (fingerprint === null) return { found: 'code', known };
  const same = await db('document')
    .where({ office_id: known.officeId, sha256: fingerprint })
    .whereIn('id', known.documents)
    .first('id');
  return same === undefined ? { found: 'altered', known, at: null } : { found: 'same', known };
}

const CODE = /[Cc]ode (?:<strong>)?([0-9A-Z]{4}-[0-9A-Z]{4})/g;

async function byCodeIn(db: Db, officeId: number, content: Uint8Array): Promise<KnownPaper | null> {
  const text = Buffer.from(content).toString('latin1');
  for (const code of new Set([...text.matchAll(CODE)].map(([, found = '']) => found))) {
    const known = await findPaperByCode(db, code);
    if (known?.officeId === officeId) return known;
  }
  return null;
}

const MOSTLY = 0.9;

/** A paper whose code itself was altered is known by its length and by most of its bytes. */
async function byLikeness(db: Db, officeId: number, content: Uint8Array, mayRead: MayRead): Promise<KnownPaper | null> {
  const ids: number[] = await db('document')
    .where({ office_id: officeId, size: content.length })
    .whereNotNull('content')
    .whereIn('media_type', ['application/pdf', 'text/html'])
    .pluck('id');
  for (const known of await findPapersByDocument(db, officeId, ids)) {
    if (!(await mayRead(known))) continue;
    for (const id of known.documents.filter((document) => ids.includes(document))) {
      const ours = await contentOf(db, officeId, id);
      if (ours !== null && sameBytes(ours, content) >= content.length * MOSTLY) return known;
    }
  }
  return null;
}

/** The first byte, counted from 0, at which a file leaves the published one that it is most like. */
async function firstDifference(db: Db, known: KnownPaper, content: Uint8Array): Promise<number | null> {
  const isPdf = Buffer.from(content.subarray(1, 5)).toString('latin1') === 'PDF-';
  const [pdf, ...pages] = known.documents;
  const places: number[] = [];
  for (const id of isPdf ? [pdf as number] : pages) {
    const ours = await contentOf(db, known.officeId, id);
    if (ours === null) continue;
    const length = Math.min(ours.length, content.length);
    let at = 0;
    while (at < length && ours[at] === content[at]) at += 1;
    places.push(at);
  }
  return places.length === 0 ? null : Math.max(...places);
}

async function contentOf(db: Db, officeId: number, id: number): Promise<Buffer | null> {
  const row = await db('document').where({ office_id: officeId, id }).first('content');
  return row?.content == null ? null : Buffer.from(row.content);
}

function sameBytes(one: Uint8Array, other: Uint8Array): number {
  let same = 0;
  for (let at = 0; at < one.length; at += 1) if (one[at] === other[at]) same += 1;
  return same;
}
