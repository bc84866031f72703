// Keeps what is typed as a draft on the server some seconds after the last key. Without this file the button does.

const WAIT = 3000;
const TRY_AGAIN = 20_000;
const OWN = ['_csrf', '_once', 'draft', 'draft-version'];

export class Draft {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector('[data-draft-status]');
    this.saved = this.content();
    // Where the drafts of its room stand: the address it is saved at without its kind.
    this.drafts = form.dataset.draft.replace(/\/[^/]*$/, '');
    form.addEventListener('input', () => this.later());
    form.addEventListener('change', () => this.later());
    form.addEventListener('submit', (event) => this.settle(event));
    // A tab that is put aside or closed saves at once.
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden' && !this.isSent) this.save({ keepalive: true });
    });
    addEventListener('focus', () => this.isBehind && this.save());
    // A page that comes back by Back is an open form again.
    addEventListener('pageshow', () => {
      this.isSent = false;
    });
  }

  content() {
    const fields = new URLSearchParams(new FormData(this.form));
    for (const name of OWN) fields.delete(name);
    return fields.toString();
  }

  later(wait = WAIT) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  /** Saves what changed; one save at a time, since each gives the version that the next one names. */
  save(how = {}) {
    clearTimeout(this.timer);
    this.saving = (this.saving ?? Promise.resolve()).then(() => this.saveOnce(how));
    return this.saving;
  }

  async saveOnce(how) {
    const content = this.content();
    if (content === this.saved || this.isSent) return;
    const answer = await this.post(how);
    if (answer === null) return this.behind();
    if (answer.draft === undefined) {
      this.say(answer.said);
      return;
    }
    this.isBehind = false;
    this.saved = content;
    for (const name of ['draft', 'draft-version']) this.form.elements.namedItem(name).value = answer[name];
    // So that Reload and Back come to the draft and not to an empty form.
    history.replaceState(history.state, '', `${this.drafts}/${answer.draft}`);
    this.say(answer.said, answer.newer === null ? null : { text: 'Open the newer copy', href: answer.newer });
  }

  /** Sends the form as it stands; once more with a new token where somebody signed in again in another tab. */
  async post(how) {
    const first = await this.send(how);
    if (first !== null) return first;
    return (await this.renewToken()) ? this.send(how) : null;
  }

  async send(how) {
    try {
      const answer = await fetch(this.form.dataset.draft, {
        method: 'POST',
        headers: { Accept: 'application/json' },
        body: new URLSearchParams(new FormData(this.form)),
        ...how,
      });
      const isJson = answer.headers.get('Content-Type')?.includes('json');
      return isJson ? await answer.json() : null;
    } catch {
      return null;
    }
  }

  async renewToken() {
    try {
      const page = await (await fetch(this.drafts)).text();
      const found = new DOMParser().parseFromString(page, 'text/html');
      const token = found.querySelector('main input[name="_csrf"]')?.value;
      const isSignIn = found.querySelector('input[type="password"]') !== null;
      if (isSignIn || !token) return false;
      for (const field of document.querySelectorAll('input[name="_csrf"]')) field.value = token;
      return true;
    } catch {
      return false;
    }
  }

  behind() {
    this.isBehind = true;
    this.say(
      'The draft could not be saved: you may be signed out. What you typed is still here; it is saved once you are signed in.',
      {
        text: 'Sign in in another tab',
        href: `/sign-in?return=${encodeURIComponent(this.drafts)}`,
        target: '_blank',
      },
    );
    this.later(TRY_AGAIN);
  }

  say(text, link = null) {
    this.status.replaceChildren(text);
    if (link === null) return;
    this.status.append(
      ' ',
      Object.assign(document.createElement('a'), {
        className: 'govuk-link',
        textContent: link.text,
        href: link.href,
        target: link.target ?? '',
      }),
    );
  }

  /** Nothing is sent while a save is under way, which would otherwise come after what it belongs to was recorded. */
  settle(event) {
    clearTimeout(this.timer);
    if (this.saving !== undefined && !this.isSettled) {
      event.preventDefault();
      const { submitter } = event;
      this.saving.finally(() => {
        this.isSettled = true;
        this.form.requestSubmit(submitter);
      });
      return;
    }
    this.isSettled = false;
    this.isSent = true;
  }
}
