// Joins what the page has to what the reader does.
for (const part of document.querySelectorAll(".scripted")) part.hidden = false;

// The start: about as many transitions as a person can take in at once.
const FIRST_DRAWN = 40;

function firstLeast() {
  if (byCount.length <= FIRST_DRAWN) return 0;
  // Sliders have steps: the next lower one, so that the last of them is drawn.
  return Math.max(Math.floor(positionOf(edgeShare(byCount[FIRST_DRAWN - 1])) * 2) / 2, 0);
}

function resetFilters() {
  filters.least.value = firstLeast();
  filters.most.value = 100;
  filters.text.value = "";
  filters.ends.checked = true;
  filters.around.checked = false;
  drawGraph();
}

filters.least.addEventListener("input", () => {
  // Limits that exclude each other show nothing: the one moved last wins.
  if (Number(filters.most.value) < Number(filters.least.value)) filters.most.value = 100;
  drawGraph();
});
filters.most.addEventListener("input", () => {
  if (Number(filters.most.value) < Number(filters.least.value)) filters.least.value = 0;
  drawGraph();
});
for (const one of [filters.text, filters.ends, filters.around]) {
  one.addEventListener("input", () => drawGraph());
}
byId("reset").addEventListener("click", resetFilters);
byId("zoom-in").addEventListener("click", () => zoom(1 / 1.3));
byId("zoom-out").addEventListener("click", () => zoom(1.3));
byId("fit").addEventListener("click", fitAll);

const KEYS = {
  "+": () => zoom(1 / 1.3),
  "=": () => zoom(1 / 1.3),
  "-": () => zoom(1.3),
  0: fitAll,
  ArrowLeft: () => pan(-0.1, 0),
  ArrowRight: () => pan(0.1, 0),
  ArrowUp: () => pan(0, -0.1),
  ArrowDown: () => pan(0, 0.1),
};
byId("canvas").addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key]();
});
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && state.chosen !== undefined) closePanel();
});
// A bare wheel scrolls the page, as everywhere; pinching arrives as a wheel with Ctrl.
picture.addEventListener("wheel", (event) => {
  if (!event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  const box = picture.getBoundingClientRect();
  const across = (event.clientX - box.left) / box.width;
  const down = (event.clientY - box.top) / box.height;
  zoom(1.0015 ** event.deltaY, across, down);
}, { passive: false });

let dragged;
picture.addEventListener("pointerdown", (event) => {
  if (event.button === 0 && !event.target.closest(".node")) dragged = event;
});
addEventListener("pointermove", (event) => {
  if (!dragged) return;
  state.moved = true;
  // One scale for both axes: the picture keeps its proportions.
  const scale = picture.getScreenCTM().a;
  state.view.x -= (event.clientX - dragged.clientX) / scale;
  state.view.y -= (event.clientY - dragged.clientY) / scale;
  dragged = event;
  showView();
});
addEventListener("pointerup", () => (dragged = undefined));

rankEdges();
startTables();
startProfiles();
startJourney();
filters.around.disabled = true;
if (MODEL.opensWith) chooseProfile(MODEL.opensWith);
else resetFilters();
