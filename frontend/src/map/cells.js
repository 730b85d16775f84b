// Squares of the ground by how much was found in them: darker is more, the worst hatched, each with its number where it fits.
import { inSlices } from "./shapes.js";
import { rounded } from "./tints.js";

/** cells: [{id, box: [left, top, right, bottom] on the plane, n, step: 0..4, ...}]; hatch for the last step. */
export function cellsLayer({ order, cells, hatch, pick = true }) {
  const marked = new Set();
  return {
    order,
    speaks: 0, // numbers before names
    pick,
    marked,
    *paint(context, picture, tools) {
      const seen = cells.filter(({ box }) => picture.sees(box));
      yield* inSlices(seen, 200, (cell) => square(context, picture, cell, tools.colours, hatch));
    },
    *labels(picture, taken, tools) {
      const seen = cells.filter(({ box }) => picture.sees(box)).sort((one, other) => other.n - one.n);
      yield* inSlices(seen, 50, ({ box, n, step }) => {
        const [x, y] = picture.at((box[0] + box[2]) / 2, (box[1] + box[3]) / 2);
        const wide = (box[2] - box[0]) * picture.scale;
        if (wide < 22) return;
        const dark = step > 2;
        taken.write({ x, y, again: true, text: String(n), size: 12.5, colour: dark ? tools.colours.surface : tools.colours["ink-900"], halo: dark ? tools.colours.heat[4] : "", most: wide, tall: wide });
      });
    },
    at(x, y) {
      return cells.filter(({ box }) => x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3]);
    },
    within: () => [],
  };
}

function square(context, picture, { box, step }, colours, hatch) {
  picture.plain(context);
  const [left, top] = picture.at(box[0], box[1]);
  const side = (box[2] - box[0]) * picture.scale;
  const tall = (box[3] - box[1]) * picture.scale;
  context.beginPath();
  rounded(context, left + 1, top + 1, Math.max(2, side - 2), Math.max(2, tall - 2), Math.min(6, side / 6));
  context.globalAlpha = 0.86;
  context.fillStyle = step === 4 ? hatch(context, 1) : colours.heat[step];
  context.fill();
  context.globalAlpha = 1;
}
