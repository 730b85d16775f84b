// The shift of China's public map services (GCJ-02), as sites/coordinates.py has it; a test holds the two together.
// Points are [longitude, latitude] in degrees.
const SEMI_MAJOR = 6378245.0;
const ECCENTRICITY2 = 0.00669342162296594323;
const CLOSE = 1e-9; // degrees; a tenth of a millimetre
const TURN = Math.PI / 180;

/** WGS-84 -> GCJ-02. */
export function toGcj02([lon, lat]) {
  const x = lon - 105.0;
  const y = lat - 35.0;
  let east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x));
  let north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x));
  const both = ((20.0 * Math.sin(6.0 * x * Math.PI) + 20.0 * Math.sin(2.0 * x * Math.PI)) * 2.0) / 3.0;
  east += both + waves(x, 20.0, 40.0, 3.0, [150.0, 12.0], [300.0, 30.0]);
  north += both + waves(y, 20.0, 40.0, 3.0, [160.0, 12.0], [320.0, 30.0]);
  const bulge = 1 - ECCENTRICITY2 * Math.sin(lat * TURN) ** 2;
  north /= ((SEMI_MAJOR * (1 - ECCENTRICITY2)) / (bulge * Math.sqrt(bulge))) * TURN;
  east /= (SEMI_MAJOR / Math.sqrt(bulge)) * Math.cos(lat * TURN) * TURN;
  return [lon + east, lat + north];
}

/** GCJ-02 -> WGS-84, by approaching it. */
export function fromGcj02(point) {
  let guess = point;
  for (let round = 0; round < 20; round += 1) {
    const there = toGcj02(guess);
    const miss = [point[0] - there[0], point[1] - there[1]];
    guess = [guess[0] + miss[0], guess[1] + miss[1]];
    if (Math.max(Math.abs(miss[0]), Math.abs(miss[1])) < CLOSE) break;
  }
  return guess;
}

/** The sum of sines along one axis. */
function waves(value, one, third, part, ...long) {
  let total = one * Math.sin(value * Math.PI) + third * Math.sin((value / part) * Math.PI);
  for (const [height, length] of long) total += height * Math.sin((value / length) * Math.PI);
  return (total * 2.0) / 3.0;
}

const SAME = (point) => point;

/** The way there and back for a base map's coordinate system; what is no GCJ-02 lies where WGS-84 says. */
export function shiftOf(system) {
  return system === "GCJ-02" ? { there: toGcj02, back: fromGcj02 } : { there: SAME, back: SAME };
}
