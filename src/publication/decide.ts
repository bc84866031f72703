import { type Act, type Once, perform, type Site } from '../audit/act.ts';
import { demand } from '../people/may.ts';
import { doer, type Person } from '../people/person.ts';
import { Refusal, refused } from '../platform/refusal.ts';
import { type Item, isHeld, textOf } from './item.ts';
import { findPublication } from './publication.store.ts';
import { type Publication, publicationRef, stateOf } from './publication.ts';
import { addRedaction } from './redaction.store.ts';
import { type RedactionChoice, seenOf, WHOLE_ROW } from './redaction.ts';

/** What somebody decided about a field of an item, or the whole of it. */
export interface NewDecision {
  field: string;
  choice: RedactionChoice;
}

/**
 * The draft as it stands inside an act, while it may still change. Refused by name: `published`, and `replaced` by a
 * later draft.
 */
export async function openPublication(act: Act, { kind, month, draft }: Publication): Promise<Publication> {
  const found = await findPublication(act.trx, act.doer.officeId, { kind, month, draft });
  if (stateOf(found) === 'published') {
    throw refused('published', 'It was published, and never changes. Prepare the month again to correct it.');
  }
  if (!found.latest) {
    throw new Refusal('refused', 'replaced', 'A later draft has taken the place of this one. Work on that one.');
  }
  return found;
}

/**
 * Records decisions about the words of one item, with one reason. They hold for what was looked at, in every file that
 * prints it. Refused by name: `held-words` for publishing words that nobody has checked, `few-children` for letting out
 * what the rule on few children leaves out, `published`, `replaced`.
 */
export async function decideItem(
  site: Site,
  person: Person,
  publication: Publication,
  wanted: { item: Item; secret: string; decisions: readonly NewDecision[]; reason: string },
  once: Once | null,
): Promise<null> {
  demand(person, 'publication.decide');
  const { item, secret, decisions, reason } = wanted;
  return perform(site, doer(person), 'publication.decide', once, async (act) => {
    await openPublication(act, publication);
    for (const { field, choice } of decisions) {
      demandLetOut(item, field, choice);
      const seen = seenOf(secret, item, field);
      await addRedaction(act, { subject: item.subject, item: item.ref, field, choice, reason, seen });
    }
    return {
      subject: { kind: 'publication', ref: publicationRef(publication) },
      detail: { item: item.ref, decided: decisions.map(({ field, choice }) => `${field}: ${choice}`) },
      result: null,
    };
  });
}

function demandLetOut(item: Item, field: string, choice: RedactionChoice): void {
  if (choice !== 'publish') return;
  if (field === WHOLE_ROW && item.fewChildren) {
    throw refused('few-children', 'A number of a few children could be worked out from it, so it stays out.', field);
  }
  const text = item.texts.find((of) => of.field === field);
  if (text !== undefined && isHeld(textOf(item, text.column))) {
    throw refused(
      'held-words',
      'These words look personal and nobody has checked them. Have a second person clear them on the page Words to check first, or redact them.',
      field,
    );
  }
}
