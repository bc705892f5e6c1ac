// Keys for the drafter's desk, and what is typed kept on the device until it is saved. All of it works without.
const byId = (id) => document.getElementById(id);
const list = document.querySelector("[data-desk-list]");
const editor = document.querySelector("[data-desk-editor]");
const members = [...document.querySelectorAll(".member")];
const boxes = members.map((member) => member.querySelector("input[type=checkbox]"));
let here = -1;

function goTo(index) {
  if (!members.length) return;
  members[here]?.removeAttribute("data-here");
  here = Math.max(0, Math.min(members.length - 1, index));
  members[here].setAttribute("data-here", "");
  members[here].scrollIntoView({ block: "nearest" });
  boxes[here].focus({ preventScroll: true });
}

function neighbour(step) {
  const links = [...document.querySelectorAll(".theme-pane a")];
  const current = links.findIndex((link) => link.hasAttribute("aria-current"));
  links[current + step]?.click();
}

function press(kind) {
  const button = document.querySelector(`[name=kind][value=${kind}]`);
  (button?.type === "submit" ? button : button?.form?.querySelector("[type=submit]"))?.click();
}

const keys = {
  j: () => goTo(here + 1),
  k: () => goTo(here - 1),
  x: () => here >= 0 && boxes[here].click(),
  a: () => tickAll(!boxes.every((box) => box.checked)),
  m: () => byId("to")?.focus(),
  c: () => press("confirm"),
  e: () => byId("write")?.querySelector("textarea")?.focus(),
  n: () => neighbour(1),
  p: () => neighbour(-1),
  "/": () => byId("words")?.focus(),
  u: () => press("undo"),
  r: () => press("redo"),
  "?": () => {
    const help = document.querySelector(".desk-keys");
    if (help) help.open = !help.open;
    help?.scrollIntoView({ block: "nearest" });
  },
};

function isTyping(target) {
  return target.matches("textarea, select, input:not([type=checkbox])");
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey && !event.altKey && /^[1-4]$/.test(event.key)) {
    const choices = editor?.querySelectorAll("[name=status]");
    if (choices?.length) {
      event.preventDefault();
      choices[Number(event.key) - 1].click();
    }
    return;
  }
  if (event.key === "Escape" && isTyping(event.target)) event.target.blur();
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const act = keys[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});

// All on this page at once.
const all = document.querySelector("[data-tick-all]");
function tickAll(checked) {
  for (const box of boxes) box.checked = checked;
  if (all) all.checked = checked;
}
if (all) {
  all.hidden = document.querySelector("[data-tick-all-label]").hidden = false;
  all.addEventListener("change", () => tickAll(all.checked));
}
for (const [index, box] of boxes.entries()) box.addEventListener("focus", () => index !== here && goTo(index));

// Return in the list of themes to move to moves at once: choose, Return.
byId("to")?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  list.querySelector("[name=kind][value=move]").click();
});

// What is typed outlives the page, the session and the browser, until the server has it.
if (editor) {
  const name = `desk-${editor.dataset.deskEditor}`;
  const fields = [...editor.querySelectorAll("textarea, input[name=label]")];
  const note = editor.querySelector("[data-desk-kept]");
  const sent = sessionStorage.getItem("desk-sent");
  sessionStorage.removeItem("desk-sent");
  if (sent && document.querySelector(".govuk-notification-banner--success")) localStorage.removeItem(sent);
  const kept = JSON.parse(localStorage.getItem(name) || "{}");
  for (const field of fields) {
    if (kept[field.name] !== undefined && kept[field.name] !== field.value) {
      field.value = kept[field.name];
      note.hidden = false;
    }
    field.addEventListener("input", () => {
      const typed = Object.fromEntries(fields.filter((f) => f.value !== f.defaultValue).map((f) => [f.name, f.value]));
      localStorage.setItem(name, JSON.stringify(typed));
      note.hidden = false;
    });
  }
  editor.addEventListener("submit", () => sessionStorage.setItem("desk-sent", name));
}
