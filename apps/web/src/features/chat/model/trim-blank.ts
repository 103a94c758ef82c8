/** A sign that is seen: not a blank, and none of those without any width. */
const seen = /[^\s\p{Cf}\p{DI}\u2800]/u;
/** What stands here has its place by what stands before it, seen or not. */
const kept = "pre, table, li, details";

function isBlank(leaf: Node): boolean {
  const within = leaf instanceof Element ? leaf : leaf.parentElement;
  if (within !== null && within.closest(kept) !== null) return false;
  if (leaf instanceof Element) return leaf.tagName !== "HR" && leaf.tagName !== "IMG";
  return !seen.test(leaf.textContent ?? "");
}

/** The nodes without children in their order, or against it. */
function* leavesOf(fragment: DocumentFragment, last: boolean): Generator<Node> {
  const edge = (node: Node) => (last ? node.lastChild : node.firstChild);
  const beside = (node: Node) => (last ? node.previousSibling : node.nextSibling);
  let node: Node | null = edge(fragment);
  while (node !== null) {
    for (let inner: Node | null = edge(node); inner !== null; inner = edge(node)) node = inner;
    yield node;
    while (node !== null && node !== fragment && beside(node) === null) node = node.parentNode;
    node = node === null || node === fragment ? null : beside(node);
  }
}

/**
 * Takes away the blank lines that a message begins and ends with, whatever they are made of: hundreds would hide what is
 * said. A message that is nothing else stays as it is. Each node is looked at once.
 */
export function trimBlank(fragment: DocumentFragment): void {
  for (const last of [false, true]) {
    const blank: Node[] = [];
    let found = false;
    for (const leaf of leavesOf(fragment, last)) {
      found = !isBlank(leaf);
      if (found) break;
      blank.push(leaf);
    }
    if (!found) return;
    for (const leaf of blank) {
      let gone: Node = leaf;
      while (gone.parentNode !== null && gone.parentNode !== fragment && gone.parentNode.childNodes.length === 1)
        gone = gone.parentNode;
      gone.parentNode?.removeChild(gone);
    }
  }
}
