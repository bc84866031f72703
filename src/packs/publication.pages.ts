import { formatDay, formatInstant } from '../calendar/day.ts';
import { factShown } from '../figures/release/fact-shown.ts';
import type { OpenRelease } from '../figures/release/open-release.ts';
import { MEETINGS } from '../meetings/way.ts';
import type { Page } from '../people/door.ts';
import { counted } from '../platform/count.ts';
import { errorSummary, Fields, formPage } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { fact } from '../platform/table.ts';
import type { AssembledPack } from './assemble.ts';
import type { Obstacle } from './obstacle.ts';
import type { PublishedPack } from './pack.store.ts';

interface Sent {
  typed: Typed;
  errors: readonly FieldError[];
}

/** What publishing will do, and what keeps it from being done, before it is done. */
export function publicationPage(
  { assembled, obstacles, version }: { assembled: AssembledPack; obstacles: readonly Obstacle[]; version: number },
  { typed, errors }: Sent,
): Page {
  const { meeting, papers, initiatives, plan, asAt, last } = assembled.context;
  const href = `/meetings/${meeting.ref}`;
  const missing = initiatives.filter(({ ref }) => !papers.highlights.some(({ initiative }) => initiative === ref));
  const fields = new Fields(typed, errors);
  return {
    title: 'Check before you publish',
    caption: meeting.ref,
    breadcrumbs: [MEETINGS, { text: meeting.ref, href }, { text: 'Publication' }],
    errors: errorSummary(errors),
    action: `${href}/publication`,
    draft: `${href}/pack`,
    standing:
      version === 1
        ? 'Nothing is published yet.'
        : `Version ${version - 1} is published and stays as it is; version ${version} will take its place, with a page of what changed.`,
    obstacles: obstacles.map(({ sentence, href: at }) => ({ text: sentence, href: at })),
    why:
      version === 1
        ? null
        : fields.longText('why', `Why version ${version} takes the place of version ${version - 1}`, {
            hint: 'Printed on the page of what changed',
            rows: 2,
          }),
    button: `Publish version ${version}`,
    facts: [
      fact('Meeting', `${meeting.ref}, ${formatDay(meeting.heldOn)}`),
      fact('It becomes', `Version ${version}`),
      fact('Figures', plan.cutOff === null ? 'As at the moment of publication' : `As at ${formatInstant(asAt)}`),
      fact(
        'Compared with',
        last === null ? 'No earlier pack' : `Version ${last.version} of the pack ${last.meetingRef}`,
      ),
      fact('Agenda', papers.agenda.length === 0 ? 'Nothing is on it yet' : `${papers.agenda.length} items`),
      fact('Finance commentary', papers.commentary === null ? 'Not written' : 'Written'),
      fact(
        'Highlight reports not written',
        missing.length === 0
          ? 'None: every initiative has one'
          : missing.map(({ ref, name }) => `${ref} ${name}`).join(', '),
      ),
      fact('Counts of people', protectionShown(assembled.release.answer)),
    ],
  };
}

/** What became of the counts of people, without any of them. */
function protectionShown({ status, hidden, tables, held, givenAway }: OpenRelease['answer']): string {
  if (status === 'given-away') {
    const names = [...new Set(givenAway.map(({ key }) => factShown(key)))].join('; ');
    return `Cannot be published so: what readers have already gives these away: ${names}`;
  }
  if (status === 'held')
    return `${counted(held.length, 'small correction waits', 'small corrections wait')} for a decision`;
  const withheld =
    tables.length === 0 ? 'nothing is withheld' : `withheld of ${tables.map(({ table }) => table).join(', ')}`;
  return `Protected: ${counted(hidden.length, 'number is', 'numbers are')} hidden, ${withheld}`;
}

/** The form by which the latest version is withdrawn. */
export function withdrawalPage(pack: PublishedPack, typed: Typed, errors: readonly FieldError[]): Page {
  const { meetingRef, version } = pack;
  const fields = new Fields(typed, errors);
  const href = `/meetings/${meetingRef}`;
  return formPage(
    {
      title: `Withdraw version ${version}`,
      caption: meetingRef,
      action: `/packs/${meetingRef}/${version}/withdrawal`,
      button: 'Withdraw it',
      breadcrumbs: [MEETINGS, { text: meetingRef, href }, { text: 'Published versions', href: `${href}/packs` }],
      lede: [
        'A version that is withdrawn is no longer given to members; it says why in its place. Its bytes and fingerprints are kept, and the office may read it.',
      ],
    },
    [fields.longText('reason', 'Why it is withdrawn', { hint: 'Everybody who opens it reads this', rows: 3 })],
    errors,
  );
}
