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
    this.widths = Labels.widths;
    this.kept = [];
  }

  /** text, and under it `sub` where there is room; x, y: the middle; most, tall: pixels it may take. */
  write({ x, y, text, sub = "", size = 13, colour, subColour, halo = this.halo, most = Infinity, tall = Infinity, weight = 700 }) {
    const wide = this.wide(text, size, weight);
    if (wide > most - 2 * AIR || size * 1.3 > tall) return false;
    const small = size - 1.5;
    const under = sub && size + small + 8 <= tall && this.wide(sub, small, 400) <= most - 2 * AIR ? sub : "";
    const width = Math.max(wide, under ? this.wide(under, small, 400) : 0) + 2 * AIR;
    for (const line of under ? [under, ""] : [""]) {
      const height = size * 1.3 + (line ? small * 1.4 : 0);
      const taken = [x - (line ? width : wide + 2 * AIR) / 2, y - height / 2, x + (line ? width : wide + 2 * AIR) / 2, y + height / 2];
      if (!this.free(taken)) continue;
      this.kept.push({ x, y: line ? y - small * 0.7 : y, text, size, weight, colour, halo });
      if (line) this.kept.push({ x, y: y + size * 0.65, text: line, size: small, weight: 400, colour: subColour ?? colour, halo });
      return true;
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
      if (at % 15 === 14) yield;
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

  /** Takes the place unless somebody has it. */
  free(box) {
    const keys = [];
    for (let column = Math.floor(box[0] / GRID); column <= Math.floor(box[2] / GRID); column += 1) {
      for (let line = Math.floor(box[1] / GRID); line <= Math.floor(box[3] / GRID); line += 1) keys.push(`${column} ${line}`);
    }
    const meets = (other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1];
    if (keys.some((key) => (this.cells.get(key) ?? []).some(meets))) return false;
    for (const key of keys) this.cells.set(key, [...(this.cells.get(key) ?? []), box]);
    return true;
  }
}

Labels.widths = new Map();
