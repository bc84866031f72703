import { type Once, perform, type Site } from '../audit/act.ts';
import { demand } from '../people/may.ts';
import { doer, type Person } from '../people/person.ts';
import { counted } from '../platform/count.ts';
import { refused } from '../platform/refusal.ts';
import { type Content, undecided } from './content.ts';
import { openPublication } from './decide.ts';
import { addStep } from './publication.store.ts';
import { type Publication, publicationRef, stateOf } from './publication.ts';

/**
 * Refuses content that may not leave, by name: `undecided` while something that a rule suggests was not decided, and
 * `held-words` while words in it look personal and nobody has checked them.
 */
export function demandReady(content: Content): void {
  content.kind.demandContent?.(content.rows.filter(({ leftOut }) => leftOut === null).map(({ shown }) => shown));
  const open = undecided(content);
  if (open > 0) {
    throw refused(
      'undecided',
      `${counted(open, 'suggestion waits', 'suggestions wait')} for somebody’s decision first.`,
    );
  }
  if (content.held.length > 0) {
    const where = content.held.slice(0, 5).map((held) => held.where);
    throw refused(
      'held-words',
      `Words in it look personal, and nobody has checked them: ${where.join('; ')}. Have a second person clear them on the page Words to check, edit them, or redact them here.`,
    );
  }
}

/**
 * Records that somebody other than whoever prepared it looked through a publication. Refused by name: what
 * `demandReady` refuses, `reviewed` when this very content was, `published`, `replaced`.
 */
export async function reviewPublication(
  site: Site,
  person: Person,
  publication: Publication,
  content: Content,
  once: Once | null,
): Promise<null> {
  demand(person, 'publication.review', { enteredBy: publication.preparedBy });
  demandReady(content);
  return perform(site, doer(person), 'publication.review', once, async (act) => {
    const open = await openPublication(act, publication);
    if (stateOf(open) === 'reviewed' && open.steps.at(-1)?.contentDigest === content.digest) {
      throw refused('reviewed', 'It was reviewed already, and nothing has changed since.');
    }
    await addStep(act, open, { step: 'reviewed', contentDigest: content.digest });
    return {
      subject: { kind: 'publication', ref: publicationRef(publication) },
      detail: { draft: publication.draft, content: content.digest },
      result: null,
    };
  });
}

/** Sends a publication back with a reason, which stays to be read. Refused by name: `published`, `replaced`. */
export async function sendBack(
  site: Site,
  person: Person,
  publication: Publication,
  { content, reason }: { content: Content; reason: string },
  once: Once | null,
): Promise<null> {
  demand(person, 'publication.review', { enteredBy: publication.preparedBy });
  return perform(site, doer(person), 'publication.send-back', once, async (act) => {
    const open = await openPublication(act, publication);
    await addStep(act, open, { step: 'sent-back', contentDigest: content.digest, reason });
    return {
      subject: { kind: 'publication', ref: publicationRef(publication) },
      detail: { draft: publication.draft },
      result: null,
    };
  });
}
