// The script of every page: htmx, and small parts that only act where their mark is in the page.
import "./styles/all.css";
import htmx from "htmx.org";
import { startBoard } from "./parts/board.js";
import { startBell } from "./parts/bell.js";
import { startCityMap } from "./parts/city_map.js";
import { startCountdowns } from "./parts/countdown.js";
import { startForms } from "./parts/forms.js";
import { startKeys } from "./parts/keys.js";
import { startCompare } from "./parts/compare.js";
import { startUploads } from "./parts/upload.js";
import { startPlace } from "./parts/place.js";
import { startPicks } from "./parts/picks.js";
import { startGhost } from "./parts/ghost.js";
import { startHeldMap } from "./parts/held_map.js";
import { startMap } from "./parts/map.js";
import { startOffline } from "./parts/offline.js";
import { startProposal } from "./parts/proposal.js";
import { startPoints } from "./parts/points.js";
import { startPhrases } from "./parts/phrases.js";
import { startLive } from "./parts/live.js";
import { startReference } from "./parts/reference.js";
import { startReview } from "./parts/review.js";
import { startToasts } from "./parts/toast.js";
import { startZones } from "./parts/zones.js";
import { startZoneFile } from "./parts/zonefile.js";
import { startZoom } from "./parts/zoom.js";

window.htmx = htmx;

/** Prepare a piece of the page; called for the whole page and for each piece that htmx brings. */
function prepare(root) {
  startUploads(root);
  startCompare(root);
  startPicks(root);
  startPlace(root);
  startMap(root);
  startPoints(root);
  startCityMap(root);
  startProposal(root);
  startZoneFile(root);
  startHeldMap(root);
  startBoard(root);
  startGhost(root);
  startZones(root);
}

startToasts();
startBell();
startForms();
startKeys();
startCountdowns();
startZoom();
startPhrases();
startLive();
startOffline();
startReview();
startReference();
prepare(document);
document.addEventListener("arrived", (event) => {
  htmx.process(event.detail);
  prepare(event.detail);
});
document.body.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) prepare(event.detail.elt);
});
