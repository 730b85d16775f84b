// A proposed split on its map: cells in the colour of their piece, borders that are dragged, the balance beside them.
export async function startProposal(root) {
  for (const box of root.querySelectorAll("[data-proposal-url]")) {
    if (box.dataset.ready) continue;
    box.dataset.ready = "1";
    const [{ default: leaflet }, reply] = await Promise.all([
      import("leaflet"),
      fetch(box.dataset.proposalUrl, { headers: { Accept: "application/json" } }),
      import("leaflet/dist/leaflet.css"),
    ]);
    const ground = await reply.json();
    if (reply.ok) draw(leaflet, box, ground);
    else say(box, ground.words, true);
  }
}

function draw(leaflet, box, ground) {
  const map = leaflet.map(box, { attributionControl: false, zoomSnap: 0.25, maxZoom: 19 });
  const cells = leaflet.geoJSON(
    ground.cells.map((geometry, cell) => ({ type: "Feature", geometry, properties: { cell } })),
    {
      style: () => ({ className: "pr-cell", smoothFactor: 0 }),
      onEachFeature: ({ properties }, layer) => layer.bindTooltip(() => ground.sites[properties.cell].join("\n"), { sticky: true }),
    },
  );
  map.fitBounds(cells.getBounds(), { padding: [12, 12] });
  cells.addTo(map);
  const paths = [];
  cells.eachLayer((layer) => {
    const { cell } = layer.feature.properties;
    paths[cell] = layer.getElement();
    paths[cell].dataset.cell = cell;
  });
  for (const at of ground.dots) leaflet.circleMarker(at, { className: "pr-dot", radius: 1.6, interactive: false }).addTo(map);
  const edges = leaflet.geoJSON(null, { style: { className: "pr-edge" }, interactive: false, onEachFeature: numbered }).addTo(map);
  const stage = { box, map, ground, paths, edges };
  show(stage, ground);
  startDragging(stage);
  startBack(stage);
}

function numbered({ properties }, layer) {
  layer.bindTooltip(String(properties.number), { permanent: true, direction: "center", className: "pr-number", interactive: false });
}

/** Everything as the server has it. */
function show(stage, state) {
  const { ground, paths, edges, box } = stage;
  Object.assign(ground, state);
  paths.forEach((_path, cell) => paint(stage, cell, ground.pieces[cell]));
  edges.clearLayers();
  edges.addData(ground.outlines.map((geometry, n) => ({ type: "Feature", geometry, properties: { number: n + 1 } })));
  const main = box.closest("main");
  for (const input of main.querySelectorAll("input[name=expected]")) input.value = ground.rev;
  for (const button of main.querySelectorAll("[data-undo]")) button.disabled = !ground.moved;
  const table = main.querySelector("[data-proposal-table]");
  ground.table ??= table.innerHTML;
  table.innerHTML = ground.table;
}

function paint({ ground, paths }, cell, piece) {
  paths[cell].setAttribute("class", `pr-cell pr-h${ground.hues[piece]} leaflet-interactive`);
}

function say(box, words, refused) {
  const line = box.closest("main").querySelector("[data-proposal-says]");
  line.textContent = words;
  line.classList.toggle("is-refused", Boolean(refused));
}

/** Press inside a piece and drag over its border: the cells passed over go to it when the pointer is let go. */
function startDragging(stage) {
  const { box, map } = stage;
  const tools = box.closest("main").querySelector("[data-proposal-tools]");
  if (!tools) return;
  tools.hidden = false;
  const handlers = [map.dragging, map.touchZoom, map.doubleClickZoom, map.boxZoom];
  const hint = tools.querySelector("small");
  hint.hidden = true;
  for (const button of tools.querySelectorAll("[data-mode]")) {
    button.addEventListener("click", () => {
      const drags = button.dataset.mode === "drag";
      for (const other of tools.querySelectorAll("[data-mode]")) other.setAttribute("aria-pressed", String(other === button));
      for (const handler of handlers) handler[drags ? "disable" : "enable"]();
      box.classList.toggle("is-drag", drags);
      hint.hidden = !drags;
    });
  }
  let stroke = null;
  box.addEventListener("pointerdown", (event) => {
    const cell = box.classList.contains("is-drag") && event.isPrimary ? cellAt(event.clientX, event.clientY) : null;
    if (cell === null || stage.busy) return;
    event.preventDefault();
    stroke = { piece: stage.ground.pieces[cell], cells: new Set(), x: event.clientX, y: event.clientY };
  });
  window.addEventListener("pointermove", (event) => {
    if (!stroke || !event.isPrimary) return;
    const steps = Math.ceil(Math.hypot(event.clientX - stroke.x, event.clientY - stroke.y) / 4) || 1;
    for (let step = 1; step <= steps; step += 1) {
      pass(stage, stroke, stroke.x + ((event.clientX - stroke.x) * step) / steps, stroke.y + ((event.clientY - stroke.y) * step) / steps);
    }
    [stroke.x, stroke.y] = [event.clientX, event.clientY];
  });
  for (const name of ["pointerup", "pointercancel"]) {
    window.addEventListener(name, (event) => {
      if (!stroke || !event.isPrimary) return;
      const { cells, piece } = stroke;
      stroke = null;
      if (name === "pointercancel") show(stage, {});
      else if (cells.size) send(stage, { cells: [...cells].join(","), piece });
    });
  }
}

function cellAt(x, y) {
  const path = document.elementFromPoint(x, y)?.closest?.("[data-cell]");
  return path ? Number(path.dataset.cell) : null;
}

/** One more cell under the pointer: painted and weighed at once. */
function pass(stage, stroke, x, y) {
  const cell = cellAt(x, y);
  if (cell === null || stage.ground.pieces[cell] === stroke.piece || stroke.cells.has(cell)) return;
  stroke.cells.add(cell);
  paint(stage, cell, stroke.piece);
  weigh(stage, stroke);
}

function weigh({ box, ground }, stroke) {
  const sums = ground.outlines.map(() => 0);
  ground.pieces.forEach((piece, cell) => (sums[stroke.cells.has(cell) ? stroke.piece : piece] += ground.weights[cell]));
  const mean = sums.reduce((sum, one) => sum + one, 0) / sums.length || 1;
  for (const row of box.closest("main").querySelectorAll("tr[data-piece]")) {
    const deviation = (sums[row.dataset.piece] / mean - 1) * 100;
    row.querySelector("[data-deviation]").textContent = `${deviation > 0 ? "+" : ""}${deviation.toFixed(1)} %`;
  }
}

/** The back buttons work without leaving the page. */
function startBack(stage) {
  for (const button of stage.box.closest("main").querySelectorAll("[data-undo]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      if (!stage.busy) send(stage, { what: button.value });
    });
  }
}

/** The server recomputes borders and figures, or refuses with a sentence; either way the page shows what holds now. */
async function send(stage, fields) {
  const { box, ground } = stage;
  const body = new FormData();
  for (const [name, value] of Object.entries({ ...fields, expected: ground.rev })) body.append(name, value);
  body.append("csrfmiddlewaretoken", box.closest("main").querySelector("[name=csrfmiddlewaretoken]").value);
  stage.busy = true;
  try {
    const reply = await fetch(box.dataset.moveUrl, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "error" });
    const state = await reply.json();
    show(stage, state);
    say(box, state.words, !reply.ok);
  } catch {
    show(stage, {});
    say(box, box.dataset.lost, true);
  } finally {
    stage.busy = false;
  }
}
