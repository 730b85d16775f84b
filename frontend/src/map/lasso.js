// Taking many things at once: a line drawn around them by hand, or a box; by mouse, pen or finger. Escape gives up.

const LEAST = 6; // pixels; less is a press, not a line

/** Resolves to the corners drawn, as pixels of the container [[x, y], ...], or to null. `how`: "free" or "box". */
export function draw(map, how) {
  const over = document.createElement("canvas");
  over.className = "gr-lasso";
  const size = map.getSize();
  [over.width, over.height] = [size.x, size.y];
  map.getContainer().append(over);
  const context = over.getContext("2d");
  return new Promise((resolve) => {
    let spots = [];
    const end = (found) => {
      document.removeEventListener("keydown", escape);
      over.remove();
      resolve(found);
    };
    const escape = (event) => event.key === "Escape" && end(null);
    const where = ({ clientX, clientY }) => {
      const { left, top } = over.getBoundingClientRect();
      return [clientX - left, clientY - top];
    };
    over.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      over.setPointerCapture(event.pointerId);
      spots = [where(event)];
    });
    over.addEventListener("pointermove", (event) => {
      if (!spots.length) return;
      const spot = where(event);
      spots = how === "box" ? corners(spots[0], spot) : [...spots, spot];
      show(context, spots);
    });
    over.addEventListener("pointerup", () => end(spread(spots) < LEAST ? null : spots));
    over.addEventListener("pointercancel", () => end(null));
    document.addEventListener("keydown", escape);
  });
}

function corners([left, top], [right, bottom]) {
  return [[left, top], [right, top], [right, bottom], [left, bottom]];
}

function spread(spots) {
  const over = (axis) => Math.max(...spots.map((spot) => spot[axis])) - Math.min(...spots.map((spot) => spot[axis]));
  return spots.length < 3 ? 0 : Math.max(over(0), over(1));
}

function show(context, spots) {
  const style = getComputedStyle(context.canvas);
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  context.beginPath();
  spots.forEach(([x, y], at) => (at ? context.lineTo(x, y) : context.moveTo(x, y)));
  context.closePath();
  context.fillStyle = style.getPropertyValue("--indigo-600");
  context.globalAlpha = 0.12;
  context.fill();
  context.globalAlpha = 1;
  context.strokeStyle = style.getPropertyValue("--indigo-600");
  context.lineWidth = 2;
  context.setLineDash([6, 4]);
  context.stroke();
}

/** Whether a point lies inside the corners: an odd number of edges to its left. */
export function insideOf(corners) {
  return (x, y) => {
    let inside = false;
    for (let at = 0, before = corners.length - 1; at < corners.length; before = at, at += 1) {
      const [[x1, y1], [x2, y2]] = [corners[at], corners[before]];
      if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
    }
    return inside;
  };
}
