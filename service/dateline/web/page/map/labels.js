// Labels of the map, none over another.

const PLACES = [
  ({ x, y, gap }) => ({ x: x + gap, y: y + 4, anchor: "start" }),
  ({ x, y, gap }) => ({ x: x - gap, y: y + 4, anchor: "end" }),
  ({ x, y, gap }) => ({ x, y: y - gap - 2, anchor: "middle" }),
  ({ x, y, gap }) => ({ x, y: y + gap + 11, anchor: "middle" }),
];
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/**
 * Returns where labels go: those of `wanted` that find room, each with `x`, `y` and `anchor` beside what it had.
 *
 * `wanted` are `{x, y, gap, text, size}`, the most important first: a point, the distance to keep from it and the text's
 * height in pixels; `isFixed` ones go to the point itself or nowhere. Points of `taken`, `{x, y, gap}`, stay free.
 */
export function placeLabels(wanted, taken, width, height) {
  const boxes = taken.map(({ x, y, gap }) => ({ left: x - gap, right: x + gap, top: y - gap, bottom: y + gap }));
  boxes.push({ left: 0, right: 130, top: height - 34, bottom: height }); // The scale.
  boxes.push({ left: width - 48, right: width, top: 0, bottom: 120 }); // The buttons.
  const placed = [];
  for (const label of wanted) {
    const length = lengthOf(label);
    const own = boxes.findIndex((box) => box.left === label.x - label.gap && box.top === label.y - label.gap);
    const choices = label.isFixed ? [{ x: label.x, y: label.y + 4, anchor: "middle" }] : PLACES.map((place) => place(label));
    for (const choice of choices) {
      const left = choice.x - { start: 0, middle: length / 2, end: length }[choice.anchor];
      const box = { left: left - 2, right: left + length + 2, top: choice.y - label.size, bottom: choice.y + 4 };
      if (box.left < 2 || box.right > width - 2 || box.top < 2 || box.bottom > height - 2) continue;
      if (boxes.some((other, number) => number !== own && overlap(box, other))) continue;
      boxes.push(box);
      placed.push({ ...label, ...choice });
      break;
    }
  }
  return placed;
}

/** Returns about how many pixels long a label is: a letter is half as wide as high, a Chinese character as wide. */
function lengthOf({ text, size, isFixed }) {
  const shares = [...text].map((character) => (WIDE.test(character) ? 1 : isFixed ? 0.72 : 0.56));
  return size * shares.reduce((sum, share) => sum + share, 0);
}

function overlap(a, b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
