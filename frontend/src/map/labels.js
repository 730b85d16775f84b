// Names on the map: the more important first, none over another, none wider than what it names.

const GRID = 64; // pixels of a cell in which names are compared
const AIR = 3;

export class Labels {
  constructor(context, picture, font, halo) {
    this.context = context;
    this.picture = picture;
    this.font = font;
    this.halo = halo;
    this.cells = new Map();
    this.marks = new Map();
    this.widths = Labels.widths;
    this.kept = [];
  }

  /** A mark lies here: names go beside it. box: [left, top, right, bottom] in pixels. */
  keepOff(box) {
    for (const key of keysOf(box)) this.marks.set(key, [...(this.marks.get(key) ?? []), box]);
  }

  /**
   * text, and under it `sub` where there is room; x, y: the middle; most, tall: pixels it may take; `must`: written over a
   * mark rather than not at all. A name keeps off marks by stepping aside inside what it names (`holds`).
   */
  write({ x, y, text, sub = "", size = 13, colour, subColour, halo = this.halo, most = Infinity, tall = Infinity, weight = 700, must = false, holds = () => true }) {
    const small = size - 1.5;
    const wide = this.wide(text, size, weight);
    if (wide > most - 2 * AIR || size * 1.3 > tall) return false;
    const under = sub ? this.wide(sub, small, 400) : 0;
    const fits = sub && size + small + 8 <= tall && under <= most - 2 * AIR;
    const lines = fits ? [sub, ""] : [""];
    for (const clear of must ? [true, false] : [true]) {
      for (const line of lines) {
        const [width, height] = [Math.max(wide, line ? under : 0) + 2 * AIR, size * 1.3 + (line ? small * 1.4 : 0)];
        for (const [aside, down] of steps(Math.min(most, 400), Math.min(tall, 240), width, height)) {
          const box = [x + aside - width / 2, y + down - height / 2, x + aside + width / 2, y + down + height / 2];
          if ((aside || down) && !(holds(box[0], y + down) && holds(box[2], y + down))) continue;
          if (!this.take(box, clear)) continue;
          this.kept.push({ x: x + aside, y: y + down - (line ? small * 0.7 : 0), text, size, weight, colour, halo });
          if (line) this.kept.push({ x: x + aside, y: y + down + size * 0.65, text: line, size: small, weight: 400, colour: subColour ?? colour, halo });
          return true;
        }
      }
    }
    return false;
  }

  /** Puts them on the picture. */
  *draw() {
    const { context } = this;
    this.picture.plain(context);
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    for (const [at, { x, y, text, size, weight, colour, halo }] of this.kept.entries()) {
      context.font = `${weight} ${size}px ${this.font}`;
      if (halo) {
        context.strokeStyle = halo;
        context.lineWidth = 3.5;
        context.strokeText(text, x, y);
      }
      context.fillStyle = colour;
      context.fillText(text, x, y);
      if (at % 5 === 4) yield;
    }
  }

  wide(text, size, weight) {
    const key = `${weight} ${size} ${text}`;
    if (!this.widths.has(key)) {
      this.context.font = `${weight} ${size}px ${this.font}`;
      this.widths.set(key, this.context.measureText(text).width);
    }
    return this.widths.get(key);
  }

  /** Takes the place unless another name, or with `clear` a mark, has it. */
  take(box, clear) {
    const keys = keysOf(box);
    const meets = (other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1];
    const taken = (of) => keys.some((key) => of.get(key)?.some(meets));
    if (taken(this.cells) || (clear && taken(this.marks))) return false;
    for (const key of keys) this.cells.set(key, [...(this.cells.get(key) ?? []), box]);
    return true;
  }
}

/** Cells of the grid that a box touches. */
function keysOf([left, top, right, bottom]) {
  const keys = [];
  for (let column = Math.floor(left / GRID); column <= Math.floor(right / GRID); column += 1) {
    for (let line = Math.floor(top / GRID); line <= Math.floor(bottom / GRID); line += 1) keys.push(`${column} ${line}`);
  }
  return keys;
}

/** Where a name may stand instead of the middle: as far as a quarter of what it names. */
function steps(most, tall, width, height) {
  const [far, deep] = [Math.max(0, Math.min(most / 4, (most - width) / 2)), Math.max(0, Math.min(tall / 4, (tall - height) / 2))];
  if (!Number.isFinite(far + deep)) return [[0, 0]];
  return [[0, 0], [0, -deep], [0, deep], [-far, 0], [far, 0], [-far, -deep], [far, -deep], [-far, deep], [far, deep]];
}

Labels.widths = new Map();
