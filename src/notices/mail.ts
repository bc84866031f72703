import { createTransport } from 'nodemailer';
import type { MailConfig } from '../platform/config.ts';
import { isMailAddress } from '../platform/mail-address.ts';

/** An e-mail as it is handed to the mail server. */
export interface Letter {
  /** The same for every attempt, so that a server that gets it twice can tell. */
  id: string;
  to: string;
  subject: string;
  text: string;
}

/**
 * What became of a letter: the server took it, or certainly did not; `final` where it never will. Where the connection
 * broke after the letter was on its way, nobody knows.
 */
export type Posted =
  | { step: 'sent'; answer: string }
  | { step: 'failed'; answer: string; final: boolean }
  | { step: 'unknown'; answer: string };

/** Hands a letter to a mail server. Never throws: whatever happens is told. */
export type PostLetter = (letter: Letter) => Promise<Posted>;

const LONGEST_SUBJECT = 200;

/** A line of a header: no control character, above all no line break, can start another header. */
export function headerLine(text: string): string {
  return [...text]
    .map((character) => ((character.codePointAt(0) as number) < 32 || character === '\u007f' ? ' ' : character))
    .join('')
    .replace(/[\u0085\u2028\u2029]/g, ' ')
    .replace(/ +/g, ' ')
    .trim()
    .slice(0, LONGEST_SUBJECT);
}

/** Letters go to this mail server, each in a connection of its own. */
export function smtpPost({ url, from }: MailConfig): PostLetter {
  const domain = from.slice(from.lastIndexOf('@') + 1);
  return async ({ id, to, subject, text }) => {
    if (!isMailAddress(to)) return { step: 'failed', answer: 'ADDRESS', final: true };
    const watch = new Watch();
    const transport = createTransport({ ...serverOf(url), logger: watch, transactionLog: true });
    try {
      const { response } = await transport.sendMail({
        from: { name: '', address: from },
        to: { name: '', address: to },
        envelope: { from, to: [to] },
        subject: headerLine(subject),
        text,
        messageId: `<${id}@${domain}>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
      return { step: 'sent', answer: codeOf(response) };
    } catch (error) {
      return postedAfter(error as MailError, watch.isOnItsWay);
    } finally {
      transport.close();
    }
  };
}

function serverOf(url: string) {
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === 'smtps:';
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    ...(username === '' ? {} : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/**
 * Listens to the talk with the server for its leave to send the letter itself (354): only after that can it have been
 * taken without our knowing. Errors of the transport do not tell. Nothing that it hears is kept.
 */
class Watch {
  isOnItsWay = false;

  debug(entry: unknown, message?: unknown): void {
    const { tnx } = entry as { tnx?: unknown };
    if (tnx === 'server' && String(message).startsWith('354')) this.isOnItsWay = true;
  }
  level(): void {}
  trace(): void {}
  info(): void {}
  warn(): void {}
  error(): void {}
  fatal(): void {}
}

/** What is known of an error of the transport. Its sentences may quote the letter, so only codes are kept. */
interface MailError {
  code?: unknown;
  responseCode?: unknown;
}

/** Told apart: refused by the server, never reached it, or broken off while the letter was on its way. */
export function postedAfter({ code, responseCode }: MailError, isOnItsWay: boolean): Posted {
  if (typeof responseCode === 'number' && responseCode >= 400) {
    // What is wrong with the server's settings may be mended; what it says of this letter stands.
    const isOfLetter = code === 'EENVELOPE' || code === 'EMESSAGE';
    return { step: 'failed', answer: String(responseCode), final: responseCode >= 500 && isOfLetter };
  }
  const answer = codeOf(typeof code === 'string' ? code : 'ERROR');
  return isOnItsWay ? { step: 'unknown', answer } : { step: 'failed', answer, final: false };
}

function codeOf(text: string): string {
  return /^[A-Za-z0-9_.-]{1,30}/.exec(text)?.[0] ?? 'OK';
}
