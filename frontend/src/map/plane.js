// The drawing plane: Mercator pixels of one zoom, counted from a corner near the city, so that 32-bit numbers are exact
// enough. Data comes in as the platform keeps it (WGS-84) and is shifted here, once, where the base map needs it.
import { shiftOf } from "./shift.js";

export const HOME = 14; // the zoom whose pixels the plane counts in
const WORLD = 256 * 2 ** HOME;
const TURN = Math.PI / 180;

export class Plane {
  /** `near`: [longitude, latitude] of a place in the city; `system`: that of the base map. */
  constructor(near, system) {
    this.system = system;
    this.shift = shiftOf(system);
    this.origin = mercator(this.shift.there(near)).map(Math.round);
  }

  /** WGS-84 degrees -> the plane. */
  on(lon, lat) {
    const [x, y] = mercator(this.shift.there([lon, lat]));
    return [x - this.origin[0], y - this.origin[1]];
  }

  /** What Leaflet says (degrees of the base map) -> WGS-84 degrees. */
  off({ lng, lat }) {
    return this.shift.back([lng, lat]);
  }

  /** WGS-84 degrees -> what Leaflet wants. */
  latLng(lon, lat) {
    const [lng, there] = this.shift.there([lon, lat]);
    return [there, lng];
  }

  /** What Leaflet says -> the plane. */
  of({ lng, lat }) {
    const [x, y] = mercator([lng, lat]);
    return [x - this.origin[0], y - this.origin[1]];
  }

  /** One ring or line as the server writes it: millionths of a degree, each point as its step from the one before. */
  read(steps) {
    const found = new Float64Array(steps.length);
    let [lon, lat] = [0, 0];
    for (let at = 0; at < steps.length; at += 2) {
      lon += steps[at];
      lat += steps[at + 1];
      [found[at], found[at + 1]] = this.on(lon / 1e6, lat / 1e6);
    }
    return found;
  }
}

function mercator([lon, lat]) {
  const sine = Math.sin(Math.max(-85, Math.min(85, lat)) * TURN);
  return [(lon / 360 + 0.5) * WORLD, (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * WORLD];
}
