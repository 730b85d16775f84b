// Colours of the map, all from the tokens; hatchings and the marks that points are drawn with.

/** A token's colour. */
export function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Colours by name, read once: asking the page for each of ten thousand marks would be slow. */
export function palette() {
  const names = ["ink-900", "ink-700", "ink-500", "ink-300", "ink-150", "ink-75", "paper", "surface", "indigo-600", "indigo-500", "water", "green"];
  const found = Object.fromEntries(names.map((name) => [name, token(name)]));
  const row = (start, n) => Array.from({ length: n }, (_, at) => token(`${start}${at + 1}`));
  return {
    ...found,
    holders: row("h", 8),
    kinds: row("k", 4),
    heat: row("heat-", 5),
    rungs: row("r", 7),
    time: Object.fromEntries(["later", "week", "soon", "today", "late", "stop"].map((key) => [key, { bg: token(`t-${key}-bg`), fg: token(`t-${key}-fg`) }])),
  };
}

/** A tile of slanting lines, `step` pixels apart; `size` repeats without a seam. */
function slanted(stroke, ground, step, width) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = step;
  const context = tile.getContext("2d");
  if (ground) {
    context.fillStyle = ground;
    context.fillRect(0, 0, step, step);
  }
  context.strokeStyle = stroke;
  context.lineWidth = width;
  context.beginPath();
  for (const shift of [-step, 0, step]) {
    context.moveTo(shift - 1, step + 1);
    context.lineTo(shift + step + 1, -1);
  }
  context.stroke();
  return tile;
}

/** A fill that works on a plane of any scale: `hatch(context, scale)`. */
export function hatching(stroke, ground = "", step = 8, width = 1.25) {
  const tile = slanted(stroke, ground, step * 2, width * 2);
  let made = null;
  return (context, scale) => {
    made ??= context.createPattern(tile, "repeat");
    made.setTransform(new DOMMatrix().scale(0.5 / scale));
    return made;
  };
}

/** A rectangle with round corners, as part of the path. */
export function rounded(context, left, top, wide, tall, radius) {
  context.moveTo(left + radius, top);
  context.arcTo(left + wide, top, left + wide, top + tall, radius);
  context.arcTo(left + wide, top + tall, left, top + tall, radius);
  context.arcTo(left, top + tall, left, top, radius);
  context.arcTo(left, top, left + wide, top, radius);
  context.closePath();
}

/** A picture of so many pixels, sharp on this screen. */
export function drawn(size, draw) {
  const dense = Math.min(window.devicePixelRatio || 1, 2);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = Math.ceil(size * dense);
  const context = canvas.getContext("2d");
  context.scale(dense, dense);
  context.translate(size / 2, size / 2);
  draw(context);
  canvas.span = size;
  return canvas;
}

const FORMS = {
  round(context, radius) {
    context.arc(0, 0, radius, 0, 7);
  },
  square(context, radius) {
    rounded(context, -radius * 0.9, -radius * 0.9, radius * 1.8, radius * 1.8, radius * 0.3);
  },
  diamond(context, radius) {
    const far = radius * 1.2;
    context.moveTo(0, -far);
    context.lineTo(far, 0);
    context.lineTo(0, far);
    context.lineTo(-far, 0);
    context.closePath();
  },
};

/** The mark of a kind of place: a small form from afar, the form with its letter from near by. */
export function placeMark({ form, tint, letter }, near, colours) {
  const radius = near ? 10.5 : 4;
  return drawn(radius * 2 + 8, (context) => {
    context.beginPath();
    FORMS[form](context, radius);
    context.fillStyle = near ? colours.surface : tint;
    context.strokeStyle = near ? tint : colours.surface;
    context.lineWidth = near ? 2 : 1.25;
    context.fill();
    context.stroke();
    if (near) write(context, letter, tint, letter.length > 1 ? 10 : 12);
  });
}

/** The mark of an open entry: time left as fill and form, the rung as a lozenge at its shoulder. */
export function entryMark(level, rung, n, colours) {
  const { bg, fg } = colours.time[level];
  const late = level === "late";
  const radius = n > 1 ? 13 : late ? 10 : 8.5;
  return drawn(radius * 2 + 16, (context) => {
    context.beginPath();
    FORMS[late ? "square" : "round"](context, radius);
    context.fillStyle = late ? striped(context, colours) : bg;
    context.fill();
    context.lineWidth = 1.75;
    context.strokeStyle = level === "stop" ? fg : late || level === "today" ? colours.surface : colours.time.week.fg;
    if (level === "stop") context.setLineDash([3, 2.5]);
    context.stroke();
    context.setLineDash([]);
    if (n > 1) write(context, n > 99 ? "99+" : String(n), fg, 11.5, late ? colours["ink-900"] : "");
    else if (level === "soon" || level === "today") dot(context, fg, level === "today" ? 3.2 : 2.2);
    if (rung > 0) lozenge(context, radius, colours.rungs[Math.min(rung, 6)], colours.surface);
  });
}

function striped(context, colours) {
  return context.createPattern(slanted(colours["ink-500"], colours["ink-900"], 6, 1.6), "repeat");
}

function dot(context, colour, radius) {
  context.beginPath();
  context.arc(0, 0, radius, 0, 7);
  context.fillStyle = colour;
  context.fill();
}

function lozenge(context, radius, colour, edge) {
  context.save();
  context.translate(radius * 0.85, -radius * 0.85);
  context.rotate(Math.PI / 4);
  context.beginPath();
  context.rect(-4, -4, 8, 8);
  context.fillStyle = colour;
  context.strokeStyle = edge;
  context.lineWidth = 1.5;
  context.fill();
  context.stroke();
  context.restore();
}

/** A group of places too dense to be drawn one by one. */
export function heapMark(n, colours) {
  const radius = Math.min(20, 9 + Math.log10(n + 1) * 4);
  return drawn(radius * 2 + 4, (context) => {
    context.beginPath();
    context.arc(0, 0, radius, 0, 7);
    context.fillStyle = colours.surface;
    context.strokeStyle = colours["ink-500"];
    context.lineWidth = 1.5;
    context.fill();
    context.stroke();
    write(context, n > 9999 ? `${Math.round(n / 1000)}k` : String(n), colours["ink-900"], 11);
  });
}

function write(context, text, colour, size, halo = "") {
  context.font = `700 ${size}px ${token("font")}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  if (halo) {
    context.strokeStyle = halo;
    context.lineWidth = 4;
    context.lineJoin = "round";
    context.strokeText(text, 0, 0.5);
  }
  context.fillStyle = colour;
  context.fillText(text, 0, 0.5);
}
