// The small map: zones and sites drawn from the office's own rows, no tiles, no other host. A press sets the free point.
const NEAR = 17; // zoom at a known pin

export function startMap(root) {
  for (const box of root.querySelectorAll("[data-map-url]")) {
    box.addEventListener("toggle", () => box.open && !box.dataset.ready && open(box));
  }
}

/** Leaflet comes only when somebody asks for the map. */
async function open(box) {
  box.dataset.ready = "1";
  const canvas = box.querySelector(".snap-map-box");
  const [{ default: leaflet }] = await Promise.all([import("leaflet"), import("leaflet/dist/leaflet.css")]);
  const map = leaflet.map(canvas, { attributionControl: false, zoomControl: true, minZoom: 9, maxZoom: 19 });
  const numbers = (text) => text.split(",").filter(Boolean).map(Number);
  const [pin, city] = [numbers(box.dataset.pin), numbers(box.dataset.box)];
  if (pin.length === 2) map.setView([pin[1], pin[0]], NEAR);
  else if (city.length === 4) map.fitBounds([[city[1], city[0]], [city[3], city[2]]]);
  const drawn = leaflet.geoJSON(null, style(leaflet)).addTo(map);
  const mark = pin.length === 2 ? leaflet.circleMarker([pin[1], pin[0]], { className: "map-pin", radius: 9 }).addTo(map) : null;
  const draw = () => fill(box, map, drawn, mark);
  map.on("moveend", draw);
  map.on("click", ({ latlng }) => choose(box, latlng));
  draw();
}

function style(leaflet) {
  return {
    style: ({ properties }) => ({ className: `map-${properties.kind}`, interactive: false }),
    pointToLayer: ({ properties }, at) => leaflet.circleMarker(at, { radius: 4, className: `map-${properties.kind}` }),
    onEachFeature: ({ properties }, layer) => {
      if (properties.kind === "zone") layer.bindTooltip(properties.name, { permanent: true, direction: "center", className: "map-name" });
      else layer.bindTooltip(properties.name);
    },
  };
}

async function fill(box, map, drawn, mark) {
  const seen = map.getBounds().pad(0.2);
  const edges = [seen.getWest(), seen.getSouth(), seen.getEast(), seen.getNorth()].map((edge) => edge.toFixed(6));
  const reply = await fetch(`${box.dataset.mapUrl}?box=${edges.join(",")}`, { headers: { Accept: "application/json" } });
  if (!reply.ok) return;
  const ground = await reply.json();
  drawn.clearLayers();
  drawn.addData(ground);
  mark?.bringToFront();
}

/** The point that was pressed takes the device's place; the server answers with what lies there. */
function choose(box, { lat, lng }) {
  const form = box.closest("form");
  form.elements.lat.value = lat.toFixed(6);
  form.elements.lng.value = lng.toFixed(6);
  form.elements.accuracy.value = "";
  form.dataset.pointed = "1";
  window.htmx.trigger("#place", "htmx:abort"); // the device's own place may be on its way
  const asked = `${box.dataset.placeUrl}?free=1&lat=${lat.toFixed(6)}&lng=${lng.toFixed(6)}`;
  window.htmx.ajax("GET", asked, "#place").then(() => document.body.dispatchEvent(new CustomEvent("placed")));
}
