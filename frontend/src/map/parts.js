// What is drawn, as parts: areas, holes in them, lines. Rings are open lists of [longitude, latitude] in degrees.
const METRES = 111320; // of a degree of latitude, near enough for words beside a drawing

/** GeoJSON -> parts. */
export function partsOf(geometry) {
  if (!geometry) return [];
  const { type, coordinates } = geometry;
  if (type === "LineString") return [{ kind: "line", ring: coordinates }];
  if (type === "MultiLineString") return coordinates.map((ring) => ({ kind: "line", ring }));
  const areas = type === "Polygon" ? [coordinates] : coordinates;
  return areas.flatMap((rings) => rings.map((ring, at) => ({ kind: at ? "hole" : "area", ring: ring.slice(0, -1) })));
}

/** Parts -> GeoJSON, null for none; a hole belongs to the area that holds its first corner. */
export function geometryOf(parts) {
  const lines = parts.filter(({ kind }) => kind === "line").map(({ ring }) => ring);
  const areas = parts.filter(({ kind }) => kind === "area").map(({ ring }) => [closed(ring)]);
  if (areas.length) {
    for (const { ring } of parts.filter(({ kind }) => kind === "hole")) {
      (areas.find(([outer]) => holds(outer, ring[0])) ?? areas[0]).push(closed(ring));
    }
    return areas.length === 1 ? { type: "Polygon", coordinates: areas[0] } : { type: "MultiPolygon", coordinates: areas };
  }
  if (!lines.length) return null;
  return lines.length === 1 ? { type: "LineString", coordinates: lines[0] } : { type: "MultiLineString", coordinates: lines };
}

/** Square metres, metres along the edge, and points. */
export function sizeOf(parts) {
  const found = { area: 0, length: 0, points: 0, line: parts.some(({ kind }) => kind === "line") };
  for (const { kind, ring } of parts) {
    const squeeze = Math.cos(((ring[0]?.[1] ?? 0) * Math.PI) / 180);
    const flat = ring.map(([lon, lat]) => [(lon - ring[0][0]) * squeeze * METRES, (lat - ring[0][1]) * METRES]);
    const path = kind === "line" ? flat : [...flat, flat[0]];
    found.points += ring.length;
    let twice = 0;
    for (let at = 1; at < path.length; at += 1) {
      const [[x, y], [to, up]] = [path[at - 1], path[at]];
      found.length += Math.hypot(to - x, up - y);
      twice += x * up - to * y;
    }
    if (kind !== "line") found.area += (kind === "hole" ? -1 : 1) * Math.abs(twice / 2);
  }
  return found;
}

/** Every point put through a function. */
export function shifted(parts, change) {
  return parts.map(({ kind, ring }) => ({ kind, ring: ring.map(change) }));
}

export function holds(ring, [x, y]) {
  let inside = false;
  for (let at = 0, before = ring.length - 1; at < ring.length; before = at, at += 1) {
    const [[west, south], [east, north]] = [ring[at], ring[before]];
    if (south > y !== north > y && x < ((east - west) * (y - south)) / (north - south) + west) inside = !inside;
  }
  return inside;
}

const closed = (ring) => [...ring, ring[0]];
