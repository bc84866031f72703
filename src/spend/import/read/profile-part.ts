/** The object at a place of a profile, with every part it needs and none that nobody knows. Throws naming the place. */
export function parts(
  value: unknown,
  where: string,
  needed: readonly string[],
  allowed: readonly string[] = [],
): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return expected(where, 'an object', value);
  for (const name of needed) if (!Object.hasOwn(value, name)) expected(where, `a part named ${name}`, undefined);
  for (const name of Object.keys(value)) {
    if (needed.includes(name) || allowed.includes(name)) continue;
    expected(where, `only ${[...needed, ...allowed].join(', ')}`, name);
  }
  return value as Record<string, unknown>;
}

export function text(value: unknown, where: string): string {
  return typeof value === 'string' && value.trim() === value && value !== ''
    ? value
    : expected(where, 'text without spaces around it', value);
}

export function texts(value: unknown, where: string): string[] {
  if (!Array.isArray(value) || value.length === 0) return expected(where, 'a list of at least one text', value);
  return value.map((one) => text(one, where));
}

export function flag(value: unknown, where: string): boolean {
  return typeof value === 'boolean' ? value : expected(where, 'true or false', value);
}

export function oneOf<T extends string>(value: unknown, choices: readonly T[], where: string): T {
  return choices.find((choice) => choice === value) ?? expected(where, `one of ${choices.join(', ')}`, value);
}

export function listOf<T extends string>(value: unknown, choices: readonly T[], where: string): T[] {
  if (!Array.isArray(value)) return expected(where, `a list from ${choices.join(', ')}`, value);
  const list = value.map((one) => oneOf(one, choices, where));
  if (new Set(list).size !== list.length) expected(where, 'each entry once', value);
  return list;
}

/** Throws what was expected at a place and what was found there. */
export function expected(where: string, what: string, found: unknown): never {
  throw new Error(`${where}: expected ${what}, found ${found === undefined ? 'nothing' : JSON.stringify(found)}`);
}
