// Areas and lines of the ground: built once on the plane, drawn at any scale, found under a press.

const TURN = 4; // milliseconds of making shapes in a frame
const REACH = 8; // pixels beside a line that still mean it

/** An item {id, parts: [Float64Array], line: bool, spot: [x, y] or null, ...} on the plane, with its `path`, `box`, `wide`. */
function shape(item) {
  const path = new Path2D();
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const part of item.parts) {
    for (let at = 0; at < part.length; at += 2) {
      const [x, y] = [part[at], part[at + 1]];
      if (at) path.lineTo(x, y);
      else path.moveTo(x, y);
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    }
    if (!item.line) path.closePath();
  }
  return { ...item, path, box, wide: (box[2] - box[0]) * (box[3] - box[1]) };
}

/** Makes shapes of rows, `make(row)` -> an item, a few in each frame: five hundred borders at once would be felt. */
export async function shapesOf(rows, make) {
  const found = [];
  let until = performance.now() + TURN;
  for (const row of rows) {
    found.push(shape(make(row)));
    if (performance.now() < until) continue;
    await new Promise(requestAnimationFrame);
    until = performance.now() + TURN;
  }
  return found;
}

/** A layer of shapes, as `shapesOf` makes them, or of few `items`; `lines`: the order of those that are lines. `look(item, colours)` -> {under, fill, alpha, hatch, edge, width(zoom), dash, casing, margin}. */
export function shapesLayer({ order, lines = order, items = [], shapes = items.map(shape), look, label, pick = true, chosen = null }) {
  const byId = new Map(shapes.map((one) => [one.id, one]));
  const marked = new Set();

  function* paint(lines, context, picture, tools) {
    const seen = shapes.filter(({ box, line }) => line === lines && picture.sees(box));
    yield* inSlices(seen, 8, (one) => fill(context, picture, one, look(one, tools.colours)));
    yield* inSlices(seen, 8, (one) => edge(context, picture, one, look(one, tools.colours), "casing"));
    yield* inSlices(seen, 8, (one) => edge(context, picture, one, look(one, tools.colours), "edge"));
    const ringed = chosen ?? { edge: tools.colours["indigo-600"], width: () => 3.5 };
    yield* inSlices(seen.filter(({ id }) => marked.has(id)), 8, (one) => edge(context, picture, one, ringed, "edge"));
  }

  return {
    order,
    pick,
    shapes,
    marked,
    strata: [[order, (...all) => paint(false, ...all)], [lines, (...all) => paint(true, ...all)]],
    *labels(picture, taken, tools) {
      if (!label) return;
      const seen = shapes.filter(({ box }) => picture.sees(box)).sort((one, other) => other.wide - one.wide);
      yield* inSlices(seen, 4, (one) => {
        const found = label(one, picture, tools);
        if (found) taken.write({ ...found, ...room(one, picture), holds: (x, y) => one.line || tools.ground.inside(one, x / picture.scale + picture.left, y / picture.scale + picture.top, 0) });
      });
    },
    at(x, y, scale, tools) {
      const reach = REACH / scale;
      const near = shapes.filter(({ box }) => x >= box[0] - reach && x <= box[2] + reach && y >= box[1] - reach && y <= box[3] + reach);
      const hit = near.filter((one) => tools.inside(one, x, y, reach));
      return hit.sort((one, other) => one.wide - other.wide);
    },
    within(tools, inside) {
      return shapes.filter((one) => inside(...(one.spot ?? [(one.box[0] + one.box[2]) / 2, (one.box[1] + one.box[3]) / 2]))).map(({ id }) => id);
    },
    get: (id) => byId.get(id),
  };
}

/** Where the name goes, and how many pixels it has. */
function room(one, picture) {
  const [x, y] = picture.at(...(one.spot ?? [(one.box[0] + one.box[2]) / 2, (one.box[1] + one.box[3]) / 2]));
  return { x, y, most: one.line ? Infinity : (one.box[2] - one.box[0]) * picture.scale, tall: one.line ? Infinity : (one.box[3] - one.box[1]) * picture.scale };
}

function fill(context, picture, one, found) {
  if (one.line || !(found.fill || found.hatch)) return;
  picture.onPlane(context);
  if (found.under) {
    context.fillStyle = found.under;
    context.fill(one.path, "evenodd");
  }
  if (found.fill) {
    context.globalAlpha = found.alpha ?? 1;
    context.fillStyle = found.fill;
    context.fill(one.path, "evenodd");
    context.globalAlpha = 1;
  }
  if (found.hatch) {
    context.fillStyle = found.hatch(context, picture.scale);
    context.fill(one.path, "evenodd");
  }
}

function edge(context, picture, one, found, what) {
  const colour = found[what];
  if (!colour) return;
  picture.onPlane(context);
  const dashed = found.dash && what === (one.line ? "casing" : "edge"); // a line nobody holds is hollow, its rim dashed
  context.lineJoin = "round";
  context.lineCap = dashed ? "butt" : "round";
  context.strokeStyle = colour;
  const width = found.width(picture.zoom) + (what === "casing" ? (found.margin ?? 2) : 0);
  context.lineWidth = width / picture.scale;
  context.setLineDash(dashed ? found.dash.map((step) => step / picture.scale) : []);
  context.stroke(one.path);
  context.setLineDash([]);
}

/** Does something for each, resting after every `few`. */
export function* inSlices(all, few, work) {
  for (let at = 0; at < all.length; at += 1) {
    work(all[at]);
    if (at % few === few - 1) yield;
  }
}
