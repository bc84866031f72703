import type { Door } from '../people/door.ts';
import { readQuery } from '../platform/form.ts';
import { verificationListPage, verificationNotice, verificationPage, verificationTable } from './verification.pages.ts';
import { findVerification, listVerifications } from './verification.store.ts';
import { CHECKS } from './verify.ts';

/** What the program found when it verified the record by itself. */
export function verificationRoutes(door: Door): void {
  door.get('/verifications', 'verification.read', async (visit) => {
    readQuery(visit.req.query, []);
    const runs = await listVerifications(visit.site.db, visit.office.id);
    const notice = verificationNotice(runs[0] ?? null, visit.site.clock.now());
    visit.show('platform/record', verificationListPage(runs, CHECKS, notice));
  });

  door.table('/verifications', 'verification.read', async (visit) => {
    readQuery(visit.req.query, []);
    const runs = await listVerifications(visit.site.db, visit.office.id);
    return { name: 'verifications', table: verificationTable(runs) };
  });

  door.get('/verifications/:day', 'verification.read', async (visit) => {
    const run = await findVerification(visit.site.db, visit.office.id, String(visit.req.params.day));
    visit.show('platform/record', verificationPage(run));
  });
}
