import { readPeriod } from '../../calendar/period.ts';
import { plainFileName } from '../../documents/file-name.ts';
import type { Period } from '../../ledger/period.ts';
import { PLACE_CHOICES } from '../../partners/place.ts';
import { type Choice, type FormAnswer, FormReader } from '../../platform/form.ts';
import { periodChoices } from '../spend-choices.ts';
import type { ImportProfile } from './read/profile.ts';
import type { Asked } from './stage/staged-line.ts';

/** A file as the multipart reader hands it over. */
interface UploadedFile {
  originalname: string;
  buffer: Uint8Array;
}

/** A file of spend with what was said of it. */
export interface Upload {
  bytes: Uint8Array;
  fileName: string;
  profile: string;
  asked: Asked;
}

/** Reads the import form and the file with it. The file's own name is kept beside the books, cut to a sensible length. */
export function readUpload(
  body: unknown,
  file: UploadedFile | undefined,
  choices: { profiles: readonly ImportProfile[]; initiatives: readonly Choice[]; periods: readonly Period[] },
): FormAnswer<Upload> {
  const form = new FormReader(body, ['profile', 'initiative', 'place', 'period']);
  if (file === undefined || (file.originalname === '' && file.buffer.length === 0)) {
    form.fail('file', 'Select a file');
  } else if (file.buffer.length === 0) {
    form.fail('file', 'The selected file is empty');
  }
  const profile = form.choice('profile', 'What kind of file it is', profileChoices(choices.profiles));
  const initiative = form.choice('initiative', 'Initiative', choices.initiatives, { optional: true });
  const place = form.choice('place', 'Place', PLACE_CHOICES, { optional: true });
  const period = readPeriod(form.choice('period', 'Period', periodChoices(choices.periods)));
  if (initiative !== '' && place === '') form.fail('place', 'Select the place of the lines that no rule decides');
  return form.answer(() => ({
    bytes: (file as UploadedFile).buffer,
    fileName: plainFileName((file as UploadedFile).originalname) || 'unnamed.csv',
    profile,
    asked: { initiative: initiative || null, place: place || null, period },
  }));
}

/** Profiles as the choices of a form. */
export function profileChoices(profiles: readonly ImportProfile[]): Choice[] {
  return profiles.map(({ name, label }) => ({ value: name, text: label }));
}
