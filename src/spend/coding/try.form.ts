import { type Choice, type FormAnswer, FormReader } from '../../platform/form.ts';
import { capital } from '../../platform/sentence.ts';
import { type CodableLine, LINE_FIELD_NAMES, LINE_FIELDS } from './codable-line.ts';

/** Reads the fields of a line that somebody tries the rules on; what is left empty is a field that the file leaves empty. */
export function readTriedLine(body: unknown, profiles: readonly Choice[]): FormAnswer<CodableLine> {
  const form = new FormReader(body, ['profile', ...LINE_FIELD_NAMES]);
  const profile = form.choice('profile', 'What kind of file it is', profiles);
  const said = Object.fromEntries(
    LINE_FIELD_NAMES.map((name) => [
      name,
      form.text(name, capital(LINE_FIELDS[name]), { optional: true, longest: 500 }) || null,
    ]),
  ) as Record<keyof CodableLine, string | null>;
  return form.answer(() => ({ ...said, profile, system: said.system ?? '', supplier: said.supplier ?? '' }));
}
