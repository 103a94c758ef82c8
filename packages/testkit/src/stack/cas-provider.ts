import { createServer } from "node:http";
import { freePort } from "./node26.ts";

/** A small identity provider on loopback that speaks CAS 2.0: whoever comes is signed in as the person that was set. */
export interface CasProvider {
  /** For Synapse's `cas_config.server_url`. */
  readonly url: string;
  /** Who sits before the screen; null: nobody, the sign-in is declined. */
  person: string | null;
  stop(): Promise<void>;
}

/** Starts it on a free port. Source: CAS protocol 2.0, "/login" and "/proxyValidate". */
export async function startCasProvider(): Promise<CasProvider> {
  const tickets = new Map<string, string>();
  let made = 0;
  const server = createServer((request, response) => {
    const asked = new URL(request.url ?? "/", "http://cas");
    const service = asked.searchParams.get("service") ?? "";
    if (asked.pathname === "/login" && URL.canParse(service)) {
      const back = new URL(service);
      if (provider.person === null) {
        response.writeHead(403, { "content-type": "text/plain" }).end("Declined.");
        return;
      }
      made += 1;
      const ticket = `ST-${made}`;
      tickets.set(ticket, provider.person);
      back.searchParams.set("ticket", ticket);
      response.writeHead(302, { location: back.href }).end();
      return;
    }
    if (asked.pathname === "/proxyValidate") {
      const ticket = asked.searchParams.get("ticket") ?? "";
      const person = tickets.get(ticket);
      // Good once.
      tickets.delete(ticket);
      response.writeHead(200, { "content-type": "application/xml" }).end(answer(person));
      return;
    }
    response.writeHead(404).end();
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const provider: CasProvider = {
    url: `http://127.0.0.1:${port}`,
    person: null,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return provider;
}

function answer(person: string | undefined): string {
  const inside =
    person === undefined
      ? `<cas:authenticationFailure code="INVALID_TICKET">unknown</cas:authenticationFailure>`
      : `<cas:authenticationSuccess><cas:user>${person}</cas:user></cas:authenticationSuccess>`;
  return `<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">${inside}</cas:serviceResponse>`;
}
