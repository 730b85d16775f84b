// From the server's rows to layers of the ground: zones with their holders, roads, sites, open entries, heat, gaps.
import { cellsLayer, pointsLayer, shapesLayer, shapesOf, tints } from "./ground.js";

const GROUPS = ["road", "residential", "commerce", "public_space", "facility", "transport", "window", "medical", "education", "culture", "practice", "rural"];
const FORMS = ["round", "square", "diamond"];
const LEVELS = ["later", "stop", "week", "today", "late"]; // the darker comes out on top
const NEAR = 14.5; // from this zoom on a site shows its letter
const HEAP = 34; // pixels in which open entries are told together
const BLUE = new Set(["river"]);
const GREEN = new Set(["park", "square", "scenic_area"]);

/** An id without its hyphens -> with them. */
export function id(hex) {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Zones: the holder's colour while `coloured()`, else plain ground. */
export async function zonesLayer(ground, data, coloured, words) {
  const { plane, colours } = ground;
  const none = tints.hatching(colours["ink-500"], "", 9, 1.1);
  const shapes = await shapesOf(data.zones, ([hex, name, depth, holder, line, spot, parts]) => ({
    id: id(hex), name, depth, holder, line: Boolean(line), parts: parts.map((part) => plane.read(part)),
    spot: plane.on(spot[0] / 1e6, spot[1] / 1e6), who: data.holders[holder]?.[0] ?? "", unit: data.holders[holder]?.[1] ?? "",
    tint: holder < 0 ? "" : colours.holders[data.holders[holder][2]],
  }));
  const width = (one) => (zoom) => (one.line ? Math.max(2.5, (zoom - 10) * 1.6) : one.depth ? (zoom > 12.5 ? 0.9 : 0.5) : 1.4);
  return shapesLayer({
    order: 10,
    shapes,
    look: (one) => {
      const on = coloured();
      const open = on && one.holder === -1;
      const edge = one.line ? (one.holder >= 0 && on ? one.tint : colours["ink-500"]) : one.depth ? colours["ink-300"] : colours["ink-500"];
      return {
        under: one.depth && on && one.tint ? colours.surface : "",
        fill: on && one.tint ? one.tint : one.depth ? "" : colours.surface,
        alpha: on && one.tint ? 0.62 : 1,
        hatch: open && !one.line ? none : null,
        edge: open ? colours["ink-900"] : edge,
        dash: open ? [5, 4] : null,
        casing: !one.depth || one.line ? colours.surface : "",
        margin: 3,
        width: width(one),
      };
    },
    label: (one, picture) => {
      if (one.line && (!coloured() || one.holder === -2 || picture.zoom < 13.5)) return null;
      const main = one.depth === 0;
      return {
        text: one.name, sub: coloured() ? (one.holder === -1 ? words.nobody : one.who) : "", size: main ? 15 : 12.5,
        colour: main ? colours["ink-900"] : colours["ink-700"], subColour: colours["ink-700"], weight: main ? 700 : 400, must: main,
      };
    },
  });
}

/** Sites that are lines and areas: roads, rivers, parks; the drawing that lies under everything. */
export async function roadsLayer(ground, data) {
  const { plane, colours } = ground;
  const shapes = await shapesOf(data.lines, ([at, line, parts]) => {
    const [, group, code] = data.types[data.kinds[at]];
    return { id: id(data.ids.slice(at * 32, at * 32 + 32)), name: data.names[at], group, code, line: Boolean(line), parts: parts.map((part) => plane.read(part)) };
  });
  const width = ({ code }) => (zoom) => Math.max(1.2, (zoom - 10.5) * (code === "road_main" ? 2 : BLUE.has(code) ? 2.6 : 1.3));
  return shapesLayer({
    order: 20,
    pick: false,
    shapes,
    look: (one) => {
      const water = BLUE.has(one.code);
      return {
        fill: one.line ? "" : GREEN.has(one.code) ? colours.green : water ? colours.water : colours["ink-75"],
        alpha: 0.85,
        edge: water ? colours.water : one.line ? colours.surface : "",
        casing: one.line && !water ? colours["ink-300"] : "",
        width: width(one),
        margin: 1.6,
      };
    },
    label: (one, picture) => (picture.zoom < (one.code === "alley_back" ? 15 : one.code === "road_main" || BLUE.has(one.code) ? 13.25 : 14) ? null : { text: one.name, size: 11.5, weight: 400, colour: colours["ink-500"] }),
  });
}

/** Sites by group of kinds: form and colour from afar, the letter of the group from near by. */
export function sitesLayer(ground, data, words) {
  const { plane, colours } = ground;
  const points = plane.read(data.points);
  const n = data.kinds.length;
  const [xs, ys] = [new Float64Array(n), new Float64Array(n)];
  for (let at = 0; at < n; at += 1) [xs[at], ys[at]] = [points[at * 2], points[at * 2 + 1]];
  const ids = { length: n, at: (at) => id(data.ids.slice(at * 32, at * 32 + 32)) };
  const marks = new Map();
  const mark = (at, zoom) => {
    const key = `${data.types[data.kinds[at]][1]} ${zoom >= NEAR}`;
    if (!marks.has(key)) marks.set(key, siteMark(data.types[data.kinds[at]][1], zoom >= NEAR, colours, words));
    return marks.get(key);
  };
  const item = (at) => ({ name: data.names[at], kind: data.types[data.kinds[at]][0] });
  return pointsLayer({ order: 40, xs, ys, ids, mark, gap: (zoom) => (zoom < NEAR ? 5 : 9), item, ring: colours["indigo-600"], keeps: (zoom) => zoom >= NEAR });
}

/** The mark of a group of kinds of places. */
export function siteMark(group, near, colours, words) {
  const at = Math.max(0, GROUPS.indexOf(group));
  return tints.placeMark({ form: FORMS[at % 3], tint: colours.kinds[Math.floor(at / 3)], letter: words.groups[group]?.[0] ?? "" }, near, colours);
}

/** Squares in which the sites were only counted. */
export function heapsLayer(ground, data) {
  const { plane, colours } = ground;
  const spots = data.heaps.map(([lon, lat]) => plane.on(lon / 1e6, lat / 1e6));
  const marks = new Map();
  const mark = (at) => {
    const n = data.heaps[at][2];
    if (!marks.has(n)) marks.set(n, tints.heapMark(n, colours));
    return marks.get(n);
  };
  return pointsLayer({
    order: 40, xs: Float64Array.from(spots, ([x]) => x), ys: Float64Array.from(spots, ([, y]) => y), ids: data.heaps.map((_, at) => `heap ${at}`),
    mark, item: (at) => ({ n: data.heaps[at][2], heap: true }), ring: colours["indigo-600"],
  });
}

/** Open entries; those at one spot are one mark with their number, as dark as the most urgent. */
export function entriesLayer(ground, data, zoom) {
  const { plane, colours } = ground;
  const heaps = gathered(data.entries, plane, HEAP / ground.map.getZoomScale(zoom, 14));
  const found = heaps.sort((one, other) => LEVELS.indexOf(other.level) - LEVELS.indexOf(one.level));
  const marks = new Map();
  const mark = (at) => {
    const { level, rung, all } = found[at];
    const key = `${level} ${rung} ${all.length}`;
    if (!marks.has(key)) marks.set(key, tints.entryMark(level, rung, all.length, colours));
    return marks.get(key);
  };
  return pointsLayer({
    order: 60, over: true, xs: Float64Array.from(found, ({ x }) => x), ys: Float64Array.from(found, ({ y }) => y), ids: found.map(({ all }) => all[0].number),
    mark, reach: 18, item: (at) => ({ entries: found[at].all }), ring: colours["indigo-600"],
  });
}

/** Entries nearer to each other than `reach` (on the plane) as one: the first, most urgent, keeps its place. */
function gathered(entries, plane, reach) {
  const cells = new Map();
  const found = [];
  for (const [number, name, place, level, rung, lon, lat] of entries) {
    const [x, y] = plane.on(lon / 1e6, lat / 1e6);
    const [column, line] = [Math.floor(x / reach), Math.floor(y / reach)];
    const near = [-1, 0, 1].flatMap((aside) => [-1, 0, 1].flatMap((down) => cells.get(`${column + aside} ${line + down}`) ?? []));
    let heap = near.find((one) => Math.hypot(one.x - x, one.y - y) < reach);
    if (!heap) {
      heap = { x, y, level, rung, all: [] };
      found.push(heap);
      cells.set(`${column} ${line}`, [...(cells.get(`${column} ${line}`) ?? []), heap]);
    }
    heap.all.push({ number, name, place, level, rung });
    heap.rung = Math.max(heap.rung, rung);
    if (LEVELS.indexOf(level) > LEVELS.indexOf(heap.level)) heap.level = level;
  }
  return found;
}

/** Squares of the ground by number: from light to dark, the worst hatched. */
export function heatLayer(ground, data) {
  const { plane, colours } = ground;
  const [wide, tall] = data.cell;
  const steps = limits(data.squares.map(([, , n]) => n));
  const cells = data.squares.map(([column, line, n]) => {
    const [left, bottom] = plane.on(column * wide, line * tall);
    const [right, top] = plane.on((column + 1) * wide, (line + 1) * tall);
    return { id: `${column} ${line}`, box: [left, top, right, bottom], n, step: steps.findIndex(([, last]) => n <= last), middle: [(column + 0.5) * wide, (line + 0.5) * tall] };
  });
  const hatch = tints.hatching(colours["ink-300"], colours["ink-900"], 7, 1.3);
  return { ...cellsLayer({ order: 30, cells, hatch }), steps };
}

/** At most five spans of numbers [first, last], each about as long on a square root's scale; the last is the worst. */
export function limits(numbers) {
  const most = Math.max(1, ...numbers);
  const found = [];
  for (let step = 1; step <= 5; step += 1) {
    const last = step === 5 ? most : Math.floor(((step / 5) * Math.sqrt(most)) ** 2);
    const first = found.length ? found.at(-1)[1] + 1 : 1;
    found.push(last >= first ? [first, last] : [first, first - 1]);
  }
  return found;
}

/** Gaps: ground and points that somebody should have. shapes: [id, name, url, line, spot, parts]; points: [id, name, url, lon, lat]. */
export async function gapsLayer(ground, data) {
  const { plane, colours } = ground;
  const hatch = tints.hatching(colours["ink-900"], "", 6, 1.4);
  const areas = (data.shapes ?? []).map(([key, name, url, line, spot, parts]) => ({ id: key, name, url, line: Boolean(line), parts: parts.map((part) => plane.read(part)), spot: plane.on(spot[0] / 1e6, spot[1] / 1e6) }));
  const ring = (key, x, y) => ({ id: key, parts: [circle(x, y)], line: false, spot: [x, y] });
  const points = (data.points ?? []).map(([key, name, url, lon, lat]) => ({ ...ring(key, ...plane.on(lon / 1e6, lat / 1e6)), name, url }));
  return shapesLayer({
    order: 50, shapes: await shapesOf([...areas, ...points], (one) => one), look: () => ({ hatch, edge: colours["ink-900"], dash: [5, 4], width: () => 2 }),
    label: (one, picture) => (picture.zoom < 12 ? null : { text: one.name, size: 12, colour: colours["ink-900"] }),
  });
}

function circle(x, y, radius = 3) {
  return Float64Array.from({ length: 48 }, (_, at) => (at % 2 ? y + radius * Math.sin((at * Math.PI) / 24) : x + radius * Math.cos((at * Math.PI) / 24)));
}
