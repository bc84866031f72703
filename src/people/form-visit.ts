import { answeredBefore } from '../audit/act.ts';
import type { FieldError, FormAnswer, Typed } from '../platform/form.ts';
import { Refusal } from '../platform/refusal.ts';
import type { Page, Visit } from './door.ts';
import { doer } from './person.ts';

/** What becomes of a form that was sent. */
interface SentForm<T> {
  /** The view that the form stands on; `platform/form` unless named. */
  view?: string;
  /** Beside which field a refusal belongs that names none; without one it stands at the top alone. */
  field?: string;
  /** The page with the form as it is shown again. */
  again(typed: Typed, errors: FieldError[]): Page | Promise<Page>;
  act(value: T): Promise<void>;
}

/**
 * Acts on what a form answered. With errors the form is shown again (400); when the act itself refuses, with its
 * sentence beside the field that it names, or else beside `field` (422). What was typed is kept. A
 * lack of permission or a wrong address is no mistake in the form and is thrown on.
 */
export async function actOnForm<T>(visit: Visit, answer: FormAnswer<T>, form: SentForm<T>): Promise<void> {
  const show = async (typed: Typed, errors: FieldError[], status: number): Promise<void> =>
    visit.show(form.view ?? 'platform/form', await form.again(typed, errors), status);
  if (!answer.ok) return show(answer.typed, answer.errors, 400);
  try {
    await form.act(answer.value);
  } catch (error) {
    const errors = refusalErrors(error, form.field);
    const { _csrf, _once, ...typed } = visit.req.body as Typed;
    await show(typed, errors, 422);
  }
}

/**
 * Works on a form that may be sent twice. Once it has acted, what its subject has become may refuse to be read for it
 * again: then it is answered as it was the first time.
 */
export async function actOnce(
  visit: Visit,
  work: () => Promise<void>,
  answer: (result: string) => void,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    const before = await answeredBefore<string>(visit.site, doer(visit.person), visit.once());
    if (before === null) throw error;
    answer(before);
  }
}

/** A refused act as an error of its form. Anything else, a lack of permission too, is thrown on. */
export function refusalErrors(error: unknown, field = ''): FieldError[] {
  if (!(error instanceof Refusal) || error.kind !== 'refused') throw error;
  return [{ field: error.field ?? field, message: error.message }];
}

/** Answers a file to be kept, under a plain name such as `decisions.csv`. */
export function sendCsv(visit: Visit, name: string, content: Buffer): void {
  visit.res.type('text/csv; charset=utf-8').attachment(name).send(content);
}
