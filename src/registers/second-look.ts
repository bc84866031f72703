import { fieldSort } from '../audit/gate/looked.ts';
import type { Day } from '../calendar/day.ts';
import { type Finding, type FindingKind, type Knowledge, personalWords } from '../disclosure/words-gate.ts';
import { sha256 } from '../platform/digest.ts';
import type { Field as Asked, Fields } from '../platform/form.pages.ts';
import type { FieldError } from '../platform/form.ts';
import { type Answers, isWords } from './field.ts';
import { LOOKED, WHY } from './register.form.ts';
import type { Register } from './register.ts';

/** What somebody must look at again before their words are kept. */
export interface SecondLook {
  errors: FieldError[];
  kinds: FindingKind[];
  /** Stands for these very words: other words need another look. */
  token: string;
}

/**
 * Looks through what was newly typed for words that would point at one person. Null when there are none, or when
 * the register does not ask for it. Nothing is kept by looking.
 */
export function lookThrough(
  register: Register,
  typed: { answers: Answers; why: string | null },
  before: Answers | null,
  { today, knowledge }: { today: Day; knowledge: Knowledge },
): SecondLook | null {
  if (register.gated !== true) return null;
  const texts = register.fields
    .filter((field) => isWords(field) && (typed.answers[field.name] ?? null) !== (before?.[field.name] ?? null))
    .map(({ name }) => ({ field: name, text: String(typed.answers[name] ?? '') }));
  const found = [...texts, { field: WHY, text: typed.why ?? '' }].flatMap(({ field, text }) =>
    personalWords(text, today, knowledge, fieldSort(field)).map((finding) => ({ field, finding })),
  );
  if (found.length === 0) return null;
  return {
    errors: found.map(({ field, finding }) => ({ field, message: sentence(finding) })),
    kinds: [...new Set(found.map(({ finding }) => finding.kind))],
    token: sha256(`look\0${texts.map(({ text }) => text).join('\0')}\0${typed.why ?? ''}`).slice(0, 32),
  };
}

function sentence({ words, why }: Finding): string {
  const bare = words.replace(/^["“'‘]|["”'’]$/g, '');
  return `Look again: “${bare.length > 60 ? `${bare.slice(0, 60)}…` : bare}” ${why}`;
}

/** The question that is asked once more, under the words. Leaving it unanswered keeps nothing. */
export function askToLook(fields: Fields, token: string): Asked {
  return fields.radios(LOOKED, 'Can one child or young person be recognised by these words?', [
    { value: 'changed', text: 'They could be: I have changed the words above' },
    { value: token, text: 'No: I have looked again, and the words stay as they are' },
  ]);
}
