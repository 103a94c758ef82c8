/**
 * `Alt+↑/↓`: the rooms in the order in which the list shows them. The list marks its links with `data-room`, and
 * unread ones with `data-unread`.
 */
export function nextRoomLink(root: ParentNode, step: 1 | -1, unreadOnly: boolean): HTMLElement | null {
  const links = [...root.querySelectorAll<HTMLElement>('[data-region="list"] [data-room]')];
  const here = links.findIndex((link) => link.getAttribute("aria-current") === "page");
  for (let offset = 1; offset <= links.length; offset++) {
    const start = here === -1 && step === -1 ? 0 : here;
    const link = links[(((start + step * offset) % links.length) + links.length) % links.length];
    if (link === undefined || link === links[here]) continue;
    if (!unreadOnly || link.hasAttribute("data-unread")) return link;
  }
  return null;
}
