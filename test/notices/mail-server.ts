import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';

/** How the server answers, by the command: an answer, or `drop` to break the connection off. `.` ends the letter. */
export type Answers = Record<string, string>;

/** A mail server of a few lines, which keeps what it was sent. */
export class MailServer {
  readonly letters: { from: string; to: string[]; text: string }[] = [];
  /** Taken from its front, one for each connection; the usual answers when it is empty. */
  readonly script: Answers[] = [];
  private readonly server: Server;

  private constructor(server: Server) {
    this.server = server;
  }

  static async open(): Promise<MailServer> {
    const server = createServer();
    const mail = new MailServer(server);
    server.on('connection', (socket) => mail.serve(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return mail;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
    });
  }

  private serve(socket: Socket): void {
    const answers = this.script.shift() ?? {};
    const letter = { from: '', to: [] as string[], text: '' };
    let pending = '';
    let inLetter = false;
    const answer = (command: string, usual: string): boolean => {
      const said = answers[command] ?? usual;
      if (said === 'drop') {
        socket.destroy();
        return false;
      }
      socket.write(`${said}\r\n`);
      return said.startsWith('2') || said.startsWith('3');
    };
    const take = (line: string): void => {
      if (inLetter) {
        if (line !== '.') {
          letter.text += `${line}\n`;
          return;
        }
        inLetter = false;
        if (answers['.'] === 'drop') this.letters.push({ ...letter });
        else if ((answers['.'] ?? '250').startsWith('2')) this.letters.push({ ...letter });
        answer('.', '250 taken');
        return;
      }
      const [command = ''] = line.toUpperCase().split(' ');
      if (command === 'EHLO') answer('EHLO', '250 mail.test');
      else if (command === 'MAIL') {
        letter.from = line;
        answer('MAIL', '250 ok');
      } else if (command === 'RCPT') {
        letter.to.push(line);
        answer('RCPT', '250 ok');
      } else if (command === 'DATA') inLetter = answer('DATA', '354 go on');
      else if (command === 'QUIT') {
        answer('QUIT', '221 bye');
        socket.end();
      } else answer(command, '250 ok');
    };
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      const lines = (pending + bytes.toString('utf8')).split('\r\n');
      pending = lines.pop() ?? '';
      for (const line of lines) take(line);
    });
    answer('greeting', '220 mail.test');
  }
}

/** A letter's headers, each on one line, and its body as people read it. */
export function opened(text: string): { headers: string; body: string } {
  const end = text.indexOf('\n\n');
  const body = text
    .slice(end + 2)
    .replaceAll('=\n', '')
    .replace(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return { headers: text.slice(0, end).replace(/\n /g, ' '), body };
}
