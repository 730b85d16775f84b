// The page of the map: what is switched on, fetched for what is seen, drawn, explained and opened.
import { openGround } from "./ground.js";
import { entriesLayer, gapsLayer, heapsLayer, heatLayer, roadsLayer, sitesLayer, zonesLayer } from "./layers.js";
import { startGiving } from "./giving.js";
import { writeLegend } from "./legend.js";
import { hide, tellPicked } from "./picked.js";

const ROOM = 0.25; // of the map's size fetched beyond its edges
const REST = 140; // milliseconds the map lies still before anything is fetched
const AGAIN = 6_000;
const NEWS = 60_000; // how often open entries are asked for again
const KEYS = { zones: ["kind", "day"], sites: ["day"], roads: ["day"], entries: [], heat: ["category", "period"], gaps: ["day"] };

const LIMITS = [180, 90, 180, 90];
// How many zooms nearer or farther an answer is still fine enough and not too fine: outlines are drawn for a zoom, squares too.
const FINE = { zones: [0, 2], roads: [1, 3], sites: [30, 30], entries: [30, 30], heat: [0, 0], gaps: [0, 2] };

export async function openCityMap(box) {
  const told = JSON.parse(box.dataset.map);
  const ground = await openGround(box, { bounds: told.bounds, tiles: told.tiles, words: told.words, view: readView(), room: [16, 60] });
  const viewer = new Viewer(box, ground, told);
  viewer.start();
  startGiving(viewer);
  box.ground = ground; // for those who try the map from outside: tests, measurements
  return viewer;
}

class Viewer {
  constructor(box, ground, told) {
    const page = box.closest("main");
    const roads = { name: "roads", url: told.layers.find(({ name }) => name === "sites").url, more: { only: "lines" } };
    Object.assign(this, { box, ground, told, page, words: told.words, data: {}, asked: {}, on: new Set(told.layers.filter(({ on }) => on).map(({ name }) => name)) });
    this.sources = new Map([...told.layers, roads].map((one) => [one.name, one]));
    this.form = page.querySelector("[data-map-form]");
    this.card = page.querySelector("[data-map-card]");
    this.note = page.querySelector("[data-map-note]");
    this.legend = page.querySelector("[data-map-legend]");
  }

  start() {
    const { map } = this.ground;
    map.on("moveend", () => this.soon());
    map.on("zoomend", () => this.data.entries && this.draw("entries"));
    this.ground.onSelect((found) => tellPicked(this.card, found, { ...this.told, day: this.chosen("day") }, (at) => this.nearer(at)));
    this.page.addEventListener("click", (event) => this.press(event));
    this.form?.addEventListener("change", () => this.choose());
    this.form?.addEventListener("submit", (event) => event.preventDefault());
    document.addEventListener("keydown", (event) => event.key === "Escape" && hide(this.card));
    window.addEventListener("online", () => this.fetchAll());
    setInterval(() => document.hidden || (this.on.has("entries") && this.fetch("entries", true)), NEWS);
    this.fetchAll();
  }

