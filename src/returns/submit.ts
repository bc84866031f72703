import { type Act, type Once, perform, type Site } from '../audit/act.ts';
import type { HeldPlace } from '../audit/gate/held.ts';
import { freeze } from '../documents/document.store.ts';
import { computeFigures } from '../figures/compute.ts';
import { demandPublishable, registerRelease } from '../figures/release/open-release.ts';
import { freezeFigures } from '../figures/snapshot.store.ts';
import { addGrantClaim, type GrantClaim } from '../funds/grant-claim.store.ts';
import { demand } from '../people/may.ts';
import { findOffice } from '../people/office.store.ts';
import { doer, type Person } from '../people/person.ts';
import { refused } from '../platform/refusal.ts';
import { mustBeSame } from './certify.ts';
import type { Content } from './content.ts';
import { MODEL } from './filed.ts';
import { addStep, openFiling } from './filing.store.ts';
import type { Filing } from './filing.ts';
import { demandEarlierFiled } from './order.ts';
import { packageFiles, readPackageContext, type SentFile } from './package.ts';

/** The figure of what is claimed from a source for a quarter. */
const CLAIM = 'grant.claim';

/**
 * Submits a certified return: its files, its tables and the figures behind them are frozen in the same transaction,
 * and never change. What it claims from sources is recorded with it. Refused by name: `not-certified`,
 * `earlier-first`, `content-changed`, `held-words`, `submitted`, `replaced`, `returned`, and `held-corrections`,
 * `given-away` where counts of people may not go out so.
 */
export async function submitReturn(
  site: Site,
  person: Person,
  filing: Filing,
  content: Content,
  once: Once | null,
): Promise<string> {
  demand(person, 'return.submit');
  // Before the write lock is taken: what is read as at the cut-off never changes.
  const context = await readPackageContext(site.db, await findOffice(site.db, person.officeId), filing, content);
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
    await demandEarlierFiled(act.trx, person.officeId, open);
    demandNoneHeld([...content.held, ...context.held]);
    const snapshotId = await freezeFigures(act, 'return', filing.cutoff, figures);
    const prints: Record<string, string> = {};
    const { files } = packageFiles(content, { ...context, filing: withStep(filing) });
    const model: SentFile = {
      name: MODEL,
      fileName: `${filing.ref}-${MODEL}.json`,
      mediaType: 'application/json',
      rows: 0,
      content: Buffer.from(JSON.stringify(content.tables)),
    };
    for (const file of [...files, model]) prints[file.name] = await keep(act, open, snapshotId, file);
    for (const claim of claimsOf(open, content)) await addGrantClaim(act, claim);
    await registerRelease(act, content.release);
    await addStep(act, open, 'submitted', content.digest);
    return {
      subject: { kind: 'return', ref: filing.ref },
      detail: { draft: filing.draft, content: content.digest, files: prints },
      result: filing.ref,
    };
  });
}

/** As it is once submitted, since its files are named so. */
function withStep(filing: Filing): Filing {
  const submitted = { doneBy: 0, at: '', contentDigest: '' };
  return { ...filing, steps: { ...filing.steps, submitted } };
}

function demandNoneHeld(held: readonly HeldPlace[]): void {
  if (held.length === 0) return;
  const where = held.map((place) => place.where).join('; ');
  throw refused('held-words', `Words in it look personal, and nobody has checked them: ${where}.`);
}

/** What a return claims from sources: the cells that stand on the figure of a claim. */
function claimsOf(filing: Filing, { template, tables }: Content): GrantClaim[] {
  return template.tables.flatMap(({ name, columns, rows: kind }) => {
    const column = columns.find(({ behind }) => 'figure' in behind && behind.figure === CLAIM);
    if (column === undefined || kind !== 'source-nature') return [];
    const rows = tables.find((table) => table.name === name)?.rows ?? [];
    return rows.flatMap(({ key, cells }) => {
      const pence = cells[column.name]?.value ?? null;
      const source = key.split('|')[0] as string;
      const { ref: returnRef, draft, quarter } = filing;
      return pence === null ? [] : [{ source, quarter, pence, returnRef, draft }];
    });
  });
}

async function keep(act: Act, filing: Filing, snapshotId: number, file: SentFile): Promise<string> {
  const { mediaType, fileName, content } = file;
  const document = await freeze(act, { mediaType, fileName, content });
  await act.add('return_file', {
    filing_id: filing.id,
    name: file.name,
    rows: file.rows,
    document_id: document.id,
    snapshot_id: snapshotId,
  });
  return document.sha256;
}
