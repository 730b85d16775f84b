// The canvas of the map. What is seen stays until the next picture is finished: pictures are painted behind it, in
// slices short enough that a frame never waits for ten thousand sites, and then put in its place.
import { HOME } from "./plane.js";

const SLICE = 4; // milliseconds of painting in a frame
const ROOM = 0.2; // of the map's size painted beyond each edge, so that a short drag shows no bare paper

/** One picture to be painted: where it lies and how the plane is brought onto it. */
class Picture {
  constructor(map, plane, leaflet) {
    const size = map.getSize();
    this.zoom = map.getZoom();
    this.dense = Math.min(window.devicePixelRatio || 1, 2);
    this.room = size.multiplyBy(ROOM).round();
    this.size = size.add(this.room.multiplyBy(2));
    const corner = map.containerPointToLatLng(this.room.multiplyBy(-1));
    this.corner = corner;
    this.bounds = leaflet.latLngBounds(corner, map.containerPointToLatLng(size.add(this.room)));
    this.scale = 2 ** (this.zoom - HOME);
    [this.left, this.top] = plane.of(corner);
    [this.right, this.bottom] = [this.left + this.size.x / this.scale, this.top + this.size.y / this.scale];
  }

  /** Paints in pixels of the screen. */
  plain(context) {
    context.setTransform(this.dense, 0, 0, this.dense, 0, 0);
  }

  /** Paints in the plane's own pixels; widths are divided by `scale`. */
  onPlane(context) {
    const k = this.scale * this.dense;
    context.setTransform(k, 0, 0, k, -this.left * k, -this.top * k);
  }

  /** The plane -> pixels of the picture. */
  at(x, y) {
    return [(x - this.left) * this.scale, (y - this.top) * this.scale];
  }

  /** Whether a box of the plane [left, top, right, bottom] is in the picture. */
  sees([left, top, right, bottom]) {
    return left <= this.right && right >= this.left && top <= this.bottom && bottom >= this.top;
  }
}

/** A Leaflet layer that shows what `paint(context, picture)` - a generator that yields where it may rest - has painted. */
export function sheetOf(leaflet, map, plane, paint) {
  const pane = map.createPane("ground");
  pane.style.zIndex = 350; // above tiles, below the marks of those who draw
  pane.style.pointerEvents = "none";
  let shown = null; // {canvas, picture}
  let work = null; // the picture being painted
  let again = false;

  function begin() {
    if (!map.getSize().x) return;
    const picture = new Picture(map, plane, leaflet);
    const canvas = spare(picture);
    // Painted by the processor, at once: what is only noted down now would hold up the frame in which it is shown.
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    work = { picture, canvas, context, steps: paint(context, picture) };
    requestAnimationFrame(slice);
  }

  let old = null;
  function spare(picture) {
    const canvas = old ?? document.createElement("canvas");
    old = null;
    canvas.className = "leaflet-zoom-animated";
    const [width, height] = [picture.size.x * picture.dense, picture.size.y * picture.dense].map(Math.round);
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    canvas.style.inlineSize = `${picture.size.x}px`;
    canvas.style.blockSize = `${picture.size.y}px`;
    return canvas;
  }

  function slice() {
    const mine = work;
    if (!mine) return;
    const until = performance.now() + SLICE;
    do {
      const { done } = mine.steps.next();
      mine.context.getImageData(0, 0, 1, 1); // what was drawn until here is really drawn, and counted
      if (done) return finish(mine);
    } while (performance.now() < until);
    requestAnimationFrame(slice);
  }

  function finish({ picture, canvas }) {
    const before = shown;
    shown = { canvas, picture };
    place();
    pane.append(canvas);
    if (before) {
      before.canvas.remove();
      old = before.canvas;
    }
    work = null;
    map.fire("painted");
    if (again) refresh();
  }

  /** Where the shown picture lies, however far the map has moved or zoomed since it was painted. */
  function place() {
    if (!shown) return;
    const scale = map.getZoomScale(map.getZoom(), shown.picture.zoom);
    leaflet.DomUtil.setTransform(shown.canvas, map.latLngToLayerPoint(shown.picture.corner), scale);
  }

  function glide({ zoom, center }) {
    if (!shown) return;
    const scale = map.getZoomScale(zoom, shown.picture.zoom);
    leaflet.DomUtil.setTransform(shown.canvas, map._latLngToNewLayerPoint(shown.picture.corner, zoom, center), scale);
  }

  /** Ask for a new picture; one that is half done is given up only when it would no longer be of this place. */
  function refresh() {
    again = false;
    if (work && work.picture.zoom === map.getZoom() && work.picture.bounds.contains(map.getBounds())) again = true;
    else begin();
  }

  /** A long drag leaves the picture: paint on meanwhile. */
  function follow() {
    if (!work && shown && !shown.picture.bounds.contains(map.getBounds())) begin();
  }

  map.on("zoomanim", glide);
  map.on("zoom viewreset", place);
  map.on("move", follow);
  map.on("moveend resize", refresh);
  return { refresh, get painted() { return !work && Boolean(shown); } };
}
