/** What stands in the way: each has its own HTTP status. */
export type RefusalKind =
  | 'malformed'
  | 'not-signed-in'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'refused'
  | 'throttled'
  | 'busy';

const STATUS: Record<RefusalKind, number> = {
  malformed: 400,
  'not-signed-in': 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  refused: 422,
  throttled: 429,
  busy: 503,
};

/**
 * A request that is answered with a sentence instead of the act: what was expected, what was found, what to do.
 * `name` is the rule's own name, such as 'own-entry', so that tests and callers need not read the sentence; `field`
 * says beside which field of a form it belongs.
 */
export class Refusal extends Error {
  readonly kind: RefusalKind;
  readonly rule: string;
  readonly field: string | undefined;

  constructor(kind: RefusalKind, rule: string, sentence: string, field?: string) {
    super(sentence);
    this.name = 'Refusal';
    this.kind = kind;
    this.rule = rule;
    this.field = field;
  }

  get status(): number {
    return STATUS[this.kind];
  }
}

/** The refusal of an act by a rule. */
export function refused(rule: string, sentence: string, field?: string): Refusal {
  return new Refusal('refused', rule, sentence, field);
}

/** The refusal of an address that leads to nothing. */
export function notFound(what: string): Refusal {
  return new Refusal(
    'not-found',
    'not-found',
    `There is no ${what}. Check the address, or start again from the home page.`,
  );
}
