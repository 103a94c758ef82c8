const mostTries = 4;

/**
 * Asks once more for stylesheets whose way broke while the page was loading, as it does when a laptop changes its network:
 * the browser itself leaves such a page naked for good. Called by a module, which runs when all of them have come or not.
 */
export function mendStyles(page: Document, after: (ms: number, fn: () => void) => void): void {
  for (const link of page.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]')) {
    if (isNaked(link)) askAgain(link, after, 1);
  }
}

/** One that failed has a sheet all the same, without rules or closed to us. */
function isNaked({ sheet }: HTMLLinkElement): boolean {
  try {
    return sheet === null || sheet.cssRules.length === 0;
  } catch {
    return true;
  }
}

function askAgain(link: HTMLLinkElement, after: (ms: number, fn: () => void) => void, tries: number): void {
  const again = link.ownerDocument.createElement("link");
  again.rel = "stylesheet";
  again.href = link.href;
  again.crossOrigin = link.crossOrigin;
  again.onerror = () => {
    if (tries < mostTries) after(tries * 500, () => askAgain(again, after, tries + 1));
  };
  link.replaceWith(again);
}
