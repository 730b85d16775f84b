// Before and after over each other: drag the line, or use the arrow keys; side by side, blinking, full screen. The wheel, two
// fingers, a double press or + and - bring it nearer, both photos by the same amount; then dragging moves the picture.

const STEP = 4;
const NEAREST = 8;
const TWICE = 2.5; // what a double press brings

export function startCompare(root) {
  const views = root.matches?.("[data-compare]") ? [root] : root.querySelectorAll("[data-compare]");
  for (const view of views) if (!view.dataset.ready) begin(view);
}

function begin(view) {
  view.dataset.ready = "1";
  const glass = new Glass(view.querySelector(".tz-wipe"));
  glass.listen(view);
  view.querySelectorAll("[data-view]").forEach((button) => button.addEventListener("click", () => look(view, button, glass)));
  view.querySelectorAll("[data-show]").forEach((button) => button.addEventListener("click", () => show(view, button)));
}

/** Where the line is, how near the photos are, and which part of them is seen. */
class Glass {
  constructor(wipe) {
    this.wipe = wipe;
    this.grip = wipe.querySelector(".tz-wipe-grip");
    this.fingers = new Map();
    this.at = Number(this.grip.getAttribute("aria-valuenow"));
    this.reset();
  }

  reset() {
    [this.near, this.x, this.y] = [1, 0, 0];
    this.draw();
  }

  /** Through CSSOM: the policy allows no style attribute. The line stays where it is on the screen; the cut of the photo follows. */
  draw() {
    const { width, height } = this.wipe.getBoundingClientRect();
    this.x = Math.min(0, Math.max(width * (1 - this.near), this.x));
    this.y = Math.min(0, Math.max(height * (1 - this.near), this.y));
    const cut = width ? ((this.at / 100) * width - this.x) / this.near / width : this.at / 100;
    const set = (name, value) => this.wipe.style.setProperty(name, value);
    set("--cut", `${this.at}%`);
    set("--clip", `${Math.min(100, Math.max(0, cut * 100))}%`);
    set("--near", this.near);
    set("--pan-x", `${this.x}px`);
    set("--pan-y", `${this.y}px`);
    this.wipe.classList.toggle("is-near", this.near > 1);
    this.grip.setAttribute("aria-valuenow", Math.round(this.at));
  }

  cut(percent) {
    this.at = Math.min(100, Math.max(0, percent));
    this.draw();
  }

  /** Nearer by a factor, with the spot under the pointer staying under it. */
  zoom(factor, clientX, clientY) {
    const box = this.wipe.getBoundingClientRect();
    const [x, y] = [(clientX ?? box.left + box.width / 2) - box.left, (clientY ?? box.top + box.height / 2) - box.top];
    const near = Math.min(NEAREST, Math.max(1, this.near * factor));
    [this.x, this.y] = [x - ((x - this.x) * near) / this.near, y - ((y - this.y) * near) / this.near];
    this.near = near;
    this.draw();
  }

  listen(view) {
    const { wipe, grip } = this;
    const flat = () => view.dataset.compare === "pair";
    wipe.addEventListener("wheel", (event) => {
      if (flat()) return;
      event.preventDefault();
      this.zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, event.clientX, event.clientY);
    }, { passive: false });
    wipe.addEventListener("dblclick", (event) => !flat() && (this.near > 1 ? this.reset() : this.zoom(TWICE, event.clientX, event.clientY)));
    wipe.addEventListener("pointerdown", (event) => !flat() && this.hold(event));
    wipe.addEventListener("pointermove", (event) => this.fingers.has(event.pointerId) && this.move(event, view));
    for (const end of ["pointerup", "pointercancel"]) wipe.addEventListener(end, (event) => this.fingers.delete(event.pointerId));
    grip.addEventListener("keydown", (event) => this.key(event));
    addEventListener("resize", () => this.draw());
  }

  hold(event) {
    this.wipe.setPointerCapture(event.pointerId);
    const [x, y] = [event.clientX, event.clientY];
    this.fingers.set(event.pointerId, { x, y, line: this.near === 1 || Boolean(event.target.closest(".tz-wipe-grip")) });
    if (this.near === 1 && this.fingers.size === 1) this.follow(event);
  }

  move(event, view) {
    const finger = this.fingers.get(event.pointerId);
    const others = [...this.fingers.entries()].filter(([id]) => id !== event.pointerId);
    const [dx, dy] = [event.clientX - finger.x, event.clientY - finger.y];
    if (others.length) this.pinch(finger, others[0][1], event);
    else if (finger.line) view.dataset.compare === "wipe" && this.follow(event);
    else {
      [this.x, this.y] = [this.x + dx, this.y + dy];
      this.draw();
    }
    Object.assign(finger, { x: event.clientX, y: event.clientY });
  }

  pinch(finger, other, event) {
    const apart = (x, y) => Math.hypot(x - other.x, y - other.y) || 1;
    const factor = apart(event.clientX, event.clientY) / apart(finger.x, finger.y);
    this.zoom(factor, (event.clientX + other.x) / 2, (event.clientY + other.y) / 2);
  }

  follow(event) {
    const box = this.wipe.getBoundingClientRect();
    this.cut(((event.clientX - box.left) / box.width) * 100);
  }

  key(event) {
    const way = { ArrowLeft: -STEP, ArrowDown: -STEP, ArrowRight: STEP, ArrowUp: STEP, Home: -100, End: 100 }[event.key];
    const factor = { "+": 1.25, "=": 1.25, "-": 0.8 }[event.key];
    if (way) this.cut(this.at + way);
    else if (factor) this.zoom(factor);
    else return;
    event.preventDefault();
  }
}

function look(view, button, glass) {
  const way = button.dataset.view;
  if (way === "full") return document.fullscreenElement ? document.exitFullscreen() : view.requestFullscreen?.();
  if (way === "pair") glass.reset();
  view.dataset.compare = way;
  view.querySelectorAll("[data-view]").forEach((other) => other.setAttribute("aria-pressed", other === button));
}

/** Another photo of the strip takes its side's place. */
function show(view, button) {
  const side = button.dataset.side;
  view.querySelector(`[data-${side}]`).src = button.dataset.show;
  const tag = view.querySelector(`[data-tag="${side}"]`);
  tag.textContent = `${tag.textContent.trim().split(" ")[0]} ${button.dataset.moment}`;
  view.querySelectorAll(`[data-side="${side}"]`).forEach((other) => other.classList.toggle("is-on", other === button));
}
