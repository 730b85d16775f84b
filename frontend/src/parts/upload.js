// Photos leave one by one as soon as they are chosen. Each has its own key, so that a retry is not a second photo; a refused
// one says the server's sentence and leaves the others; what is accepted becomes a hidden field "photos" of the form.
import { icon, word } from "./words.js";

const pending = new WeakMap(); // box -> Set of promises under way

/** Wait for every photo of the form; false when one did not get through (it stays on the page with its retry button). */
export async function uploadsDone(form) {
  for (const box of form.querySelectorAll("[data-upload-url]")) {
    await Promise.allSettled([...(pending.get(box) ?? [])]);
    if (box.querySelector(".is-failed[data-retry]")) return false;
  }
  return true;
}

export function startUploads(root) {
  for (const box of root.querySelectorAll("[data-upload-url]")) {
    if (pending.has(box)) continue;
    pending.set(box, new Set());
    for (const input of box.querySelectorAll("[data-files]")) {
      input.removeAttribute("name"); // the form itself no longer carries the files
      input.addEventListener("change", () => {
        [...input.files].forEach((file) => addPhoto(box, file));
        input.value = "";
      });
    }
    box.addEventListener("click", (event) => {
      const photo = event.target.closest("[data-photo]");
      if (event.target.closest("[data-drop]")) drop(photo);
      if (event.target.closest("[data-again]")) send(box, photo);
    });
  }
}

/** One more photo of the form, on its way at once. */
export function addPhoto(box, file) {
  send(box, tile(box, file));
}

/** A place for the photo, with its picture from the device itself. */
function tile(box, file) {
  const figure = document.createElement("figure");
  figure.className = "tz-shot snap-photo";
  figure.dataset.photo = "";
  figure.file = file;
  figure.key = key();
  figure.number = box.querySelectorAll("[data-photo]").length + 1;
  const picture = document.createElement("img");
  picture.alt = word("photo", figure.number);
  picture.src = URL.createObjectURL(file);
  picture.addEventListener("error", () => picture.replaceWith(icon("image")));
  picture.addEventListener("load", () => URL.revokeObjectURL(picture.src));
  const out = document.createElement("button");
  out.type = "button";
  out.className = "snap-drop";
  out.dataset.drop = "";
  out.setAttribute("aria-label", word("remove"));
  out.append(icon("x"));
  figure.append(picture, out);
  box.querySelector(".snap-photos").append(figure);
  figure.scrollIntoView?.({ block: "nearest", inline: "nearest" });
  return figure;
}

/** crypto.randomUUID exists only on secure pages; an office network may be plain http. */
function key() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function send(box, figure) {
  const way = post(box, figure).finally(() => pending.get(box).delete(way));
  pending.get(box).add(way);
}

function post(box, figure) {
  const going = showProgress(figure);
  return new Promise((resolve) => {
    const request = (figure.request = new XMLHttpRequest()); // fetch tells nothing of how much has been sent
    request.open("POST", box.dataset.uploadUrl);
    request.setRequestHeader("X-CSRFToken", box.closest("form").elements.csrfmiddlewaretoken?.value ?? "");
    request.setRequestHeader("Accept", "application/json");
    request.timeout = 120_000;
    request.upload.onprogress = (step) => step.lengthComputable && going(Math.floor((step.loaded / step.total) * 100));
    request.onload = () => resolve(answer(box, figure, request));
    request.onerror = request.ontimeout = () => resolve(fail(figure));
    request.onabort = () => resolve();
    const data = new FormData();
    data.append("file", figure.file, figure.file.name);
    data.append("key", figure.key);
    request.send(data);
  });
}

function answer(box, figure, request) {
  const reply = json(request.responseText);
  if (request.status >= 200 && request.status < 300 && reply.id) return accept(figure, reply);
  if (request.status >= 500 || request.status === 0 || request.status === 429) return fail(figure, sentence(reply));
  return refuse(box, figure, sentence(reply) || word("refused"));
}

function json(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

/** The first sentence of a refusal, whatever its shape: {detail}, {file: [..]}, [..]. */
function sentence(reply) {
  if (typeof reply === "string") return reply;
  if (!reply || typeof reply !== "object") return "";
  if (typeof reply.detail === "string") return reply.detail;
  return Object.values(reply).map(sentence).find(Boolean) ?? "";
}

function showProgress(figure) {
  clear(figure);
  figure.classList.add("is-going");
  const caption = document.createElement("figcaption");
  const bar = document.createElement("progress");
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", word("photo", figure.number));
  const share = document.createElement("b");
  share.textContent = "0%";
  caption.append(bar, share);
  figure.append(caption);
  return (percent) => {
    bar.value = percent;
    share.textContent = `${percent}%`;
  };
}

function clear(figure) {
  figure.classList.remove("is-going", "is-failed");
  delete figure.dataset.retry;
  figure.querySelector("figcaption")?.remove();
  figure.querySelector("[data-again]")?.remove();
}

function accept(figure, reply) {
  clear(figure);
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "photos";
  field.value = reply.id;
  const caption = document.createElement("figcaption");
  caption.className = "snap-ok";
  const said = document.createElement("span");
  said.className = "tz-sr";
  said.textContent = word("sent");
  caption.append(icon("check"), said);
  figure.append(field, caption);
}

/** Not arrived: the photo stays, with a button to send it again. */
function fail(figure) {
  clear(figure);
  figure.classList.add("is-failed");
  figure.dataset.retry = "";
  const again = document.createElement("button");
  again.type = "button";
  again.className = "snap-again";
  again.dataset.again = "";
  again.append(icon("retry"), word("again"));
  figure.append(again);
}

/** Not accepted: say which and why; the tile goes, the others stay. */
function refuse(box, figure, why) {
  const line = document.createElement("p");
  line.className = "tz-error";
  line.textContent = why.includes(figure.file.name) ? why : `${word("photo", figure.number)}: ${why}`;
  box.querySelector(".tz-photo-words").append(line);
  figure.remove();
}

function drop(figure) {
  figure.request?.abort();
  figure.remove();
}
