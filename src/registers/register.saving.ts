import { perform } from '../audit/act.ts';
import type { Visit } from '../people/door.ts';
import { doer } from '../people/person.ts';
import type { Typed } from '../platform/form.ts';
import { capital } from '../platform/sentence.ts';
import { type ChoicesByField, formNames, isTouched, typedOf } from './field.ts';
import { type TypedRecord, WHY } from './register.form.ts';
import { recordFormPage, type ShownVersion } from './register.pages.ts';
import { readAbout, readShownVersions } from './register.reading.ts';
import { changeRecord } from './register.store.ts';
import { ChangedMeanwhile, type Kept, type Register } from './register.ts';
import type { SecondLook } from './second-look.ts';

/** The form again with what was typed, and the question that a second look answers. Nothing is kept meanwhile. */
export function showLook(
  visit: Visit,
  register: Register,
  about: { choices: ChoicesByField; standing: Kept | null; look: SecondLook },
): void {
  const { _csrf, _once, ...typed } = visit.req.body as Typed;
  visit.show('platform/form', recordFormPage(register, { ...about, typed }), 422);
}

/** Of what kinds the words were that somebody kept after a second look; never the words. */
export function lookedDetail(look: SecondLook | null) {
  return look === null ? undefined : { confirmed: look.kinds };
}

/** Saves a change, or shows both versions where somebody else changed the record meanwhile. */
export async function saveChange(
  visit: Visit,
  register: Register,
  record: Kept,
  typed: TypedRecord,
  look: SecondLook | null,
): Promise<void> {
  const { ref } = record;
  try {
    await perform(visit.site, doer(visit.person), `${register.code}.change`, visit.once(), async (act) => {
      await changeRecord(act, register, { ref, ...typed });
      return { subject: { kind: register.code, ref }, detail: lookedDetail(look), result: null };
    });
  } catch (error) {
    if (!(error instanceof ChangedMeanwhile)) throw error;
    await showBoth(visit, register, typed, error);
    return;
  }
  visit.done(`${register.path}/${ref}`, `${capital(register.one)} ${ref} was changed.`);
}

/** The form again with both versions beside it; sent once more, it is a change of what stands now. */
async function showBoth(visit: Visit, register: Register, typed: TypedRecord, error: ChangedMeanwhile): Promise<void> {
  const { standing } = error;
  const { choices } = await readAbout(visit, register);
  const versions = await readShownVersions(visit, register, standing.ref);
  const after = versions.at(-1) as ShownVersion;
  const before = versions.find(({ version }) => version === typed.basedOn) ?? after;
  const { _csrf, _once, ...sent } = visit.req.body as Typed;
  const errors = [{ field: '', message: error.message }];
  // What they did not touch is as the other person left it: sent again, it must not undo that.
  const touched = register.fields.filter(({ name }) => isTouched(typed.answers, before.answers, name));
  const untouched = register.fields.filter((field) => !touched.includes(field));
  const names = new Set([...touched.flatMap((field) => formNames(field, choices)), WHY]);
  const kept = Object.fromEntries(Object.entries(sent).filter(([name]) => names.has(name)));
  const conflict = { before, after, yours: typed.answers };
  const about = { choices, standing, typed: { ...typedOf(untouched, after.answers), ...kept }, errors, conflict };
  visit.show('platform/form', recordFormPage(register, about), error.status);
}
