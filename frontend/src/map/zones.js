// Zones of one layer under a pencil or on a page: fetched as far as they can be seen, drawn on the ground.
import { shapesLayer, shapesOf } from "./ground.js";
import { linesOf } from "./near.js";

/** Asks for a layer's outlines whenever the map has moved; `got(zones)` hears of them. */
export function followZones(ground, { url, layer, day = () => "", got }) {
  let known = "";
  let latest = 0;
  const load = async () => {
    const box = ground.seen(0.3).map((edge) => edge.toFixed(5)).join(",");
    const asked = `${url}?${new URLSearchParams({ layer, box, on: day() })}`;
    if (asked === known) return;
    known = asked;
    const mine = (latest += 1);
    const reply = await fetch(asked, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!reply?.ok || mine !== latest) return;
    got(await reply.json());
  };
  ground.map.on("moveend", load);
  load();
  return load;
}

/** Draws items under a name, or with null takes the layer away; of two calls the later one wins. */
export async function lay(ground, name, layer) {
  const latest = (ground.latest ??= {});
  const mine = (latest[name] = (latest[name] ?? 0) + 1);
  if (!layer) return ground.setLayer(name, null);
  const { items, ...rest } = layer;
  const shapes = await shapesOf(items, (item) => item);
  if (latest[name] === mine) ground.setLayer(name, shapesLayer({ ...rest, shapes }));
}

/** Draws the zones. `role(zone)`: "self", "above", "faint", "picked" or "other". */
export function layZones(ground, zones, role) {
  const items = zones.map(({ id, name, url, geometry }) => itemOf(ground, geometry, { id, name, url, role: role({ id }) }));
  items.sort((one, other) => rank(one) - rank(other) || wide(other) - wide(one));
  return lay(ground, "zones", { order: 10, items, look, label });
}

/** One shape of the ground. */
export function itemOf(ground, geometry, more) {
  const parts = linesOf(geometry).map((line) => Float64Array.from(line.flatMap(([lon, lat]) => ground.plane.on(lon, lat))));
  return { parts, line: geometry.type.endsWith("LineString"), spot: null, ...more };
}

/** Large ones lie under small ones, and what was picked lies on top. */
const rank = ({ role }) => (role === "picked" ? 1 : 0);

function wide({ parts }) {
  let [least, most] = [Infinity, -Infinity];
  for (const part of parts) {
    for (let at = 0; at < part.length; at += 2) [least, most] = [Math.min(least, part[at]), Math.max(most, part[at])];
  }
  return most - least;
}

/** The sites as small dots, so that one sees what a border takes in. */
export function sitesLayer(ground, sites) {
  const items = sites.map(([lon, lat], at) => ({ id: String(at), at: ground.plane.on(lon, lat) }));
  return shapesOfDots(items);
}

const LOOKS = {
  self: (c) => ({ fill: c["indigo-600"], alpha: 0.14, edge: c["indigo-600"], width: () => 3 }),
  picked: (c) => ({ fill: c["indigo-600"], alpha: 0.24, edge: c["indigo-600"], width: () => 3 }),
  faint: (c) => ({ edge: c["ink-300"], width: () => 1.5, dash: [5, 4] }),
  above: (c) => ({ edge: c["ink-500"], width: () => 2.5, dash: [8, 5] }),
  other: (c) => ({ fill: c.surface, alpha: 1, edge: c["ink-300"], width: () => 1.5 }),
};

function look(item, colours) {
  if (item.line && item.role === "other") return { edge: colours["ink-500"], width: () => 3, casing: colours.surface };
  return (LOOKS[item.role] ?? LOOKS.other)(colours);
}

function label(item, _picture, { colours }) {
  if (item.role === "faint") return null;
  return { text: item.name, colour: colours[item.role === "self" || item.role === "picked" ? "indigo-600" : "ink-700"] };
}

function shapesOfDots(items) {
  return {
    order: 20,
    pick: false,
    marked: new Set(),
    *paint(context, picture, { colours }) {
      picture.plain(context);
      const near = picture.zoom >= 13;
      const size = near ? 3 : 2;
      context.fillStyle = colours[near ? "ink-500" : "ink-300"];
      for (const [n, { at }] of items.entries()) {
        const [x, y] = picture.at(...at);
        if (x > 0 && y > 0 && x < picture.size.x && y < picture.size.y) context.fillRect(x - size / 2, y - size / 2, size, size);
        if (n % 200 === 199) yield;
      }
    },
    at: () => [],
    within: () => [],
  };
}
