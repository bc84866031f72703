import type { Choice } from '../platform/form.ts';
import type { ReadChoices } from '../registers/field.ts';
import { initiativeChoices } from './initiative.form.ts';
import { listInitiatives } from './initiative.store.ts';

/** The office's initiatives as the choices of a question. */
export const readInitiativeChoices: ReadChoices = async (db, officeId): Promise<Choice[]> =>
  initiativeChoices(await listInitiatives(db, officeId));

/** Where an initiative's own page is. */
export function initiativeHref(ref: string): string {
  return `/initiatives/${ref}`;
}
