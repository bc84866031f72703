import type { ReadPack } from '../meetings/next-meeting.routes.ts';
import { listPacks } from '../packs/pack.store.ts';

/** Where the latest published version of a meeting's pack is read; null while none is published. */
export const readLatestPack: ReadPack = async (db, officeId, meeting) => {
  const [latest] = (await listPacks(db, officeId, meeting)).filter(({ isWithdrawn }) => !isWithdrawn);
  if (latest === undefined) return null;
  return { text: `Read the pack, version ${latest.version}`, href: `/packs/${meeting}/${latest.version}` };
};
