import { type Once, perform, type Site } from '../audit/act.ts';
import { ruleExact } from '../disclosure/rule.ts';
import { readFigures } from '../figures/registry.ts';
import { isGated } from '../figures/release/count-release.ts';
import { openRelease, registerRelease } from '../figures/release/open-release.ts';
import { openBooks } from '../ledger/figure.ts';
import { isProtected } from '../outcomes/measure.ts';
import { observed } from '../outcomes/observed.ts';
import { placeName } from '../partners/place.ts';
import { SHARING_AGREEMENTS, sharingState } from '../partners/sharing-agreement.ts';
import { demand } from '../people/may.ts';
import { type Office, officeDay } from '../people/office.store.ts';
import { doer, type Person } from '../people/person.ts';
import { csvFile } from '../platform/csv.ts';
import type { Db } from '../platform/database.ts';
import { sha256 } from '../platform/digest.ts';
import type { Choice } from '../platform/form.ts';
import { refused } from '../platform/refusal.ts';
import { findRecord, listRecords } from '../registers/register.store.ts';
import { type Authority, addAnnex, listAnnexes } from './annex.store.ts';
import type { Content } from './content.ts';
import type { Filing } from './filing.ts';

/** The information-sharing agreements that can be cited on a day. */
export async function agreementChoices(db: Db, office: Office, today: string): Promise<Choice[]> {
  const records = await listRecords(db, office.id, SHARING_AGREEMENTS);
  return records
    .filter(({ answers }) => sharingState(answers, today) !== 'ended')
    .map(({ ref, answers }) => ({ value: ref, text: `${ref} ${answers.title}` }));
}

/**
 * Releases the counts of people of a return as they are, to whom it is filed with, by an authority that is cited, and
 * answers the file. What left is registered and the act names who let it go. Refused by name: `no-annex` where the
 * template takes none, `ended` for an agreement that has ended, `released-meanwhile` when somebody else released one, and
 * `sent-before` when the same form would give out another file than it did.
 */
export async function releaseAnnex(
  site: Site,
  person: Person,
  office: Office,
  { filing, content, authority }: { filing: Filing; content: Content; authority: Authority },
  once: Once | null,
): Promise<{ fileName: string; content: Buffer }> {
  demand(person, 'annex.release');
  if (content.template.annex !== true) {
    throw refused('no-annex', `${content.template.title} takes no annex with exact counts.`);
  }
  const said = await authorityShown(site.db, office, authority, officeDay(office, site.clock));
  const number = (await listAnnexes(site.db, office.id, filing.ref)).length + 1;
  const plain = openBooks(site.db, office.id, filing.cutoff);
  const all = await observed(plain);
  const asked = content.asked.filter(
    (one) => isGated(all, one) && isProtected(all.measures.get(one.scope.measure as string) as { counts: 'people' }),
  );
  const { books, release } = await openRelease(site.db, office.id, {
    kind: 'annex',
    ref: `${filing.ref}/${number}`,
    // Not the reader of its returns: what hides from that reader must not be moot for everybody else who reads them.
    audience: { kind: 'named', readers: [`${content.template.recipient}, by annex`] },
    moment: filing.cutoff,
    asked,
    ruleOf: () => ruleExact(said),
  });
  const shown = await readFigures(books, asked);
  const file = csvFile(
    ['marking', 'return_ref', 'measure_code', 'district_code', 'district', 'figure', 'value', 'authority'],
    shown.map(({ scope, label, value, marker }) => [
      'OFFICIAL-SENSITIVE',
      filing.ref,
      scope.measure as string,
      scope.place ?? '',
      placeName(scope.place ?? ''),
      label,
      value ?? (marker === '' ? null : `[${marker}]`),
      said,
    ]),
  );
  const digest = sha256(file);
  const released = await perform(site, doer(person), 'annex.release', once, async (act) => {
    if ((await listAnnexes(act.trx, office.id, filing.ref)).length + 1 !== number) {
      throw refused(
        'released-meanwhile',
        'Somebody else released an annex meanwhile. Look at it, and send this again.',
      );
    }
    await addAnnex(act, {
      returnRef: filing.ref,
      number,
      recipient: content.template.recipient,
      authority,
      sha256: digest,
      rows: shown.length,
      releasedBy: person.id,
    });
    await registerRelease(act, release);
    return {
      subject: { kind: 'return', ref: filing.ref },
      detail: {
        annex: number,
        sha256: digest,
        ...(authority.agreement === null ? {} : { agreement: authority.agreement }),
      },
      result: number,
    };
  });
  if (released !== number) await demandSameFile(site.db, office, { filing, released, digest });
  return { fileName: `OFFICIAL-SENSITIVE-${filing.ref}-annex-${released}.csv`, content: file };
}

/** Refused as `sent-before` where a form that was sent before would give out a file that nobody registered. */
async function demandSameFile(
  db: Db,
  office: Office,
  { filing, released, digest }: { filing: Filing; released: number; digest: string },
): Promise<void> {
  const before = (await listAnnexes(db, office.id, filing.ref)).find(({ number }) => number === released);
  if (before?.sha256 === digest) return;
  throw refused(
    'sent-before',
    `This form released annex ${released} already, and that said something else. Open the form again to release another.`,
  );
}

/** An authority as the annex cites it. Refused as `ended` for an agreement that no longer holds. */
async function authorityShown(db: Db, office: Office, { agreement, instruction }: Authority, today: string) {
  if (agreement === null) return `the funder's instruction: ${instruction}`;
  const { answers } = await findRecord(db, office.id, SHARING_AGREEMENTS, agreement);
  if (sharingState(answers, today) === 'ended') {
    throw refused('ended', `${agreement} has ended. Cite an agreement that is in force.`, 'agreement');
  }
  return `information-sharing agreement ${agreement}, ${answers.title}`;
}
