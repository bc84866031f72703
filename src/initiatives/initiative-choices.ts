import type { Choice } from '../platform/form.ts';
import type { Field, ReadChoices } from '../registers/field.ts';
import { initiativeChoices } from './initiative.form.ts';
import { listInitiatives } from './initiative.store.ts';

/** The office's initiatives as the choices of a question. */
export const readInitiativeChoices: ReadChoices = async (db, officeId): Promise<Choice[]> =>
  initiativeChoices(await listInitiatives(db, officeId));

/** Where an initiative's own page is. */
export function initiativeHref(ref: string): string {
  return `/initiatives/${ref}`;
}

/** Which initiative a record is about: asked once, and the list can be narrowed by it. */
export const INITIATIVE_FIELD: Field = {
  name: 'initiative',
  label: 'Initiative',
  kind: 'choice',
  choices: readInitiativeChoices,
  href: initiativeHref,
  fixed: true,
  list: true,
  filter: true,
};

/** Whose it is: a post or a body, never a person's name alone. */
export const OWNER_FIELD: Field = {
  name: 'owner',
  label: 'Owner',
  kind: 'text',
  list: true,
  hint: 'A post or a body, such as Director of Children’s Services, Leeds',
};
