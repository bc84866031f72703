import { unzipSync } from 'fflate';
import { readZipDirectory } from '../documents/zip-directory.ts';
import type { Db } from '../platform/database.ts';
import { sha256 } from '../platform/digest.ts';
import { type FoundFile, findSentFiles } from './custody.ts';

/** A file that was looked at, and which submitted returns sent these bytes. */
export interface VerifiedFile {
  name: string;
  sha256: string;
  /** Empty when no submitted return ever sent them. */
  sent: FoundFile[];
}

/**
 * Says of which submitted returns a file is, byte for byte. A ZIP file that was packed again is no longer the one that
 * was sent, so each file in it is looked at.
 */
export async function verifyFile(db: Db, officeId: number, name: string, bytes: Buffer): Promise<VerifiedFile[]> {
  const whole = await verifyBytes(db, officeId, name, bytes);
  const directory = readZipDirectory(bytes);
  if (whole.sent.length > 0 || 'fault' in directory) return [whole];
  const inside: VerifiedFile[] = [];
  for (const [entry, content] of Object.entries(unzipSync(bytes))) {
    inside.push(await verifyBytes(db, officeId, entry, Buffer.from(content)));
  }
  return inside;
}

async function verifyBytes(db: Db, officeId: number, name: string, bytes: Buffer): Promise<VerifiedFile> {
  const digest = sha256(bytes);
  return { name, sha256: digest, sent: await findSentFiles(db, officeId, digest) };
}
