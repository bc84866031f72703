import type { Door, Visit } from '../people/door.ts';
import { readQuery } from '../platform/form.ts';
import { notFound, refused } from '../platform/refusal.ts';
import { readReturnFiles } from './build.ts';
import { recordDownload } from './custody.ts';
import { findFiling } from './filing.store.ts';
import { stateOf } from './filing.ts';
import { METADATA, PACKAGE } from './package.ts';

/** The files of a return. Whoever downloads one that was submitted is recorded: it is then somewhere else too. */
export function fileRoutes(door: Door): void {
  door.file('/returns/:ref/:draft/files/:name.csv', 'return.read', (visit) =>
    send(visit, String(visit.req.params.name), 'text/csv'),
  );
  door.file('/returns/:ref/:draft/metadata.json', 'return.read', (visit) => send(visit, METADATA, 'application/json'));
  door.file('/returns/:ref/:draft/package.zip', 'return.read', (visit) => send(visit, PACKAGE, 'application/zip'));
}

async function send(visit: Visit, name: string, mediaType: string): Promise<void> {
  readQuery(visit.req.query, []);
  const { ref, draft } = visit.req.params;
  const { db } = visit.site;
  const filing = await findFiling(db, visit.office.id, String(ref), String(draft));
  const files = await readReturnFiles(db, visit.office, filing);
  const file = files.find((candidate) => candidate.name === name && candidate.mediaType === mediaType);
  if (file === undefined) throw notFound(`file ${name.slice(0, 40)} of ${filing.ref}`);
  if (file.isRemoved === true) {
    throw refused(
      'removed',
      `This file was withdrawn: two people removed personal data that it carried. Its fingerprint is kept: ${file.sha256}.`,
    );
  }
  if (stateOf(filing) === 'submitted') await recordDownload(visit.site, visit.person, filing, file, null);
  const { res } = visit;
  res.type(mediaType === 'text/csv' ? 'text/csv; charset=utf-8' : mediaType);
  res.attachment(file.fileName).send(file.content);
}
