import { isMailAddress } from './mail-address.ts';
import { inProject } from './root.ts';

export type DatabaseConfig = { kind: 'sqlite'; file: string } | { kind: 'postgres'; url: string };

export interface Config {
  host: string;
  port: number;
  production: boolean;
  database: DatabaseConfig;
  /** When the record is verified each day, as `HH:MM` in London. */
  verifyAt: string;
  /** Where people reach the program; null where it is not set. */
  baseUrl: string | null;
  /** The program that scans attached files for viruses, with its arguments; null for none. */
  scanCommand: string | null;
  /** From when people are reminded each day, as `HH:MM` in London. */
  remindAt: string;
  /** The mail server of the office; null where it has none, so that nothing is sent. */
  mail: MailConfig | null;
  /** Where people reach the program, without a slash at its end: papers lead there. */
  address: string;
}

export interface MailConfig {
  /** smtp:// or smtps://, with a name and a password where the server asks for them. */
  url: string;
  from: string;
  /** What links in letters begin with, without a slash at its end. */
  baseUrl: string;
}

/** Raised at start when a setting is wrong: the sentence names the variable, what was found and what is expected. */
export class ConfigError extends Error {}

/**
 * Reads HOST, PORT, DATABASE_FILE, DATABASE_URL, NODE_ENV, VERIFY_AT, SCAN_COMMAND, REMIND_AT, SMTP_URL, MAIL_FROM and
 * BASE_URL, once, at start. None is needed: by default the program serves 127.0.0.1:3000 from `data/cse-fund.sqlite`,
 * scans nothing and sends no mail.
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const host = env.HOST ?? '127.0.0.1';
  if (!/^[A-Za-z0-9.:_-]{1,253}$/.test(host)) {
    throw new ConfigError(`HOST is ${JSON.stringify(host)}; it must be a host name or an address, like 127.0.0.1.`);
  }
  const port = env.PORT ?? '3000';
  if (!/^[0-9]{1,5}$/.test(port) || Number(port) > 65535) {
    throw new ConfigError(`PORT is ${JSON.stringify(port)}; it must be a whole number from 0 to 65535.`);
  }
  const mode = env.NODE_ENV ?? 'development';
  if (!['development', 'test', 'production'].includes(mode)) {
    throw new ConfigError(`NODE_ENV is ${JSON.stringify(mode)}; it must be development, test or production.`);
  }
  return {
    host,
    port: Number(port),
    production: mode === 'production',
    database: readDatabase(env),
    verifyAt: timeOf(env, 'VERIFY_AT', '02:30'),
    remindAt: timeOf(env, 'REMIND_AT', '07:00'),
    mail: readMail(env),
    baseUrl: env.BASE_URL?.replace(/\/$/, '') ?? null,
    scanCommand: readScanCommand(env),
    address: env.BASE_URL?.replace(/\/$/, '') ?? `http://${host}:${port}`,
  };
}

function readScanCommand({ SCAN_COMMAND: command }: Record<string, string | undefined>): string | null {
  if (command === undefined) return null;
  if (command.trim() === '' || /[\r\n]/.test(command)) {
    throw new ConfigError('SCAN_COMMAND must be a program with its arguments, like clamdscan --no-summary -.');
  }
  return command;
}

function timeOf(env: Record<string, string | undefined>, name: string, usual: string): string {
  const time = env[name] ?? usual;
  if (!/^([01][0-9]|2[0-3]):[0-5][0-9]$/.test(time)) {
    throw new ConfigError(`${name} is ${JSON.stringify(time)}; it must be a time of day like ${usual}.`);
  }
  return time;
}

/** Reads where letters go. The address of the server may hold a password, so what was found is never said of it. */
function readMail(env: Record<string, string | undefined>): MailConfig | null {
  const { SMTP_URL: url, MAIL_FROM: from, BASE_URL: base } = env;
  if (from !== undefined && !isMailAddress(from)) {
    throw new ConfigError(
      `MAIL_FROM is ${JSON.stringify(from)}; it must be one plain address, like cse@office.example.`,
    );
  }
  if (base !== undefined && !isBase(base)) {
    throw new ConfigError(
      `BASE_URL is ${JSON.stringify(base)}; it must be where people reach the program, like https://cse.office.example.`,
    );
  }
  if (url === undefined) return null;
  if (!isSmtp(url)) {
    throw new ConfigError(
      'SMTP_URL must be like smtp://mail.office.example:587 or smtps://name:password@mail.office.example, with nothing after the port.',
    );
  }
  if (from === undefined) throw new ConfigError('SMTP_URL is set, so MAIL_FROM must be: from whom letters come.');
  if (base === undefined)
    throw new ConfigError('SMTP_URL is set, so BASE_URL must be: what links in letters begin with.');
  return { url, from, baseUrl: base.replace(/\/$/, '') };
}

function isSmtp(text: string): boolean {
  const url = parsed(text);
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === '') return false;
  return ['', '/'].includes(url.pathname) && url.search === '' && url.hash === '';
}

function isBase(text: string): boolean {
  const url = parsed(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return false;
  return url.pathname === '/' && [url.search, url.hash, url.username, url.password].every((part) => part === '');
}

function parsed(text: string): URL | null {
  return /\s/.test(text) || !URL.canParse(text) ? null : new URL(text);
}

function readDatabase(env: Record<string, string | undefined>): DatabaseConfig {
  const url = env.DATABASE_URL;
  const file = env.DATABASE_FILE;
  if (url !== undefined && file !== undefined) {
    throw new ConfigError('DATABASE_URL and DATABASE_FILE are both set; set one: PostgreSQL or a SQLite file.');
  }
  if (url !== undefined) {
    if (!/^postgres(ql)?:\/\/\S+$/.test(url)) {
      throw new ConfigError('DATABASE_URL must begin with postgres:// or postgresql:// and hold no spaces.');
    }
    return { kind: 'postgres', url };
  }
  if (file !== undefined && (file.trim() === '' || file.includes('\0') || file === ':memory:')) {
    throw new ConfigError(`DATABASE_FILE is ${JSON.stringify(file)}; it must be the path of a SQLite file.`);
  }
  return { kind: 'sqlite', file: file ?? inProject('data', 'cse-fund.sqlite') };
}
