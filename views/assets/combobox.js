// A box that offers what may be meant while it is typed, by the combobox pattern of WAI-ARIA 1.2: the box keeps the
// focus, and what the arrow keys reach is named by aria-activedescendant. Whatever is typed may stand as it is.

let count = 0;
let live = null;

/** Says how many are offered to those who do not see the list. */
function announce(text) {
  if (live === null) {
    live = Object.assign(document.createElement('div'), { className: 'govuk-visually-hidden' });
    live.setAttribute('role', 'status');
    document.querySelector('main').append(live);
  }
  live.textContent = text;
}

export class Combobox {
  /**
   * `options` answers what to offer for what was typed: `{ value, said }` each; `chosen` hears what was chosen. Where
   * `inTable`, the plain arrow keys belong to the table and Alt with Down opens the list.
   */
  constructor(input, { options, chosen = () => {}, inTable = false }) {
    Object.assign(this, { input, options, chosen, inTable, shown: [], active: -1, asked: 0 });
    input.removeAttribute('list');
    input.setAttribute('role', 'combobox');
    input.setAttribute('aria-autocomplete', 'list');
    input.setAttribute('aria-expanded', 'false');
    input.addEventListener('input', (event) => event.isTrusted && this.offer(input.value.trim() !== ''));
    input.addEventListener('keydown', (event) => this.key(event));
    input.addEventListener('blur', () => this.close());
  }

  get isOpen() {
    return this.shown.length > 0;
  }

  /** Offers what fits, all of it where nothing is typed yet; nothing when it is not wanted any more. */
  async offer(isWanted) {
    this.asked += 1;
    const asked = this.asked;
    if (!isWanted) return this.close();
    const found = await this.options(this.input.value);
    if (asked !== this.asked || document.activeElement !== this.input) return;
    if (found.length === 0) this.close();
    else this.open(found);
  }

  open(found) {
    this.close();
    count += 1;
    this.list = document.createElement('ul');
    this.list.id = `offered-${count}`;
    this.list.className = 'app-offered';
    this.list.setAttribute('role', 'listbox');
    const label = this.input.getAttribute('aria-label') ?? this.input.labels?.[0]?.textContent.trim() ?? '';
    this.list.setAttribute('aria-label', label);
    this.list.append(...found.map((option, index) => this.item(option, index)));
    document.querySelector('main').append(this.list);
    this.shown = found;
    this.input.setAttribute('aria-expanded', 'true');
    this.input.setAttribute('aria-controls', this.list.id);
    this.follow = () => this.place();
    addEventListener('scroll', this.follow, { capture: true, passive: true });
    addEventListener('resize', this.follow);
    this.place();
    announce(found.length === 1 ? '1 is offered' : `${found.length} are offered`);
  }

  item({ value, said }, index) {
    const item = document.createElement('li');
    item.id = `${this.list.id}-${index}`;
    item.className = 'app-offered__item';
    item.setAttribute('role', 'option');
    item.setAttribute('aria-selected', 'false');
    item.append(value);
    if (said)
      item.append(Object.assign(document.createElement('span'), { className: 'app-grid__days', textContent: said }));
    // Pressing must not take the focus from the box, which would close the list before it is released.
    item.addEventListener('mousedown', (event) => event.preventDefault());
    item.addEventListener('click', () => this.choose(index));
    return item;
  }

  /** Below the box, or above where there is no room. */
  place() {
    const box = this.input.getBoundingClientRect();
    const { style } = this.list;
    style.minWidth = `${box.width}px`;
    style.left = `${Math.max(0, Math.min(box.left, innerWidth - this.list.offsetWidth - 4))}px`;
    const below = box.bottom + this.list.offsetHeight <= innerHeight || box.top < this.list.offsetHeight;
    style.top = below ? `${box.bottom}px` : `${box.top - this.list.offsetHeight}px`;
  }

  close() {
    this.active = -1;
    if (!this.isOpen) return;
    this.shown = [];
    this.list.remove();
    removeEventListener('scroll', this.follow, { capture: true });
    removeEventListener('resize', this.follow);
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-controls');
    this.input.removeAttribute('aria-activedescendant');
  }

  key(event) {
    const { key, altKey } = event;
    const opens = key === 'ArrowDown' && (altKey || !this.inTable);
    if (!this.isOpen) {
      if (!opens) return;
      this.take(event);
      void this.offer(true);
      return;
    }
    if (key === 'Escape') {
      this.take(event);
      this.asked += 1;
      this.close();
    } else if (key === 'ArrowDown') {
      this.take(event);
      this.reach((this.active + 1) % this.shown.length);
    } else if (key === 'ArrowUp') {
      this.take(event);
      this.reach(this.active <= 0 ? this.shown.length - 1 : this.active - 1);
    } else if (key === 'Enter' && this.active >= 0) {
      this.take(event);
      this.choose(this.active);
    } else if (key === 'Tab' && this.active >= 0) this.choose(this.active);
  }

  /** The key is the list's, not the table's around it. */
  take(event) {
    event.preventDefault();
    event.stopPropagation();
  }

  reach(index) {
    this.active = index;
    for (const [at, item] of [...this.list.children].entries()) {
      item.setAttribute('aria-selected', String(at === index));
      if (at === index) item.scrollIntoView({ block: 'nearest' });
    }
    this.input.setAttribute('aria-activedescendant', `${this.list.id}-${index}`);
  }

  choose(index) {
    const option = this.shown[index];
    this.asked += 1;
    this.close();
    this.input.value = option.value;
    this.input.dispatchEvent(new Event('input', { bubbles: true }));
    this.input.dispatchEvent(new Event('change', { bubbles: true }));
    this.chosen(option);
  }
}

/** Offers out of a list that the page holds, by code or by name. */
export function offeredFrom(datalist) {
  const all = [...(datalist?.options ?? [])].map((option) => ({ value: option.value, said: option.textContent }));
  return (typed) => {
    const sought = typed.trim().toLowerCase();
    return all.filter(({ value, said }) => `${value} ${said}`.toLowerCase().includes(sought)).slice(0, 12);
  };
}

/** Offers what an address of ours answers, a moment after the last key. */
export function offeredBy(address) {
  let waiting = 0;
  return async (typed) => {
    waiting += 1;
    const mine = waiting;
    await new Promise((resolve) => setTimeout(resolve, 150));
    if (mine !== waiting) return [];
    const answer = await ask(address(typed));
    return answer?.options ?? [];
  };
}

/** What an address answers as JSON; null where it does not, as once the session has ended. */
export async function ask(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: 'application/json' } });
    const isJson = answer.headers.get('Content-Type')?.includes('json');
    return answer.ok && isJson ? await answer.json() : null;
  } catch {
    return null;
  }
}
