import type { Db, Row } from '../platform/database.ts';
import { sha256 } from '../platform/digest.ts';
import { findCopiesByDocument, findCopyByCode, type PackCopy } from './copy.store.ts';
import { readCode } from './copy.ts';
import { listPacks, type PublishedPack } from './pack.store.ts';

/** What became of the version that a copy is of. */
export type Standing = 'published' | 'superseded' | 'withdrawn';

/** A copy as whoever checks it may be told: nothing of what it says. */
export interface KnownCopy {
  copy: PackCopy;
  pack: PublishedPack;
  standing: Standing;
  /** The latest version of the same meeting's pack. */
  latest: number;
}

/** What was found of a file, or of a code and a fingerprint. */
export type Checked =
  | { found: 'nothing' }
  /** The file is, byte by byte, one of those that were published. */
  | { found: 'same'; known: KnownCopy; fingerprint: string }
  /** It says that it is this copy, and is not; `at` is the first byte that differs, where the bytes were looked at. */
  | { found: 'altered'; known: KnownCopy; fingerprint: string; at: number | null }
  /** The code is one of ours; no file was looked at. */
  | { found: 'code'; known: KnownCopy };

/** Compares a file with everything that was published: by its fingerprint, then by the code in it, then byte by byte. */
export async function checkFile(db: Db, officeId: number, content: Uint8Array): Promise<Checked> {
  const fingerprint = sha256(content);
  const same = await byFingerprint(db, officeId, fingerprint);
  if (same !== null) return { found: 'same', known: same, fingerprint };
  const known = (await byCodeIn(db, officeId, content)) ?? (await byLikeness(db, officeId, content));
  if (known === null) return { found: 'nothing' };
  const at = await firstDifference(db, officeId, known.copy, content);
  return { found: 'altered', known, fingerprint, at };
}

/** What a code, and the fingerprint of a file where one is given, say of a copy. In any office of the installation. */
export async function checkCode(db: Db, typed: string, fingerprint: string | null): Promise<Checked> {
  const code = readCode(typed);
  const copy = code === null ? null : await findCopyByCode(db, code);
  if (copy === null) return { found: 'nothing' };
  const known = await knownCopy(db, copy.officeId, copy);
  if (fingerprint === null) return { found: 'code', known };
  const ours = await fingerprintsOf(db, copy.officeId, copy);
  return ours.includes(fingerprint)
    ? { found: 'same', known, fingerprint }
    : { found: 'altered', known, fingerprint, at: null };
}

/** The fingerprints of a copy's files, its PDF first. */
export async function fingerprintsOf(db: Db, officeId: number, copy: PackCopy): Promise<string[]> {
  const ids = filesOf(copy);
  const rows: Row[] = await db('document').where({ office_id: officeId }).whereIn('id', ids).select('id', 'sha256');
  return ids.map((id) => rows.find((row) => row.id === id)?.sha256 as string);
}

function filesOf({ pdfDocumentId, htmlDocumentId, offlineDocumentId }: PackCopy): number[] {
  return [pdfDocumentId, htmlDocumentId, ...(offlineDocumentId === null ? [] : [offlineDocumentId])];
}

async function knownCopy(db: Db, officeId: number, copy: PackCopy): Promise<KnownCopy> {
  const packs = await listPacks(db, officeId, copy.meetingRef);
  const pack = packs.find(({ version }) => version === copy.version) as PublishedPack;
  const latest = Math.max(...packs.map(({ version }) => version));
  const standing = pack.isWithdrawn ? 'withdrawn' : latest > pack.version ? 'superseded' : 'published';
  return { copy, pack, standing, latest };
}

async function byFingerprint(db: Db, officeId: number, fingerprint: string): Promise<KnownCopy | null> {
  const ids: number[] = await db('document').where({ office_id: officeId, sha256: fingerprint }).pluck('id');
  const [copy] = ids.length === 0 ? [] : await findCopiesByDocument(db, officeId, ids);
  return copy === undefined ? null : knownCopy(db, officeId, copy);
}

const CODE = /[Cc]ode (?:<strong>)?([0-9A-Z]{4}-[0-9A-Z]{4})/g;

async function byCodeIn(db: Db, officeId: number, content: Uint8Array): Promise<KnownCopy | null> {
  const text = Buffer.from(content).toString('latin1');
  for (const [, code = ''] of text.matchAll(CODE)) {
    const copy = await findCopyByCode(db, code);
    if (copy !== null && copy.officeId === officeId) return knownCopy(db, officeId, copy);
  }
  return null;
}

const MOSTLY = 0.9;

/** A copy whose code itself was altered is known by its length and by most of its bytes. */
async function byLikeness(db: Db, officeId: number, content: Uint8Array): Promise<KnownCopy | null> {
  const ids: number[] = await db('document')
    .where({ office_id: officeId, size: content.length })
    .whereNotNull('content')
    .whereIn('media_type', ['application/pdf', 'text/html'])
    .pluck('id');
  for (const copy of ids.length === 0 ? [] : await findCopiesByDocument(db, officeId, ids)) {
    for (const id of filesOf(copy).filter((file) => ids.includes(file))) {
      const ours = await contentOf(db, officeId, id);
      if (ours !== null && sameBytes(ours, content) >= content.length * MOSTLY) return knownCopy(db, officeId, copy);
    }
  }
  return null;
}

async function firstDifference(db: Db, officeId: number, copy: PackCopy, content: Uint8Array): Promise<number | null> {
  const isPdf = Buffer.from(content.subarray(0, 5)).toString('latin1') === '%PDF-';
  const ids = isPdf ? [copy.pdfDocumentId] : filesOf(copy).slice(1);
  const places: number[] = [];
  for (const id of ids) {
    const ours = await contentOf(db, officeId, id);
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
