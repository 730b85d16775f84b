// Many points: one small picture for each kind of mark, drawn where the points are; crowded ones only once.

const FEW = 120; // drawn before resting

/**
 * A layer of points. xs, ys: Float64Array on the plane; ids.at(at); mark(at, zoom) -> a picture of tints.js; gap: pixels of a cell
 * in which only the first point is drawn; reach: pixels around a point that mean it; item(at): what a press tells;
 * over: drawn above names; keeps(zoom): names keep off the marks.
 */
export function pointsLayer({ order, xs, ys, ids, mark, gap = () => 0, reach = 14, item, pick = true, ring, over = false, keeps = () => over }) {
  const marked = new Set();
  return {
    order,
    pick,
    over,
    keeps,
    marked,
    size: xs.length,
    *paint(context, picture) {
      picture.plain(context);
      const cell = gap(picture.zoom);
      const full = cell ? new Set() : null;
      const columns = Math.ceil(picture.size.x / (cell || 1)) + 2;
      const margin = 24 / picture.scale;
      for (let at = xs.length - 1, done = 0; at >= 0; at -= 1) {
        if ((xs.length - at) % 2000 === 0) yield;
        const [x, y] = [xs[at], ys[at]];
        if (x < picture.left - margin || x > picture.right + margin || y < picture.top - margin || y > picture.bottom + margin) continue;
        const left = (x - picture.left) * picture.scale;
        const top = (y - picture.top) * picture.scale;
        if (full) {
          const key = Math.floor(top / cell) * columns + Math.floor(left / cell);
          if (full.has(key)) continue;
          full.add(key);
        }
        const drawn = mark(at, picture.zoom);
        const half = drawn.span / 2;
        context.drawImage(drawn, left - half, top - half, drawn.span, drawn.span);
        done += 1;
        if (done % FEW === 0) {
          yield;
          picture.plain(context);
        }
      }
      picture.plain(context);
      for (let at = 0; marked.size && at < ids.length; at += 1) {
        if (marked.has(ids.at(at))) circle(context, picture.at(xs[at], ys[at]), ring);
      }
    },
    keepOff(picture, labels) {
      for (let at = 0; at < xs.length; at += 1) {
        if (!picture.sees([xs[at], ys[at], xs[at], ys[at]])) continue;
        const [x, y] = picture.at(xs[at], ys[at]);
        const half = mark(at, picture.zoom).span / 2 - 5;
        labels.keepOff([x - half, y - half, x + half, y + half]);
      }
    },
    at(x, y, scale) {
      const far = (reach / scale) ** 2;
      const found = [];
      for (let at = 0; at < xs.length; at += 1) {
        const away = (xs[at] - x) ** 2 + (ys[at] - y) ** 2;
        if (away <= far) found.push([away, at]);
      }
      found.sort((one, other) => one[0] - other[0]);
      return found.map(([, at]) => ({ id: ids.at(at), ...item(at) }));
    },
    within(tools, inside) {
      const found = [];
      for (let at = 0; at < xs.length; at += 1) if (inside(xs[at], ys[at])) found.push(ids.at(at));
      return found;
    },
  };
}

function circle(context, [x, y], colour) {
  context.beginPath();
  context.arc(x, y, 15, 0, 7);
  context.strokeStyle = colour;
  context.lineWidth = 3;
  context.stroke();
}
