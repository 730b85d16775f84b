// What a file of zones would make of the layer: borders as they would be over those until now, and marks where it is wrong.
const RANK = { same: 0, bad: 1, changed: 2, new: 3, before: 4, spot: 5 };

export async function startZoneFile(root) {
  for (const box of root.querySelectorAll("[data-zonefile-url]")) {
    if (box.dataset.ready) continue;
    box.dataset.ready = "1";
    const [{ default: leaflet }, , reply] = await Promise.all([
      import("leaflet"),
      import("leaflet/dist/leaflet.css"),
      fetch(box.dataset.zonefileUrl, { headers: { Accept: "application/json" } }),
    ]);
    const found = reply.ok ? await reply.json() : { features: [] };
    if (found.features.length) draw(leaflet, box, found);
    else box.hidden = true;
  }
}

function draw(leaflet, box, found) {
  const map = leaflet.map(box, { attributionControl: false, minZoom: 6, maxZoom: 19, zoomSnap: 0.25, scrollWheelZoom: false });
  found.features.sort((one, other) => RANK[one.properties.kind] - RANK[other.properties.kind]);
  const drawn = leaflet.geoJSON(found, {
    style: ({ properties }) => ({ className: `zf-shape zf-${properties.kind}` }),
    pointToLayer: ({ properties }, at) => leaflet.circleMarker(at, { radius: 9, className: `zf-shape zf-${properties.kind}` }),
    onEachFeature: ({ properties }, layer) => {
      const words = document.createElement("span");
      words.textContent = properties.name;
      layer.bindTooltip(words, { sticky: true });
    },
  });
  const seen = leaflet.featureGroup(drawn.getLayers().filter(({ feature }) => feature.properties.kind !== "same"));
  map.fitBounds((seen.getLayers().length ? seen : drawn).getBounds().pad(0.15), { maxZoom: 16 });
  drawn.addTo(map);
}
