// What the pages of zones have in common: the words in them, the settings on them, a map opened in them.
import { openGround } from "./ground.js";

/** The word called `name`, with {n} replaced. */
export function worded(box) {
  const words = box.querySelector("template[data-words]")?.content;
  return (name, n = "") => (words?.querySelector(`[data-w="${name}"]`)?.textContent ?? "").replace("{n}", n);
}

/** What an attribute holds as JSON; null for nothing. */
export function given(box, name) {
  return box.dataset[name] ? JSON.parse(box.dataset[name]) : null;
}

/** The map of a page, opened at the box the page names. */
export function groundOf(box, word) {
  return openGround(box.querySelector("[data-ground]"), {
    bounds: widened(given(box, "box")),
    tiles: given(box, "tiles"),
    words: { in: word("in"), out: word("out") },
  });
}

/** A little air around a box of degrees. */
function widened([west, south, east, north]) {
  const [x, y] = [Math.max((east - west) * 0.12, 0.0006), Math.max((north - south) * 0.12, 0.0006)];
  return [west - x, south - y, east + x, north + y];
}

/** A size in words: {area, length, points, line}. */
export function sizeWords({ area, length, line }, word) {
  if (!length) return "";
  const far = length >= 1000 ? word("km", short(length / 1000, 2)) : word("m", short(length, 0));
  if (line) return far;
  const wide = area >= 1e6 ? word("km2", short(area / 1e6, 2)) : area >= 1e4 ? word("ha", short(area / 1e4, 1)) : word("m2", short(area, 0));
  return `${wide} · ${word("round", far)}`;
}

const short = (value, digits) => value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: digits, minimumFractionDigits: digits });
