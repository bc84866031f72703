import { type Choice, dayFields, type FieldError, TICKED, type Typed } from './form.ts';

/** One question of a form: the design system's component that asks it, and what the component is given. */
export interface Field {
  component: 'input' | 'textarea' | 'characterCount' | 'fileUpload' | 'select' | 'radios' | 'checkboxes' | 'dateInput';
  params: Record<string, unknown>;
}

/** What else is said about a question. */
interface About {
  hint?: string;
  optional?: boolean;
  /** What the first line of a select says where nothing need be chosen, as in a filter; it has no "(optional)". */
  any?: string;
  /** Whether one is always selected, so that a select has no first line that asks for a choice. */
  always?: boolean;
  /** Whether it takes the whole width of its column. */
  full?: boolean;
}

/** A box to tick, by the name of its field. */
export interface Box {
  name: string;
  text: string;
  hint?: string;
}

/** Makes the questions of a form with what was typed and each error beside its field. */
export class Fields {
  private readonly typed: Typed;
  private readonly errors: readonly FieldError[];

  constructor(typed: Typed, errors: readonly FieldError[]) {
    this.typed = typed;
    this.errors = errors;
  }

  text(name: string, label: string, about: About & { width?: 3 | 5 | 10 | 20; whole?: boolean } = {}): Field {
    const size = about.width === undefined ? '' : `govuk-input--width-${about.width}`;
    const number = about.whole === true ? { inputmode: 'numeric' } : {};
    return this.field('input', name, label, about, { classes: size, autocomplete: 'off', ...number });
  }

  pounds(name: string, label: string, about: About = {}): Field {
    return this.field('input', name, label, about, {
      classes: 'govuk-input--width-10',
      prefix: { text: '£' },
      inputmode: 'decimal',
      autocomplete: 'off',
      spellcheck: false,
    });
  }

  longText(name: string, label: string, about: About & { rows?: number } = {}): Field {
    return this.field('textarea', name, label, about, { rows: about.rows ?? 4 });
  }

  /** A long text that may have so many words. */
  countedText(name: string, label: string, maxwords: number, about: About = {}): Field {
    return this.field('characterCount', name, label, about, { maxwords });
  }

  file(name: string, label: string, about: About & { accept: string }): Field {
    const { params } = this.field('fileUpload', name, label, about, { attributes: { accept: about.accept } });
    return { component: 'fileUpload', params: { ...params, value: undefined } };
  }

  select(name: string, label: string, choices: readonly Choice[], about: About = {}): Field {
    const chosen = this.typed[name] ?? '';
    const first = {
      value: '',
      text: about.any ?? (about.optional === true ? 'None' : 'Choose one'),
      selected: chosen === '',
    };
    const items = choices.map((choice) => ({ ...choice, selected: choice.value === chosen }));
    const classes = about.full === true ? 'govuk-!-width-full' : '';
    return this.field('select', name, label, about, {
      classes,
      items: about.always === true ? items : [first, ...items],
    });
  }

  radios(
    name: string,
    label: string,
    choices: readonly (Choice & { hint?: string })[],
    about: About & { inline?: boolean } = {},
  ): Field {
    const items = choices.map(({ value, text, hint }) => ({
      value,
      text,
      checked: value === this.typed[name],
      ...(hint === undefined ? {} : { hint: { text: hint } }),
    }));
    return {
      component: 'radios',
      params: {
        idPrefix: name,
        name,
        items,
        classes: about.inline === true ? 'govuk-radios--inline' : '',
        fieldset: legend(label, about),
        ...this.beside([name], about),
      },
    };
  }

  /** Boxes to tick, each a field of its own that says `yes` or is not sent. */
  checkboxes(label: string, boxes: readonly Box[], about: About & { small?: boolean } = {}): Field {
    const items = boxes.map(({ name, text, hint }) => ({
      id: name,
      name,
      value: TICKED,
      text,
      checked: this.typed[name] === TICKED,
      ...(hint === undefined ? {} : { hint: { text: hint } }),
    }));
    const names = boxes.map(({ name }) => name);
    return {
      component: 'checkboxes',
      params: {
        idPrefix: `${names[0]}-group`,
        items,
        classes: about.small === true ? 'govuk-checkboxes--small' : '',
        fieldset: legend(label, about),
        ...this.beside(names, about),
      },
    };
  }

  /** The three boxes of a day. The boxes with an error are marked. */
  day(name: string, label: string, about: About = {}): Field {
    const names = dayFields(name);
    const beside = this.beside(names, about);
    const items = (['day', 'month', 'year'] as const).map((part, index) => ({
      id: names[index],
      name: names[index],
      label: part === 'day' ? 'Day' : part === 'month' ? 'Month' : 'Year',
      value: this.typed[names[index] as string] ?? '',
      classes:
        `govuk-input--width-${part === 'year' ? 4 : 2}` +
        (beside.errorMessage === undefined ? '' : ' govuk-input--error'),
    }));
    return { component: 'dateInput', params: { id: name, items, fieldset: legend(label, about), ...beside } };
  }

  private field(
    component: Field['component'],
    name: string,
    label: string,
    about: About,
    params: Record<string, unknown>,
  ): Field {
    const value = component === 'select' ? {} : { value: this.typed[name] ?? '' };
    return {
      component,
      params: {
        id: name,
        name,
        label: { text: asked(label, about) },
        ...value,
        ...params,
        ...this.beside([name], about),
      },
    };
  }

  private beside(names: readonly string[], about: About) {
    const error = this.errors.find(({ field }) => names.includes(field));
    return {
      hint: about.hint === undefined ? undefined : { text: about.hint },
      errorMessage: error === undefined ? undefined : { text: error.message },
    };
  }
}

function asked(label: string, about: About): string {
  return about.optional === true ? `${label} (optional)` : label;
}

function legend(label: string, about: About) {
  return { legend: { text: asked(label, about), classes: 'govuk-fieldset__legend--s' } };
}

/** A form besides its questions. */
interface FormAbout {
  title: string;
  /** Where the form is sent. */
  action: string;
  button: string;
  breadcrumbs: { text: string; href: string }[];
  /** Given for a form that sends a file. */
  enctype?: 'multipart/form-data';
  /** What the form belongs to. */
  caption?: string;
  lede?: string[];
}

/** Every mistake in a form as the error summary takes it, each leading to its field. */
export function errorSummary(errors: readonly FieldError[]): { text: string; href: string | undefined }[] {
  return errors.map(({ field, message }) => ({ text: message, href: field === '' ? undefined : `#${field}` }));
}

/** A form as the view `platform/form` shows it. */
export function formPage(about: FormAbout, fields: Field[], errors: readonly FieldError[]) {
  return {
    ...about,
    lede: about.lede ?? [],
    fields,
    errors: errorSummary(errors),
  };
}
