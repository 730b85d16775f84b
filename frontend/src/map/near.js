// The borders that lie around what is drawn, and where a pencil near one of them is drawn to: a corner first, then an edge.
// Kept in degrees of the base map, longitudes shortened so that both axes measure alike.

export class Near {
  /** `reach`: pixels within which a border draws the pencil. */
  constructor(ground, reach) {
    this.ground = ground;
    this.reach = reach;
    this.segments = new Float64Array(0);
  }

  /** GeoJSON geometries (WGS-84) whose borders count. */
  load(geometries) {
    const { shift } = this.ground.plane;
    const found = [];
    for (const line of geometries.flatMap(linesOf)) {
      const spots = line.map(shift.there);
      for (let at = 1; at < spots.length; at += 1) found.push(spots[at - 1][0], spots[at - 1][1], spots[at][0], spots[at][1]);
    }
    this.segments = Float64Array.from(found);
  }

  /** As terra-draw asks: the place an event is drawn to, or undefined. */
  snap({ lng, lat, containerX, containerY }, { unproject }) {
    const aside = unproject(containerX + this.reach, containerY);
    const squeeze = Math.cos((lat * Math.PI) / 180);
    const most = Math.abs(aside.lng - lng) * squeeze;
    return this.corner(lng, lat, squeeze, most) ?? this.edge(lng, lat, squeeze, most);
  }

  corner(lng, lat, squeeze, most) {
    let best = most;
    let found;
    for (let at = 0; at < this.segments.length; at += 2) {
      const [x, y] = [(this.segments[at] - lng) * squeeze, this.segments[at + 1] - lat];
      if (Math.abs(x) > best || Math.abs(y) > best) continue;
      const far = Math.hypot(x, y);
      if (far < best) [best, found] = [far, [this.segments[at], this.segments[at + 1]]];
    }
    return found;
  }

  edge(lng, lat, squeeze, most) {
    let best = most;
    let found;
    for (let at = 0; at < this.segments.length; at += 4) {
      const [west, south, east, north] = this.segments.subarray(at, at + 4);
      const [x, y] = [(lng - west) * squeeze, lat - south];
      const [dx, dy] = [(east - west) * squeeze, north - south];
      const long = dx * dx + dy * dy;
      if (!long) continue;
      const share = Math.max(0, Math.min(1, (x * dx + y * dy) / long));
      const far = Math.hypot(x - share * dx, y - share * dy);
      if (far < best) [best, found] = [far, [west + share * (east - west), south + share * (north - south)]];
    }
    return found?.map((value) => Number(value.toFixed(9)));
  }
}

/** The rings and lines of a GeoJSON geometry. */
export function linesOf(geometry) {
  const { type, coordinates } = geometry;
  if (type === "LineString") return [coordinates];
  if (type === "MultiLineString" || type === "Polygon") return coordinates;
  return type === "MultiPolygon" ? coordinates.flat() : [];
}
