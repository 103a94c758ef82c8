import { createServer, type Socket } from "node:net";
import { freePort } from "./node26.ts";

/** A letter as it was handed over. */
export interface Letter {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body with its transfer encodings undone, dots unstuffed. */
  readonly text: string;
}

/** A mail server on loopback that takes every letter and delivers none. Source: RFC 5321. */
export interface MailServer {
  readonly port: number;
  /** For Synapse's `email`. */
  readonly synapseConfig: Readonly<Record<string, unknown>>;
  /** Newest last. */
  readonly letters: readonly Letter[];
  /** Refuses every recipient from now on. */
  full: boolean;
  /** The `n`th letter to an address (from 1), once it is there. */
  letterTo(address: string, n?: number): Promise<Letter>;
  stop(): Promise<void>;
}

interface Envelope {
  from: string;
  to: string[];
}

const waitMs = 15_000;
const longestLetter = 1_000_000;

/** Starts it on a free port. */
export async function startMailServer(): Promise<MailServer> {
  const port = await freePort();
  const letters: Letter[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => {});
    speak(socket, { isFull: () => mail.full, take: (letter) => void letters.push(letter) });
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const mail: MailServer = {
    port,
    letters,
    full: false,
    synapseConfig: {
      smtp_host: "127.0.0.1",
      smtp_port: port,
      enable_tls: false,
      notif_from: "%(app)s <noreply@homeserver.example>",
      app_name: "Homeserver",
    },
    async letterTo(address, n = 1) {
      const until = Date.now() + waitMs;
      for (;;) {
        const found = letters.filter(({ to }) => to.includes(address))[n - 1];
        if (found !== undefined) return found;
        if (Date.now() > until) throw new Error(`no letter ${n} to ${address} within ${waitMs} ms`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return mail;
}

interface Office {
  isFull(): boolean;
  take(letter: Letter): void;
}

/** One conversation: commands line by line, a letter up to its lone dot. */
function speak(socket: Socket, office: Office): void {
  const say = (words: string) => void socket.write(`${words}\r\n`);
  let envelope: Envelope = { from: "", to: [] };
  let rest = "";
  let inLetter = false;
  const command = (line: string): string => {
    const [verb, argument] = [line.slice(0, 4).toUpperCase(), line.slice(5)];
    const address = /<([^>]*)>/.exec(argument)?.[1] ?? "";
    switch (verb) {
      case "EHLO":
        return "250-mail.example\r\n250-SIZE 1000000\r\n250 8BITMIME";
      case "HELO":
      case "NOOP":
        return "250 mail.example";
      case "RSET":
      case "MAIL":
        envelope = { from: address, to: [] };
        return "250 Go on";
      case "RCPT":
        if (office.isFull()) return "550 No such mailbox";
        envelope.to.push(address);
        return "250 Go on";
      case "DATA":
        inLetter = envelope.to.length > 0;
        return inLetter ? "354 End with a lone dot" : "503 To whom?";
      case "QUIT":
        return "221 Bye";
      default:
        return "502 Not known here";
    }
  };
  socket.setEncoding("latin1");
  socket.on("data", (chunk: string) => {
    rest += chunk;
    if (rest.length > longestLetter) {
      socket.destroy();
      return;
    }
    for (;;) {
      const end = rest.indexOf(inLetter ? "\r\n.\r\n" : "\r\n");
      if (end === -1) return;
      const words = rest.slice(0, end);
      rest = rest.slice(end + (inLetter ? 5 : 2));
      if (!inLetter) {
        const answer = command(words);
        say(answer);
        if (answer.startsWith("221")) socket.end();
        continue;
      }
      inLetter = false;
      office.take({ ...envelope, text: decoded(words.replaceAll("\r\n..", "\r\n.")) });
      say("250 Taken");
    }
  });
  say("220 mail.example ESMTP");
}

/** Undoes base64 and quoted-printable of every part. Source: RFC 2045, 6.7 and 6.8. */
function decoded(letter: string): string {
  return letter.replace(
    /(content-transfer-encoding: (base64|quoted-printable)[\s\S]*?\r\n\r\n)([\s\S]*?)(?=\r\n--|$)/gi,
    (_, head: string, kind: string, body: string) =>
      head +
      (kind.toLowerCase() === "base64"
        ? Buffer.from(body, "base64").toString("utf8")
        : body
            .replace(/=\r\n/g, "")
            .replace(/=([0-9A-F]{2})/gi, (_sign, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))),
  );
}
