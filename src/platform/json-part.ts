const LONGEST_SHOWN = 60;

/** Raised when a file of `data` is wrong: the sentence names the file, the place in it and what was expected. */
class DataFileError extends Error {}

/** A part of a JSON file with the way to it, read piece by piece, so that whatever is wrong in it is named. */
export class JsonPart {
  readonly file: string;
  readonly place: string;
  readonly value: unknown;

  constructor(file: string, place: string, value: unknown) {
    this.file = file;
    this.place = place;
    this.value = value;
  }

  /** Reads a file's text. */
  static parse(file: string, text: string): JsonPart {
    try {
      return new JsonPart(file, '', JSON.parse(text));
    } catch (error) {
      throw new DataFileError(`${file}: expected JSON, and it could not be read: ${(error as Error).message}.`);
    }
  }

  fail(expected: string): never {
    const found = this.value === undefined ? 'nothing' : JSON.stringify(this.value).slice(0, LONGEST_SHOWN);
    throw new DataFileError(
      `${this.file}${this.place === '' ? '' : `, ${this.place}`}: expected ${expected}, found ${found}.`,
    );
  }

  at(name: string): JsonPart {
    const value = this.isObject() ? (this.value as Record<string, unknown>)[name] : undefined;
    return new JsonPart(this.file, this.place === '' ? name : `${this.place}.${name}`, value);
  }

  get missing(): boolean {
    return this.value === undefined;
  }

  /** Makes sure that it is an object with no other names than these, so that a misspelt one is not passed over. */
  object(...names: readonly string[]): this {
    if (!this.isObject()) this.fail('an object');
    const stray = Object.keys(this.value as object).find((name) => !names.includes(name));
    if (stray !== undefined) this.at(stray).fail(`no such name here, only ${names.join(', ')}`);
    return this;
  }

  items(): JsonPart[] {
    if (!Array.isArray(this.value)) this.fail('a list');
    return (this.value as unknown[]).map((value, index) => new JsonPart(this.file, `${this.place}[${index}]`, value));
  }

  text(longest = 500): string {
    const text = this.value;
    if (typeof text !== 'string' || text.trim() === '' || text.length > longest) {
      return this.fail(`a text of 1 to ${longest} characters`);
    }
    return text;
  }

  matching(pattern: RegExp, expected: string): string {
    return typeof this.value === 'string' && pattern.test(this.value) ? this.value : this.fail(expected);
  }

  oneOf<T extends string>(values: readonly T[], what = 'one of'): T {
    const found = values.find((value) => value === this.value);
    return found ?? this.fail(`${what} ${values.join(', ') || '(there are none)'}`);
  }

  whole(least: number, most: number): number {
    const number = this.value;
    if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < least || number > most) {
      return this.fail(`a whole number from ${least} to ${most}`);
    }
    return number;
  }

  /** True or false; false where it is left out. */
  flag(): boolean {
    if (this.value !== undefined && typeof this.value !== 'boolean') this.fail('true or false');
    return this.value === true;
  }

  private isObject(): boolean {
    return typeof this.value === 'object' && this.value !== null && !Array.isArray(this.value);
  }
}
