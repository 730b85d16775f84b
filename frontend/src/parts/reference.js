// Trying a door of the API out: the words of its form become the request, and the answer stands below as it came.

export function startReference() {
  const forms = document.querySelectorAll("form[data-try]");
  for (const form of forms) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form);
    });
  }
  if (forms.length) {
    addEventListener("hashchange", show);
    show();
  }
}

/** The door that the address names is open. */
function show() {
  const door = document.getElementById(location.hash.slice(1));
  if (door?.matches("details")) door.open = true;
}

async function send(form) {
  const place = form.querySelector("[data-answer]");
  place.hidden = false;
  place.textContent = "…";
  try {
    const reply = await fetch(...request(form));
    const text = await reply.text();
    place.textContent = `${reply.status} ${reply.statusText}\n${pretty(text, reply.headers.get("Content-Type") || "")}`;
  } catch (fault) {
    place.textContent = String(fault);
  }
}

/** Address and options; what was left empty is not sent. */
function request(form) {
  const headers = { Accept: "application/json, */*", ...JSON.parse(document.body.getAttribute("hx-headers") || "{}") };
  const query = new URLSearchParams();
  const parts = "parts" in form.dataset ? new FormData() : null;
  let path = form.dataset.try;
  let body = parts ?? undefined;
  for (const input of form.querySelectorAll("[data-in]")) {
    if (!input.value) continue;
    if (input.dataset.in === "path") path = path.replace(`{${input.name}}`, encodeURIComponent(input.value));
    else if (input.dataset.in === "header") headers[input.name] = input.value;
    else if (input.dataset.in === "body") parts?.append(input.name, input.files?.[0] ?? input.value);
    else if (input.dataset.in === "json") {
      body = input.value;
      headers["Content-Type"] = "application/json";
    } else query.set(input.name, input.value);
  }
  const asked = query.size ? `${path}?${query}` : path;
  return [asked, { method: form.dataset.method, headers, body, credentials: "same-origin" }];
}

function pretty(text, type) {
  if (!type.includes("json")) return type.startsWith("text/") ? text : type;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
