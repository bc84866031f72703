import { type FormAnswer, FormReader } from '../../platform/form.ts';
import { capital } from '../../platform/sentence.ts';
import { type CodableLine, LINE_FIELD_NAMES, LINE_FIELDS } from './codable-line.ts';
import { PROFILE_CHOICES } from './rule-names.ts';

/** Reads the fields of a line that somebody tries the rules on; what is left empty is a field that the file leaves empty. */
export function readTriedLine(body: unknown): FormAnswer<CodableLine> {
  const form = new FormReader(body, ['profile', ...LINE_FIELD_NAMES]);
  const profile = form.choice('profile', 'What kind of file it is', PROFILE_CHOICES);
  const said = Object.fromEntries(
    LINE_FIELD_NAMES.map((name) => [
      name,
      form.text(name, capital(LINE_FIELDS[name]), { optional: true, longest: 500 }) || null,
    ]),
  ) as Record<keyof CodableLine, string | null>;
  return form.answer(() => ({ ...said, profile, system: said.system ?? '', supplier: said.supplier ?? '' }));
}
