// The entries of a list as points over the office's own ground; a press opens what one of them is.
export async function startPoints(root) {
  for (const box of root.querySelectorAll("[data-points-url]")) {
    if (box.dataset.ready) continue;
    box.dataset.ready = "1";
    const [{ default: leaflet }] = await Promise.all([import("leaflet"), import("leaflet/dist/leaflet.css")]);
    const map = leaflet.map(box, { attributionControl: false, minZoom: 8, maxZoom: 19, zoomSnap: 0.25 });
    const ground = leaflet.geoJSON(null, { style: { className: "map-zone", interactive: false }, filter: ({ properties }) => properties.kind === "zone", onEachFeature: named });
    const { points, more, most } = await (await fetch(box.dataset.pointsUrl, { headers: { Accept: "application/json" } })).json();
    const note = box.nextElementSibling;
    if (!points.length) note.textContent = note.dataset.none;
    else if (more) note.textContent = note.dataset.more.replace("{n}", most.toLocaleString());
    if (!points.length) {
      box.hidden = true;
      continue;
    }
    map.fitBounds(leaflet.latLngBounds(points.map((point) => point.at)).pad(0.1), { maxZoom: 16 });
    ground.addTo(map);
    for (const point of points.reverse()) {
      leaflet.circleMarker(point.at, { radius: 8, className: `pt pt-${point.level}`, weight: 1.5, fillOpacity: 1, color: "#fff" })
        .bindTooltip(`${point.name} ${point.number}`)
        .bindPopup(() => link(point))
        .addTo(map);
    }
    under(box, map, ground);
  }
}

/** A zone wears its name where there is room for it, and no longer where the zone is wider than the map. */
function named({ properties }, layer) {
  layer.bindTooltip(properties.name, { permanent: true, direction: "center", className: "map-name", interactive: false });
}

function link({ url, name, number }) {
  const made = document.createElement("a");
  made.href = url;
  made.textContent = `${name} ${number}`;
  return made;
}

function label(map, ground) {
  ground.eachLayer((zone) => {
    const { _northEast: far, _southWest: near } = zone.getBounds();
    const width = map.latLngToContainerPoint(far).x - map.latLngToContainerPoint(near).x;
    const fits = width > zone.feature.properties.name.length * 13 + 8 && width < map.getSize().x;
    zone.getTooltip().getElement()?.classList.toggle("is-small", !fits);
  });
}

/** The zones under the points, as far as they can be seen. */
function under(box, map, ground) {
  const draw = async () => {
    const seen = map.getBounds().pad(0.2);
    const edges = [seen.getWest(), seen.getSouth(), seen.getEast(), seen.getNorth()].map((edge) => edge.toFixed(6));
    const reply = await fetch(`${box.dataset.groundUrl}?box=${edges.join(",")}`, { headers: { Accept: "application/json" } });
    if (!reply.ok) return;
    ground.clearLayers();
    ground.addData(await reply.json());
    ground.bringToBack();
    label(map, ground);
  };
  map.on("moveend", draw);
  draw();
}
