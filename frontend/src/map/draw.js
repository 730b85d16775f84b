// The one door to the pencil: terra-draw lives behind it. Shapes go in and out as GeoJSON in WGS-84.
//
//   const pencil = await openPencil(ground, { near, touch, changed, state });
//   pencil.use("area" | "hole" | "line" | "points" | "drop" | "move" | "look")
//   pencil.put(geometry), pencil.geometry, pencil.size
//   pencil.finish(), pencil.undo(), pencil.redo(), pencil.clear()
import { adapterClass } from "./adapter.js";
import { dragging } from "./moving.js";
import { geometryOf, partsOf, shifted, sizeOf } from "./parts.js";
import { token } from "./tints.js";

const DIGITS = 9;
const LEAST = { polygon: 3, linestring: 2 };
const MODES = { area: "polygon", hole: "polygon", line: "linestring", points: "select" };
const GRIP = 24; // pixels around a corner that still mean it

/** `near`: near.js; `changed(geometry)` after each finished step; `state({drawing, canUndo, canRedo})` whenever it differs. */
export async function openPencil(ground, options) {
  const [terra, { TerraDrawLeafletAdapter }] = await Promise.all([import("terra-draw"), import("terra-draw-leaflet-adapter")]);
  return new Pencil(ground, terra, adapterClass(TerraDrawLeafletAdapter), options);
}

class Pencil {
  constructor(ground, terra, Adapter, { near, changed, state }) {
    Object.assign(this, { ground, changed, state, tool: "look", kinds: new Map(), past: [[]], at: 0, marked: "" });
    this.draw = new terra.TerraDraw({
      adapter: new Adapter({ lib: ground.leaflet, map: ground.map, coordinatePrecision: DIGITS }),
      modes: modesOf(terra, { toCustom: (event, context) => near.snap(event, context) }, (feature) => this.kinds.get(feature.id)),
      undoRedo: { modeLevel: new terra.TerraDrawModeUndoRedo() },
    });
    this.draw.start();
    this.draw.setMode("static");
    this.draw.on("finish", (id, { action }) => (action === "draw" ? this.drawn(id) : this.edited()));
    this.draw.on("change", () => this.tell());
    this.moving = dragging(ground.map, (change) => this.moved(change), () => this.keep());
    ground.map.getContainer().addEventListener("pointerup", (event) => this.tool === "drop" && this.drop(event));
  }

  /** Takes up a tool; what was being drawn is given up. */
  use(tool) {
    this.tool = tool;
    this.draw.setMode(MODES[tool] ?? "static");
    this.moving.enable(tool === "move");
    if (tool === "points") this.choose();
    this.tell();
  }

  /** Shows the corners of the only part, or of the one drawn last. */
  choose(id = [...this.kinds.keys()].at(-1)) {
    if (id !== undefined && this.draw.hasFeature(id)) this.draw.selectFeature(id);
  }

  get drawing() {
    return this.draw.getModeState() === "drawing";
  }

  /** The parts as they stand, in degrees of the base map. */
  get parts() {
    const found = [];
    for (const { id, geometry, properties } of this.draw.getSnapshot()) {
      const kind = this.kinds.get(id);
      if (!kind || properties.currentlyDrawing) continue;
      found.push({ kind, ring: geometry.type === "Polygon" ? geometry.coordinates[0].slice(0, -1) : geometry.coordinates });
    }
    return found;
  }

  /** What is drawn, as GeoJSON in WGS-84; null for nothing. */
  get geometry() {
    const { back } = this.ground.plane.shift;
    return geometryOf(shifted(this.parts, (spot) => back(spot).map(rounded)));
  }

  /** Its size, the unfinished included. */
  get size() {
    const unfinished = this.draw.getSnapshot().filter(({ id, properties }) => properties.currentlyDrawing && !this.kinds.has(id));
    const more = unfinished.map(({ geometry }) => ({
      kind: geometry.type === "Polygon" ? "area" : "line",
      ring: geometry.type === "Polygon" ? geometry.coordinates[0].slice(0, -1) : geometry.coordinates,
    }));
    return sizeOf([...this.parts, ...more]);
  }

  /** Takes a shape in place of what is there; `first`: nothing before it can be brought back. */
  put(geometry, { first = false } = {}) {
    const { there } = this.ground.plane.shift;
    this.show(shifted(partsOf(geometry), (spot) => there(spot).map(rounded)));
    if (first) [this.past, this.at] = [[this.parts], 0];
    else this.keep();
    this.use(this.kinds.size ? "points" : this.tool);
    this.tell();
  }

  /** Ends what is being drawn where the last press was. */
  finish() {
    if (!this.drawing) return;
    const keys = { key: "Enter", heldKeys: [], preventDefault() {} };
    const mode = this.draw.getMode();
    const [unfinished] = this.draw.getSnapshot().filter(({ properties }) => properties.currentlyDrawing);
    if (unfinished && corners(unfinished) < LEAST[mode]) return;
    this.ground.map.getContainer().dispatchEvent(new KeyboardEvent("keyup", { key: keys.key, bubbles: true }));
  }

  undo() {
    if (this.drawing && this.draw.canUndo()) this.draw.undo();
    else if (this.drawing) this.use(this.tool);
    else if (this.at > 0) this.goTo(this.at - 1);
    this.tell();
  }

  redo() {
    if (this.drawing && this.draw.canRedo()) this.draw.redo();
    else if (!this.drawing && this.at < this.past.length - 1) this.goTo(this.at + 1);
    this.tell();
  }

