import type { Site } from '../audit/act.ts';
import { csrfToken, type Door, type Page, type Shell } from '../people/door.ts';
import { findPerson } from '../people/person.store.ts';
import { Refusal } from '../platform/refusal.ts';
import { type CheckSaid, checkSaid } from './check.pages.ts';
import { type Checked, checkCode, checkFile } from './check.ts';
import { mayReadKnown } from './known-paper.ts';

/**
 * Whether a paper is one that was published. The page needs no sign-in, since whoever was handed the paper may have
 * none, and tells nothing that does not stand on the paper's cover; a browser works the fingerprint out by itself, so
 * that the file stays with whoever holds it. Only people who are signed in may send the file.
 */
export function checkRoutes(door: Door, site: Site, shell: Shell): void {
  door.open('GET', '/check', async (req, res) => {
    const typed = { code: wordsOf(req.query.code), fingerprint: wordsOf(req.query.fingerprint).toLowerCase() };
    const error = errorIn(typed);
    const asked = typed.code !== '' && error === null;
    const checked = asked ? await checkCode(site.db, typed.code, typed.fingerprint || null) : null;
    const id = req.session?.personId;
    const person = typeof id === 'number' ? await findPerson(site.db, id) : null;
    const page = checkPage(checked, typed, error);
    res
      .status(error === null ? 200 : 400)
      .render('packs/check', { page, shell: await shell(req, person, null), csrf: csrfToken(req) });
  });

  door.upload('/check/file', 'pack.read', async (visit) => {
    const file = visit.req.file;
    if (file === undefined) throw new Refusal('malformed', 'upload', 'Choose the file to check, and send it again.');
    const { db } = visit.site;
    const checked = await checkFile(db, visit.office.id, file.buffer, (known) => mayReadKnown(db, visit, known));
    visit.show('packs/check', checkPage(checked, { code: '', fingerprint: '' }, null));
  });
}

function wordsOf(value: unknown): string {
  return typeof value === 'string' ? value.trim().slice(0, 100) : '';
}

function errorIn({ code, fingerprint }: { code: string; fingerprint: string }): { text: string; href: string } | null {
  if (code === '' && fingerprint !== '') {
    return { text: 'Enter the code that stands at the foot of each page', href: '#code' };
  }
  return fingerprint === '' || /^[0-9a-f]{64}$/.test(fingerprint)
    ? null
    : { text: 'A fingerprint (SHA-256) has 64 digits and letters from a to f', href: '#fingerprint' };
}

function checkPage(
  checked: Checked | null,
  typed: { code: string; fingerprint: string },
  error: { text: string; href: string } | null,
): Page {
  const said: CheckSaid | null = checked === null ? null : checkSaid(checked);
  return { title: 'Check a paper', errors: error === null ? [] : [error], error, typed, said };
}
