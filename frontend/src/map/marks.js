// Where a border is wrong: the piece of ground it is about, hatched at its edge, and a number at the spot.

/** Marks on a map: `show(faults)`, `goTo([lon, lat])`, `clear()`. A fault is {words, place: [lon, lat], piece: GeoJSON}. */
export function marksOn({ leaflet, map, plane }) {
  const pane = map.createPane("faults");
  pane.style.zIndex = "640";
  pane.style.pointerEvents = "none";
  const renderer = leaflet.svg({ pane: "faults" });
  const group = leaflet.layerGroup().addTo(map);
  const coordsToLatLng = ([lon, lat]) => leaflet.latLng(plane.latLng(lon, lat));
  return {
    show(faults) {
      group.clearLayers();
      for (const [at, { place, piece }] of faults.entries()) {
        if (piece) leaflet.geoJSON(piece, { coordsToLatLng, renderer, pane: "faults", interactive: false, filter: () => true, pointToLayer: () => leaflet.layerGroup(), style: { className: "zo-fault-piece", renderer, pane: "faults" } }).addTo(group);
        if (place) leaflet.marker(coordsToLatLng(place), { pane: "faults", interactive: false, keyboard: false, icon: number(leaflet, at + 1) }).addTo(group);
      }
    },
    goTo([lon, lat]) {
      map.setView(plane.latLng(lon, lat), Math.max(map.getZoom(), 17));
    },
    clear() {
      group.clearLayers();
    },
  };
}

function number(leaflet, n) {
  return leaflet.divIcon({ className: "zo-fault", html: String(n), iconSize: [28, 28] });
}
