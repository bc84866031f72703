import { type Act, type Once, perform, type Site } from '../audit/act.ts';
import { freeze } from '../documents/document.store.ts';
import { computeFigures } from '../figures/compute.ts';
import { demandPublishable, registerRelease } from '../figures/release/open-release.ts';
import { freezeFigures } from '../figures/snapshot.store.ts';
import { demand } from '../people/may.ts';
import { doer, type Person } from '../people/person.ts';
import { refused } from '../platform/refusal.ts';
import { mustBeSame } from './certify.ts';
import type { Content } from './content.ts';
import { addStep, openFiling } from './filing.store.ts';
import type { Filing } from './filing.ts';

/** The frozen tables of a submitted return, from which its page is shown; it is not a file to download. */
export const MODEL = 'model';

/**
 * Submits a certified return: its files, its tables and the figures behind them are frozen in the same transaction,
 * and never change. Refused by name: `not-certified`, `content-changed`, `held-words`, `submitted`, `replaced`,
 * and `held-corrections`, `given-away` where counts of people may not go out so.
 */
export async function submitReturn(
  site: Site,
  person: Person,
  filing: Filing,
  content: Content,
  once: Once | null,
): Promise<string> {
  demand(person, 'return.submit');
  // Before the write lock is taken: figures as at the cut-off never change.
  const figures = await computeFigures(content.books, content.asked);
  demandPublishable(content.release);
  return perform(site, doer(person), 'return.submit', once, async (act) => {
    const open = await openFiling(act, filing);
    if (open.steps.certified === undefined) {
      throw refused(
        'not-certified',
        `${filing.ref} has not been certified. The Chief Finance Officer certifies it first.`,
      );
    }
    // The sign-off in these files names the certificate, so they must have been built after it.
    if (filing.steps.certified === undefined)
      throw refused('changed', 'The return was certified meanwhile. Open it again.');
    mustBeSame(open, open.steps.certified, content);
    if (content.held.length > 0) {
      const where = content.held.map((held) => held.where).join('; ');
      throw refused('held-words', `Words in it look personal, and nobody has checked them: ${where}.`);
    }
    const snapshotId = await freezeFigures(act, 'return', filing.cutoff, figures);
    const prints: Record<string, string> = {};
    for (const file of content.files) {
      prints[file.name] = await keep(act, open, snapshotId, { ...file, mediaType: 'text/csv', extension: 'csv' });
    }
    prints[MODEL] = await keep(act, open, snapshotId, {
      name: MODEL,
      rows: 0,
      content: Buffer.from(JSON.stringify(content.tables)),
      mediaType: 'application/json',
      extension: 'json',
    });
    await registerRelease(act, content.release);
    await addStep(act, open, 'submitted', content.digest);
    return {
      subject: { kind: 'return', ref: filing.ref },
      detail: { draft: filing.draft, content: content.digest, files: prints },
      result: filing.ref,
    };
  });
}

interface Kept {
  name: string;
  rows: number;
  content: Buffer;
  mediaType: string;
  extension: string;
}

async function keep(act: Act, filing: Filing, snapshotId: number, file: Kept): Promise<string> {
  const document = await freeze(act, {
    mediaType: file.mediaType,
    fileName: `${filing.ref}-${file.name}.${file.extension}`,
    content: file.content,
  });
  await act.add('return_file', {
    filing_id: filing.id,
    name: file.name,
    rows: file.rows,
    document_id: document.id,
    snapshot_id: snapshotId,
  });
  return document.sha256;
}
