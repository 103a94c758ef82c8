import { builtIn } from "./definitions.ts";
import { failure, type Tool, words } from "./tool.ts";

/** A page as it came, through an egress that has checked address, redirects, size and time. */
interface FetchedPage {
  readonly status: number;
  /** Where it came from in the end. */
  readonly url: string;
  readonly contentType: string;
  readonly body: string;
  /** Whether there was more than the egress takes. */
  readonly cut: boolean;
}

interface WebFetchPorts {
  fetchPage(url: string, signal: AbortSignal): Promise<FetchedPage>;
}

const usualChars = 20_000;
const readable = /^(text\/|application\/(json|xml|xhtml\+xml|rss\+xml|atom\+xml|ld\+json|javascript))/;

/** `web_fetch`: public pages as text, fenced, so that a model sees where foreign words begin and end. */
export function createWebFetch({ fetchPage }: WebFetchPorts): Tool {
  return {
    ...builtIn.webFetch,
    async run({ url, maxChars }, { signal }) {
      const address = String(url);
      if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) return failure("Only http and https addresses.");
      const { username, password } = new URL(address);
      if (username !== "" || password !== "") return failure("No addresses with a name or password.");
      const page = await fetchPage(address, signal);
      const most = typeof maxChars === "number" ? maxChars : usualChars;
      const { title, text, cut } = await textOfPage(page, most);
      const head = [
        `Status ${page.status}, ${page.url}`,
        title && `Title: ${title}`,
        cut && `(cut after ${most} characters)`,
      ];
      const fenced = `<page>\n${text.replaceAll(/<(\/?)page>/gi, "<$1 page>")}\n</page>`;
      const answer = [...head.filter(Boolean), fenced].join("\n");
      return page.status >= 400 ? failure(answer) : words(answer);
    },
  };
}

async function textOfPage(page: FetchedPage, maxChars: number): Promise<{ title: string; text: string; cut: boolean }> {
  const type = page.contentType.toLowerCase();
  if (type !== "" && !readable.test(type))
    return { title: "", text: `[${type.slice(0, 60)}: nothing to read]`, cut: false };
  if (/html/.test(type) || (type === "" && /^\s*</.test(page.body))) {
    // The parser is loaded with the first page, not with the server.
    const { htmlToText } = await import("./html-text.ts");
    const read = htmlToText(page.body, { baseUrl: page.url, maxChars });
    return { ...read, cut: read.cut || page.cut };
  }
  return { title: "", text: page.body.slice(0, maxChars), cut: page.cut || page.body.length > maxChars };
}
