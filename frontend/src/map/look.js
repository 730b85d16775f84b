// The map on a zone's page and above the list of zones: the layer, the zone, and how it lay on other days.
import { groundOf, given, worded } from "./page.js";
import { followZones, itemOf, lay, layZones, sitesLayer } from "./zones.js";

export async function openLook(box) {
  const word = worded(box);
  const ground = await groundOf(box, word);
  const own = box.dataset.zone;
  const shape = given(box, "shape");
  followZones(ground, {
    url: box.dataset.around,
    layer: box.dataset.layer,
    got({ zones, sites }) {
      const others = zones.filter(({ id }) => id !== own);
      layZones(ground, others, () => "other");
      ground.setLayer("sites", sitesLayer(ground, sites));
    },
  });
  if (shape) lay(ground, "own", { order: 15, pick: false, items: [itemOf(ground, shape, { id: own })], look: mine });
  ground.onSelect(({ found }) => {
    const zone = found.find(({ url }) => url);
    if (zone) window.location.assign(zone.url);
  });
  for (const button of document.querySelectorAll("[data-version]")) {
    button.addEventListener("click", () => showVersion(ground, button));
  }
}

/** One earlier or later version over the one that holds now; pressed again it goes. */
function showVersion(ground, button) {
  const wanted = button.getAttribute("aria-pressed") !== "true";
  for (const other of document.querySelectorAll("[data-version]")) other.setAttribute("aria-pressed", String(other === button && wanted));
  const items = wanted ? [itemOf(ground, JSON.parse(button.dataset.version), { id: "version" })] : [];
  lay(ground, "version", items.length ? { order: 18, pick: false, items, look: then } : null);
}

const mine = (_item, colours) => ({ fill: colours["indigo-600"], alpha: 0.14, edge: colours["indigo-600"], width: () => 3 });
const then = (_item, colours) => ({ edge: colours["ink-900"], width: () => 3, dash: [9, 6], casing: colours.surface });
