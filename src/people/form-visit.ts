import type { FieldError, FormAnswer, Typed } from '../platform/form.ts';
import { Refusal } from '../platform/refusal.ts';
import type { Page, Visit } from './door.ts';

/**
 * Acts on what a form answered. With errors the form is shown again (400); when the act itself refuses, with its
 * sentence beside the field that it names, or else beside `field` (the refusal's status). What was typed is kept. A
 * lack of permission or a wrong address is no mistake in the form and is thrown on.
 */
export async function actOnForm<T>(
  visit: Visit,
  answer: FormAnswer<T>,
  form: {
    field: string;
    again(typed: Typed, errors: FieldError[]): Page;
    act(value: T): Promise<void>;
  },
): Promise<void> {
  if (!answer.ok) {
    visit.show('platform/form', form.again(answer.typed, answer.errors), 400);
    return;
  }
  try {
    await form.act(answer.value);
  } catch (error) {
    if (!(error instanceof Refusal) || error.kind !== 'refused') throw error;
    const { _csrf, _once, ...typed } = visit.req.body as Typed;
    const errors = [{ field: error.field ?? form.field, message: error.message }];
    visit.show('platform/form', form.again(typed, errors), error.status);
  }
}

/** Answers a file to be kept, under a plain name such as `decisions.csv`. */
export function sendCsv(visit: Visit, name: string, content: Buffer): void {
  visit.res.type('text/csv; charset=utf-8').attachment(name).send(content);
}
