// The map of a holder's page and of the balance: everything comes with one answer, the ground does not move under it.
import { openGround } from "./ground.js";
import { entriesLayer, roadsLayer, sitesLayer, zonesLayer } from "./layers.js";
import { hide, tellPicked } from "./picked.js";

const AGAIN = 8_000;
const [NEAR, FEW] = [13, 80]; // from this zoom on every site is drawn; so few are drawn at any

export async function openHeldMap(box) {
  const told = JSON.parse(box.dataset.heldMap);
  const page = box.parentElement;
  const [card, note] = [page.querySelector("[data-map-card]"), page.querySelector("[data-map-note]")];
  const data = await fetched(box, told, note);
  const ground = await openGround(box, { bounds: data.bounds, tiles: told.tiles, words: { ...told.words, map: "" } });
  ground.map.scrollWheelZoom.disable(); // the page scrolls; plus and minus zoom
  box.addEventListener("focusin", () => ground.map.scrollWheelZoom.enable());
  box.addEventListener("focusout", () => ground.map.scrollWheelZoom.disable());
  ground.setLayer("zones", await zonesLayer(ground, data.zones, () => true, told.words));
  ground.setLayer("roads", await roadsLayer(ground, data.roads));
  const sites = data.sites ? sitesLayer(ground, data.sites, told.words) : null;
  const atZoom = () => {
    const zoom = ground.map.getZoom();
    ground.setLayer("sites", sites && (zoom >= NEAR || data.sites.kinds.length <= FEW) ? sites : null); // from afar many would hide the rest
    if (data.entries?.entries.length) ground.setLayer("entries", entriesLayer(ground, data.entries, zoom)); // what lies close together is one mark
  };
  atZoom();
  ground.map.on("zoomend", atZoom);
  const nearer = ([lon, lat]) => {
    hide(card);
    ground.map.setView(ground.plane.latLng(lon, lat), Math.min(19, ground.map.getZoom() + 2));
  };
  ground.onSelect((pressed) => tellPicked(card, pressed, told, nearer));
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide(card));
  box.removeAttribute("aria-busy");
  box.ground = ground; // for those who try the map from outside: tests, measurements
}

/** What is drawn; asks again until it has come. */
async function fetched(box, { url, words }, note) {
  box.setAttribute("aria-busy", "true");
  for (;;) {
    const reply = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null);
    if (reply?.redirected) location.reload();
    else if (reply?.ok) {
      note.hidden = true;
      return reply.json();
    } else {
      note.textContent = reply ? words.failed : words.lost;
      note.hidden = false;
    }
    await new Promise((done) => setTimeout(done, AGAIN));
  }
}
