// The one door to the map: Leaflet lives behind it, and comes only when somebody opens a map.
//
//   const ground = await openGround(box, { bounds, tiles, words });
//   ground.setLayer("zones", shapesLayer({ shapes: await shapesOf(rows, make), ... }))   draw, or with null take away
//   ground.onSelect(({ found, at }) => ...)        what lies under a press, the topmost first
//   await ground.lasso("free")                     {zones: [ids], sites: [ids]} inside a line drawn by hand; "box"; null
//   ground.mark("zones", ids)                      rings around some of a layer
//   ground.map, ground.leaflet, ground.plane       for those who draw: plane.shift brings points to the base map and back
//
// Everything given and told is WGS-84, [longitude, latitude]; where the base map is shifted, `plane` shifts at this border.
import { Labels } from "./labels.js";
import { draw, insideOf } from "./lasso.js";
import { Plane } from "./plane.js";
import { sheetOf } from "./sheet.js";
import { palette, token } from "./tints.js";

export { cellsLayer } from "./cells.js";
export { pointsLayer } from "./points.js";
export { shapesLayer, shapesOf } from "./shapes.js";
export * as tints from "./tints.js";

const NEAREST = 19;
const FARTHEST = 8;

/**
 * box: an element with a size. options: bounds [west, south, east, north] to open at; tiles {layers: [urls], system,
 * credit, nearest} or null; words {in, out, map}; view: {lon, lat, zoom} instead of bounds; room: pixels kept free at the left
 * and the top.
 */
export async function openGround(box, { bounds, view = null, tiles = null, words = {}, keys = true, room = [16, 16] } = {}) {
  const [{ default: leaflet }] = await Promise.all([import("leaflet"), import("leaflet/dist/leaflet.css")]);
  const middle = view ? [view.lon, view.lat] : [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2];
  const plane = new Plane(middle, tiles?.system ?? "WGS-84");
  const map = leaflet.map(box, {
    attributionControl: Boolean(tiles?.credit), zoomControl: false, minZoom: FARTHEST, maxZoom: NEAREST, zoomSnap: tiles ? 1 : 0.1,
    wheelPxPerZoomLevel: 90, wheelDebounceTime: 20, keyboard: keys, preferCanvas: true, fadeAnimation: false,
  });
  leaflet.control.zoom({ position: "bottomright", zoomInTitle: words.in, zoomOutTitle: words.out }).addTo(map);
  leaflet.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
  map.attributionControl?.setPrefix(false);
  if (words.map) box.setAttribute("aria-label", words.map);
  for (const url of tiles?.layers ?? []) {
    leaflet.tileLayer(url, { attribution: tiles.credit, maxNativeZoom: tiles.nearest, maxZoom: NEAREST, className: "gr-tiles" }).addTo(map);
  }
  if (view) map.setView(plane.latLng(view.lon, view.lat), view.zoom);
  else map.fitBounds([plane.latLng(bounds[0], bounds[1]), plane.latLng(bounds[2], bounds[3])], { animate: false, paddingTopLeft: room, paddingBottomRight: [16, 24] });
  return new Ground(leaflet, map, plane);
}

class Ground {
  constructor(leaflet, map, plane) {
    Object.assign(this, { leaflet, map, plane, layers: new Map(), colours: palette(), heard: [] });
    this.scratch = document.createElement("canvas").getContext("2d");
    this.font = token("font");
    this.sheet = sheetOf(leaflet, map, plane, (context, picture) => this.paint(context, picture));
    map.on("click", ({ latlng }) => this.tell(latlng));
    map.getContainer().addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target === map.getContainer()) this.tell(map.getCenter());
    });
    this.sheet.refresh();
  }

  /** The layers from the lowest up. */
  get stacked() {
    return [...this.layers.entries()].sort(([, one], [, other]) => one.order - other.order);
  }

  *paint(context, picture) {
    const tools = { colours: this.colours, ground: this };
    const labels = new Labels(context, picture, this.font, this.colours.surface);
    for (const [, layer] of this.stacked) if (!layer.over) yield* layer.paint(context, picture, tools);
    for (const [, layer] of this.stacked) if (layer.keeps?.(picture.zoom)) layer.keepOff(picture, labels);
    for (const [, layer] of [...this.stacked].reverse()) if (layer.labels) yield* layer.labels(picture, labels, tools);
    yield* labels.draw();
    for (const [, layer] of this.stacked) if (layer.over) yield* layer.paint(context, picture, tools);
  }

  /** Draws a layer under its name; null takes it away. */
  setLayer(name, layer) {
    if (layer) {
      const before = this.layers.get(name);
      before?.marked?.forEach((id) => layer.marked?.add(id));
      this.layers.set(name, layer);
    } else this.layers.delete(name);
    this.sheet.refresh();
  }

  /** Draws anew what has changed by itself. */
  refresh() {
    this.sheet.refresh();
  }

  /** Rings around some of a layer, and around nothing else of it. */
  mark(name, ids) {
    const layer = this.layers.get(name);
    if (!layer) return;
    layer.marked.clear();
    for (const id of ids) layer.marked.add(id);
    this.sheet.refresh();
  }

  /** `told({found: [{layer, id, ...}], at: [lon, lat]})` at every press; returns how to stop. */
  onSelect(told) {
    this.heard.push(told);
    return () => (this.heard = this.heard.filter((one) => one !== told));
  }

  tell(latlng) {
    const found = this.under(latlng);
    for (const told of this.heard) told({ found, at: this.plane.off(latlng) });
  }

  /** What lies at a point of the map, the topmost first. */
  under(latlng) {
    const [x, y] = this.plane.of(latlng);
    const scale = this.map.getZoomScale(this.map.getZoom(), 14);
    const tools = { inside: (one, left, top, reach) => this.inside(one, left, top, reach) };
    const stack = [...this.stacked].reverse().filter(([, layer]) => layer.pick);
    return stack.flatMap(([name, layer]) => layer.at(x, y, scale, tools).map((one) => ({ layer: name, ...one })));
  }

  inside(one, x, y, reach) {
    this.scratch.lineWidth = reach * 2;
    return one.line ? this.scratch.isPointInStroke(one.path, x, y) : this.scratch.isPointInPath(one.path, x, y, "evenodd");
  }

  /** Ids by layer inside a line drawn by hand ("free") or a box ("box"); null when it was given up. */
  async lasso(how = "free", names = ["zones", "sites"]) {
    const corners = await draw(this.map, how);
    return corners && this.within(corners.map((spot) => this.plane.of(this.map.containerPointToLatLng(spot))), names);
  }

  /** Ids by layer inside corners on the plane. */
  within(corners, names = ["zones", "sites"]) {
    const inside = insideOf(corners);
    const drawn = names.filter((name) => this.layers.has(name));
    return Object.fromEntries(drawn.map((name) => [name, this.layers.get(name).within(null, inside)]));
  }

  /** The ground that is seen, in WGS-84 [west, south, east, north], with `room` of its size around it. */
  seen(room = 0) {
    const bounds = this.map.getBounds().pad(room);
    const [west, south] = this.plane.off(bounds.getSouthWest());
    const [east, north] = this.plane.off(bounds.getNorthEast());
    return [west, south, east, north];
  }

  /** Shows a box of WGS-84 degrees. */
  show([west, south, east, north], nearest = 16) {
    this.map.fitBounds([this.plane.latLng(west, south), this.plane.latLng(east, north)], { maxZoom: nearest });
  }

  close() {
    this.map.remove();
  }
}