  /** The layers that are fetched: the ground always, the rest as it is switched on. */
  get wanted() {
    const always = this.ground.tiled ? ["zones"] : ["zones", "roads"]; // a base map has its own roads
    return [...new Set([...always, ...this.on])].filter((name) => this.sources.has(name));
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.keepView();
      this.fetchAll();
    }, REST);
  }

  fetchAll() {
    for (const name of this.wanted) this.fetch(name);
  }

  /** Fetches a layer for what is seen, unless it has it; a newer question drops the one on its way. */
  async fetch(name, anew = false) {
    const wanted = this.question(name);
    if (!anew && this.answers(name, wanted)) return;
    this.asked[name]?.stop.abort();
    const stop = new AbortController();
    this.asked[name] = { ...wanted, stop };
    this.box.setAttribute("aria-busy", "true");
    try {
      const reply = await fetch(wanted.url, { headers: { Accept: "application/json" }, signal: stop.signal });
      if (reply.redirected) return location.reload();
      if (!reply.ok) return this.later(name, this.words.failed);
      this.data[name] = await reply.json();
      this.draw(name);
      this.say();
    } catch (error) {
      if (error.name !== "AbortError") this.later(name, this.words.lost);
    } finally {
      if (this.asked[name]?.stop === stop) this.box.removeAttribute("aria-busy");
    }
  }

  later(name, words) {
    delete this.asked[name];
    this.say(words);
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.fetchAll(), AGAIN);
  }

  /** What is asked for what is seen; the box is rounded outward, so that a short way asks for what the browser has. */
  question(name) {
    const { url, more = {} } = this.sources.get(name);
    const zoom = Math.round(this.ground.map.getZoom());
    const step = (360 / 2 ** zoom) * 2;
    const seen = this.ground.seen(ROOM);
    const box = seen.map((edge, at) => (at < 2 ? Math.floor(edge / step) : Math.ceil(edge / step)) * step);
    const edges = box.map((edge, at) => Math.max(LIMITS[at] * -1, Math.min(LIMITS[at], edge)));
    const chosen = Object.fromEntries(KEYS[name].map((key) => [key, this.chosen(key)]).filter(([, value]) => value));
    const query = new URLSearchParams({ box: edges.map((edge) => edge.toFixed(6)).join(","), z: zoom, ...chosen, ...more });
    return { url: `${url}?${query}`, box: edges, seen: this.ground.seen(0), zoom, chosen: JSON.stringify(chosen) };
  }

  chosen(key) {
    return new FormData(this.form).get(key) ?? "";
  }

  /** Whether what was fetched last, or is on its way, says everything about what is seen now. */
  answers(name, wanted) {
    const last = this.asked[name];
    if (!last || last.chosen !== wanted.chosen) return false;
    if (last.url === wanted.url) return true;
    const [west, south, east, north] = last.box;
    const covers = west <= wanted.seen[0] && south <= wanted.seen[1] && east >= wanted.seen[2] && north >= wanted.seen[3];
    const [nearest, farthest] = FINE[name];
    const fine = wanted.zoom - last.zoom <= nearest && last.zoom - wanted.zoom <= farthest;
    return covers && fine && !this.data[name]?.cut;
  }

  /** Makes what is drawn of the newest answer; ground and gaps take a few frames, in which a newer one may come. */
  async draw(name) {
    const { ground, data, words } = this;
    const shown = this.on.has(name);
    const slow = { zones: () => zonesLayer(ground, data.zones, () => this.on.has("zones"), words), roads: () => roadsLayer(ground, data.roads), gaps: () => gapsLayer(ground, data.gaps) }[name];
    if (slow) {
      const answer = data[name];
      const layer = shown || name !== "gaps" ? await slow() : null;
      if (data[name] === answer) ground.setLayer(name, layer);
    }
    if (name === "sites") ground.setLayer("sites", !shown ? null : data.sites.heaps.length ? heapsLayer(ground, data.sites) : sitesLayer(ground, data.sites, words));
    if (name === "entries") this.drawEntries(shown);
    if (name === "heat") this.heat = this.drawSquares("heat", shown && data.heat);
    clearTimeout(this.telling);
    this.telling = setTimeout(() => this.explain(), REST);
  }

  drawEntries(shown) {
    const { entries } = this.data;
    this.drawSquares("squares", shown && entries.squares.length && entries);
    this.ground.setLayer("entries", shown && entries.entries.length ? entriesLayer(this.ground, entries, this.ground.map.getZoom()) : null);
  }

  drawSquares(name, data) {
    const layer = data ? heatLayer(this.ground, data) : null;
    this.ground.setLayer(name, layer);
    return layer;
  }

  explain() {
    const { data, on } = this;
    const drawn = Object.fromEntries(["zones", "sites", "entries"].map((name) => [name, on.has(name) && data[name]]));
    writeLegend(this.legend, this.ground, { ...drawn, heat: on.has("heat") && this.heat?.steps.length ? this.heat : null }, this.words);
  }

  /** The line under the chips: what is wrong, else what is missing, else nothing. */
  say(trouble = "") {
    const { data, on, words } = this;
    const cut = ["zones", "sites", "entries"].filter((name) => on.has(name) && data[name]?.cut).map((name) => words[`cut_${name}`]);
    const none = [
      on.has("entries") && data.entries && !data.entries.cut && !data.entries.entries.length && words.empty_entries,
      on.has("sites") && data.sites && !data.sites.cut && !data.sites.kinds.length && words.empty_sites,
      on.has("heat") && data.heat && !data.heat.squares.length && words.empty_heat,
    ].filter(Boolean);
    const said = trouble || cut.join(" ") || none[0] || "";
    this.note.classList.toggle("is-stop", Boolean(trouble));
    if (this.note.textContent !== said) this.note.textContent = said;
    this.note.hidden = !said;
  }

  press({ target }) {
    const chip = target.closest("[data-map-layer]");
    if (chip) this.toggle(chip.dataset.mapLayer);
  }

  toggle(name) {
    const { hides } = this.sources.get(name);
    if (this.on.has(name)) this.on.delete(name);
    else {
      this.on.add(name);
      for (const one of hides) this.on.delete(one);
    }
    for (const chip of this.page.querySelectorAll("[data-map-layer]")) chip.setAttribute("aria-pressed", this.on.has(chip.dataset.mapLayer));
    for (const part of this.page.querySelectorAll("[data-map-of]")) part.hidden = !this.on.has(part.dataset.mapOf);
    hide(this.card);
    for (const one of ["entries", "heat", "sites", "gaps"]) if (this.data[one]) this.draw(one);
    this.ground.refresh();
    this.keepView();
    this.fetchAll();
    this.say();
  }

  /** Another kind, day, category or time: everything that depends on it is fetched again, and the table with it. */
  choose() {
    this.keepView();
    this.fetchAll();
    const table = this.page.querySelector("[data-map-table]");
    const query = new URLSearchParams(new FormData(this.form));
    if (table) window.htmx.ajax("GET", `${table.dataset.mapTable}?${query}`, { target: table, swap: "innerHTML" });
  }

  nearer([lon, lat]) {
    hide(this.card);
    this.ground.map.setView(this.ground.plane.latLng(lon, lat), Math.min(19, this.ground.map.getZoom() + 2));
  }

  /** What is seen is the address: it can be kept, sent on, and comes back with a reload. */
  keepView() {
    const query = new URLSearchParams(this.form ? new FormData(this.form) : "");
    for (const [key, value] of [...query]) if (!value) query.delete(key);
    query.set("on", [...this.on].join(","));
    const [lon, lat] = this.ground.plane.off(this.ground.map.getCenter());
    history.replaceState(null, "", `?${query}#${[this.ground.map.getZoom(), lat.toFixed(5), lon.toFixed(5)].join("/")}`);
  }
}

/** The place an address names: #zoom/latitude/longitude. */
function readView() {
  const [zoom, lat, lon] = location.hash.slice(1).split("/").map(Number);
  const known = [zoom, lat, lon].every(Number.isFinite) && Math.abs(lat) <= 85 && Math.abs(lon) <= 180 && zoom > 0 && zoom < 23;
  return known ? { zoom, lat, lon } : null;
}