  clear() {
    this.show([]);
    this.keep();
    this.use(this.tool);
  }

  goTo(at) {
    this.at = at;
    const tool = this.tool;
    this.show(this.past[at]);
    this.use(tool);
    this.changed(this.geometry);
  }

  /** Puts parts (degrees of the base map) onto the map in place of what is there. */
  show(parts) {
    this.draw.setMode("static");
    this.draw.clear();
    this.kinds.clear();
    for (const { kind, ring } of parts) {
      const area = kind !== "line";
      const id = this.draw.getFeatureId();
      this.kinds.set(id, kind);
      const geometry = area ? { type: "Polygon", coordinates: [[...ring, ring[0]]] } : { type: "LineString", coordinates: ring };
      this.draw.addFeatures([{ id, type: "Feature", geometry, properties: { mode: area ? "polygon" : "linestring" } }]);
    }
  }

  /** A part was drawn to its end: a line takes the place of areas and an area that of lines. */
  drawn(id) {
    const kind = this.tool === "hole" && [...this.kinds.values()].includes("area") ? "hole" : this.tool === "line" ? "line" : "area";
    const others = [...this.kinds].filter(([, one]) => (one === "line") !== (kind === "line")).map(([one]) => one);
    this.kinds.set(id, kind);
    for (const one of others) this.kinds.delete(one);
    setTimeout(() => {
      if (others.length) this.draw.removeFeatures(others);
      this.keep();
      this.use("points");
    });
  }

  edited() {
    this.keep();
    this.tell();
  }

  /** Remembers how it stands now, and says so. */
  keep() {
    this.past = [...this.past.slice(0, this.at + 1), this.parts];
    this.at = this.past.length - 1;
    this.changed(this.geometry);
    this.tell();
  }

  /** Brings every point along while the whole is dragged. */
  moved(change) {
    for (const [id, kind] of this.kinds) {
      const { geometry } = this.draw.getSnapshotFeature(id);
      const there = (ring) => ring.map((spot) => change(spot).map(rounded));
      const coordinates = kind === "line" ? there(geometry.coordinates) : geometry.coordinates.map(there);
      this.draw.updateFeatureGeometry(id, { type: geometry.type, coordinates });
    }
  }

  /** Takes out the corner that was pressed, unless too few would be left. */
  drop(event) {
    const { map } = this.ground;
    const spot = map.mouseEventToContainerPoint(event);
    let [best, hit] = [GRIP, null];
    for (const [at, { ring }] of this.parts.entries()) {
      for (const [corner, [lng, lat]] of ring.entries()) {
        const far = map.latLngToContainerPoint([lat, lng]).distanceTo(spot);
        if (far < best) [best, hit] = [far, { at, corner }];
      }
    }
    if (!hit) return;
    const parts = this.parts;
    const { kind, ring } = parts[hit.at];
    if (ring.length <= (kind === "line" ? 2 : 3)) return;
    parts[hit.at] = { kind, ring: ring.filter((_spot, at) => at !== hit.corner) };
    this.show(parts);
    this.keep();
    this.use("drop");
  }

  tell() {
    const drawing = this.drawing;
    this.state({ tool: this.tool, drawing, canUndo: drawing || this.at > 0, canRedo: drawing ? this.draw.canRedo() : this.at < this.past.length - 1, size: this.size });
  }
}

function modesOf(terra, snapping, kindOf) {
  const [blue, pale, paper, ink] = ["indigo-600", "indigo-500", "surface", "ink-500"].map(token);
  const point = { selectionPointColor: paper, selectionPointOutlineColor: blue, selectionPointWidth: 7, selectionPointOutlineWidth: 3, midPointColor: pale, midPointOutlineColor: paper, midPointWidth: 5, midPointOutlineWidth: 2 };
  const closing = { closingPointColor: blue, closingPointOutlineColor: paper, closingPointWidth: 8, closingPointOutlineWidth: 3, snappingPointColor: pale, snappingPointOutlineColor: paper, snappingPointWidth: 7, snappingPointOutlineWidth: 2 };
  const colour = (feature) => (kindOf(feature) === "hole" ? ink : blue);
  const line = { lineStringColor: blue, lineStringWidth: 4 };
  const area = { fillColor: colour, fillOpacity: 0.16, outlineColor: colour, outlineWidth: 3 };
  const grips = { snappable: snapping, midpoints: { draggable: true }, draggable: true, deletable: true };
  const feature = { feature: { draggable: false, coordinates: grips, selfIntersectable: true } };
  const common = { snapping, pointerDistance: GRIP };
  return [
    new terra.TerraDrawPolygonMode({ ...common, styles: { ...area, ...closing } }),
    new terra.TerraDrawLineStringMode({ ...common, styles: { ...line, ...closing } }),
    new terra.TerraDrawSelectMode({
      pointerDistance: GRIP,
      flags: { polygon: feature, linestring: feature },
      keyEvents: { deselect: null, delete: null, rotate: null, scale: null },
      styles: { ...point, selectedPolygonColor: blue, selectedPolygonFillOpacity: 0.16, selectedPolygonOutlineColor: blue, selectedPolygonOutlineWidth: 3, selectedLineStringColor: blue, selectedLineStringWidth: 4 },
    }),
  ];
}

const corners = ({ geometry }) => (geometry.type === "Polygon" ? geometry.coordinates[0].length - 2 : geometry.coordinates.length - 1);
const rounded = (value) => Number(value.toFixed(DIGITS));
