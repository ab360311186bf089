"use strict";
// Everything on the page can be read without this script; it filters, switches, copies.

const runs = [...document.querySelectorAll(".run")];

function filterJourneys(run) {
  const wanted = new Set(
    [...run.querySelectorAll("button[data-outcome][aria-pressed=true]")].map((b) => b.dataset.outcome),
  );
  const text = run.querySelector("input[type=search]").value.trim().toLowerCase();
  let shown = 0;
  for (const journey of run.querySelectorAll(".journey")) {
    const fits =
      (!wanted.size || wanted.has(journey.dataset.outcome)) &&
      (!text || journey.textContent.toLowerCase().includes(text));
    journey.hidden = !fits;
    shown += fits ? 1 : 0;
  }
  run.querySelector(".nothing").hidden = shown > 0;
}

function showRun(run) {
  for (const other of runs) other.hidden = other !== run;
  for (const row of document.querySelectorAll("tr[data-run]")) {
    row.classList.toggle("current", row.dataset.run === run.id);
  }
}

function followHash() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const run = target?.closest(".run");
  if (!run) return;
  showRun(run);
  if (target.matches("details")) {
    target.hidden = false;
    target.open = true;
  }
  target.scrollIntoView();
}

async function copyLine(button) {
  const code = button.parentElement.querySelector("code");
  try {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = "Copied";
  } catch {
    // No clipboard for this page: leave the line selected for the keyboard.
    getSelection().selectAllChildren(code);
    button.textContent = "Selected";
  }
  setTimeout(() => (button.textContent = "Copy"), 1500);
}

function focusNode(picture, node) {
  picture.classList.toggle("focused", Boolean(node));
  for (const one of picture.querySelectorAll(".near")) one.classList.remove("near");
  if (!node) return;
  const near = new Set([node.dataset.node]);
  for (const edge of picture.querySelectorAll(".edge-group")) {
    const { before, after } = edge.dataset;
    if (before !== node.dataset.node && after !== node.dataset.node) continue;
    edge.classList.add("near");
    near.add(before).add(after);
  }
  for (const one of picture.querySelectorAll(".node")) {
    if (near.has(one.dataset.node)) one.classList.add("near");
  }
}

for (const run of runs) {
  run.querySelector(".tools").hidden = false;
  run.querySelector("input[type=search]").addEventListener("input", () => filterJourneys(run));
  for (const button of run.querySelectorAll("button[data-outcome]")) {
    button.addEventListener("click", () => {
      button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
      filterJourneys(run);
    });
  }
  for (const button of run.querySelectorAll("button[data-expand]")) {
    button.addEventListener("click", () => {
      for (const journey of run.querySelectorAll(".journey:not([hidden])")) {
        journey.open = button.dataset.expand === "true";
      }
    });
  }
}
for (const button of document.querySelectorAll(".copy")) {
  button.hidden = false;
  button.addEventListener("click", () => copyLine(button));
}
for (const picture of document.querySelectorAll(".picture")) {
  for (const node of picture.querySelectorAll(".node")) {
    node.addEventListener("mouseenter", () => focusNode(picture, node));
    node.addEventListener("mouseleave", () => focusNode(picture, null));
  }
}

// Paper shows every run, and in full what did not pass.
let hiddenRuns = [];
addEventListener("beforeprint", () => {
  hiddenRuns = runs.filter((run) => run.hidden);
  for (const run of hiddenRuns) run.hidden = false;
  for (const journey of document.querySelectorAll(".journey:not([data-outcome=passed])")) {
    journey.open = true;
  }
});
addEventListener("afterprint", () => {
  for (const run of hiddenRuns) run.hidden = true;
});
addEventListener("hashchange", followHash);
if (runs.length) showRun(runs.at(-1));
followHash();
