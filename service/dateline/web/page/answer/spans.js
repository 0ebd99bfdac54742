// Spans of an annotation as a tree, as they nest.

/**
 * Returns the text as a tree: a list of strings and of `{item, children}`, children being such lists again.
 *
 * `items` have half-open offsets `start`, `end` in UTF-16 units, as JavaScript's strings have them. Of two that are equal
 * the one that comes first is the outer. One that crosses another is left out, for marks cannot cross.
 */
export function nest(text, items) {
  const sorted = items
    .map((item, order) => ({ item, order }))
    .filter(({ item }) => 0 <= item.start && item.start < item.end && item.end <= text.length)
    .sort((a, b) => a.item.start - b.item.start || b.item.end - a.item.end || a.order - b.order);
  const root = { end: text.length, children: [], position: 0 };
  const open = [root];
  const close = () => {
    const node = open.pop();
    if (node.position < node.end) node.children.push(text.slice(node.position, node.end));
    open.at(-1).position = node.end;
  };
  for (const { item } of sorted) {
    while (open.length > 1 && open.at(-1).end <= item.start) close();
    const parent = open.at(-1);
    if (item.end > parent.end) continue;
    if (parent.position < item.start) parent.children.push(text.slice(parent.position, item.start));
    const node = { item, end: item.end, children: [], position: item.start };
    parent.children.push(node);
    parent.position = item.start;
    open.push(node);
  }
  while (open.length > 1) close();
  if (root.position < root.end) root.children.push(text.slice(root.position));
  return root.children;
}
