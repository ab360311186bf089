// The picture: what the filters leave, drawn; zoomed and moved with mouse and keys.
const DRAWN_MAX = 80;
const picture = byId("picture");
const filters = {
  least: byId("least"),
  most: byId("most"),
  text: byId("graph-text"),
  ends: byId("ends"),
  around: byId("around"),
};
const AROUND_MAX = 40;
const SMALLEST_SCALE = 0.6;
// Beside the panel: what the chosen action is joined to has to be read.
const CHOSEN_SCALE = 0.85;
const state = { chosen: undefined, journey: [], view: undefined, size: undefined, at: undefined, moved: false };
// The transitions of the chosen sessions, the most frequent first, and the range of their shares.
let byCount;
let leastShare;
let topShare;

function rankEdges() {
  byCount = EDGES.filter((one) => edgeShare(one) > 0).sort((one, other) => edgeShare(other) - edgeShare(one));
  leastShare = byCount.length ? edgeShare(byCount.at(-1)) : 1;
  topShare = Math.max(byCount.length ? edgeShare(byCount[0]) : 1, leastShare * 10);
}

// Sliders run over orders of magnitude: shares of transitions do, too.
const shareAt = (position) => leastShare * (topShare / leastShare) ** (position / 100);
const positionOf = (share) => (100 * Math.log(share / leastShare)) / Math.log(topShare / leastShare);
const perHundred = (share) => `${Number((share * 100).toPrecision(2))} in 100 sessions`;

function limits() {
  const least = Number(filters.least.value);
  const most = Number(filters.most.value);
  return { least: least > 0 ? shareAt(least) : 0, most: most < 100 ? shareAt(most) : Infinity };
}

function chooseEdges() {
  const { least, most } = limits();
  const text = filters.text.value.trim().toLowerCase();
  const around = filters.around.checked ? state.chosen : undefined;
  const named = (one) =>
    !text || [one.before, one.after].some((action) => nameOf(action).toLowerCase().includes(text));
  const fits = (one) =>
    (around === undefined
      ? edgeShare(one) >= least && edgeShare(one) <= most
      : one.before === around || one.after === around) &&
    (filters.ends.checked || one.after !== END) &&
    named(one);
  const fitting = byCount.filter(fits);
  // Where rare ones are asked for, the rarest come first.
  const room = around === undefined ? DRAWN_MAX : AROUND_MAX;
  const drawn = around === undefined && most < Infinity ? fitting.slice(-room) : fitting.slice(0, room);
  const rarerNamed = text ? byCount.filter((one) => named(one) && edgeShare(one) < least).length : 0;
  return { drawn, around, tooMany: fitting.length - drawn.length, rarerNamed };
}

function journeyEdges() {
  if (!state.journey.length) return [];
  const whole = [START, ...state.journey, END];
  return whole.slice(1).map((after, index) => edgeBetween(whole[index], after)).filter(Boolean);
}

function drawGraph({ keepView = false } = {}) {
  const { drawn, around, tooMany, rarerNamed } = chooseEdges();
  const walked = journeyEdges();
  const edges = [...new Set([...drawn, ...walked])];
  const ends = around === undefined ? [START, END] : [];
  const actions = new Set([...ends, ...edges.flatMap((one) => [one.before, one.after])]);
  if (state.chosen !== undefined) actions.add(state.chosen);
  const columns = around === undefined ? columnsOf(actions) : columnsAround(around, actions);
  const { places, width, height } = placeColumns(columns);
  const lines = new Map(
    edges.map((one) => [one, edgePoints(places.get(one.before), places.get(one.after))]),
  );
  // Lines that lead back bow out above the highest actions.
  const top = Math.min(0, ...[...lines.values()].map((points) => middleOf(points)[1] - 12));
  state.size = { x: 0, y: top, width, height: height - top };
  state.at = places.get(state.chosen);
  if (!keepView || !state.moved) state.view = firstView();
  picture.replaceChildren(arrowHeads(), ...drawEdges(lines, walked), ...drawActions(places));
  showView();
  focusOn(state.chosen);
  sayWhatIsHidden(edges.length, [...actions].filter((one) => one > END).length, tooMany, rarerNamed);
}

function drawEdges(lines, walked) {
  const order = [...lines].sort(
    ([one], [other]) => walked.includes(one) - walked.includes(other) || edgeShare(one) - edgeShare(other),
  );
  return order.map(([one, points]) => {
    const kind = walked.includes(one) ? "walked" : one.after === END ? "leaving" : "plain";
    const line = {
      class: `edge ${kind}`,
      d: pathOf(points),
      "stroke-width": (1.2 + 4.8 * Math.sqrt(edgeShare(one) / topShare)).toFixed(1),
      "marker-end": `url(#arrow-${kind})`,
    };
    const group = shape(
      "g",
      { class: "edge-group", "data-before": one.before, "data-after": one.after },
      shape("title", {}, edgeTitle(one)),
      shape("path", { class: "catch", d: line.d }),
      shape("path", line),
    );
    if (kind === "walked") group.append(stepNumber(walked, one, middleOf(points)));
    return group;
  });
}

function edgeTitle(one) {
  const { count, users } = edgeCounts(one);
  const share = percent(count / (actionCounts(one.before).count || 1));
  return (
    `${inWords([one.before, one.after])}: ${times(count)}, ${counted(users, "user")}, ` +
    `${share} of all times after ${nameOf(one.before)}`
  );
}

function stepNumber(walked, edge, [x, y]) {
  const steps = walked.flatMap((one, index) => (one === edge ? [index + 1] : []));
  return shape("text", { class: "step-number", x, y }, steps.join(", "));
}

function drawActions(places) {
  return [...places].map(([action, place]) => {
    const one = ACTIONS[action];
    const [first, second] = one.label;
    const text = shape("text", { x: place.x, y: place.y + place.r * 1.2 + 13 }, first);
    if (second) text.append(shape("tspan", { x: place.x, dy: 14 }, second));
    const group = shape(
      "g",
      {
        class: `node kind-${one.kind}`,
        "data-action": action,
        tabindex: 0,
        role: "button",
        "aria-label": `${one.name}, ${whole(actionCounts(action).count)} times`,
        onclick: () => choose(action),
      },
      shape("title", {}, `${one.name}: ${times(actionCounts(action).count)}, ${counted(actionCounts(action).users, "user")}`),
      mark(one.kind, place),
      text,
    );
    group.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      choose(action);
    });
    // While the panel is open, the picture stays with what it tells of.
    group.addEventListener("mouseenter", () => focusOn(state.chosen ?? action));
    group.addEventListener("mouseleave", () => focusOn(state.chosen));
    return group;
  });
}

function arrowHeads() {
  const size = { viewBox: "0 0 8 8", refX: 6.5, refY: 4, markerWidth: 8, markerHeight: 8 };
  const head = (kind) =>
    shape(
      "marker",
      { id: `arrow-${kind}`, class: kind, ...size, markerUnits: "userSpaceOnUse", orient: "auto" },
      shape("path", { d: "M0 0L8 4L0 8Z" }),
    );
  return shape("defs", {}, ...["plain", "leaving", "walked"].map(head));
}

// Dims what does not touch an action; a journey is never dimmed.
function focusOn(action) {
  const groups = [...picture.querySelectorAll(".edge-group")];
  const walked = state.journey.length ? [START, ...state.journey, END] : [];
  const near = new Set([action, ...walked].map(String));
  for (const group of groups) {
    const touches = [group.dataset.before, group.dataset.after].includes(String(action));
    group.classList.toggle("near", touches || group.querySelector(".walked") !== null);
    if (touches) near.add(group.dataset.before).add(group.dataset.after);
  }
  for (const node of picture.querySelectorAll(".node")) {
    node.classList.toggle("near", near.has(node.dataset.action));
    node.classList.toggle("chosen", node.dataset.action === String(state.chosen));
  }
  picture.classList.toggle("focused", action !== undefined || state.journey.length > 0);
}

function sayWhatIsHidden(edges, actions, tooMany, rarerNamed) {
  const { least, most } = limits();
  byId("least-says").textContent = least ? perHundred(least) : "any";
  byId("most-says").textContent = most < Infinity ? perHundred(most) : "any";
  if (edges === byCount.length) {
    byId("hidden-says").textContent =
      `All ${counted(edges, "transition")} and ${counted(actions, "action")} drawn.`;
    return;
  }
  const parts = [
    `${whole(edges)} of ${counted(byCount.length, "transition")} and ${whole(actions)} of ` +
      `${counted(ACTIONS.length - 2, "action")} drawn, the others hidden.`,
  ];
  if (tooMany) {
    parts.push(`${whole(tooMany)} more would fit the filters, but the picture would be too full.`);
  }
  if (rarerNamed) parts.push(`${whole(rarerNamed)} more have such a name, but are rarer than “At least” allows.`);
  byId("hidden-says").textContent = parts.join(" ");
}

function showView() {
  const { x, y, width, height } = state.view;
  picture.setAttribute("viewBox", `${x} ${y} ${width} ${height}`);
}

// All of it, unless that would be too small to read: then what is around the chosen action, or its
// left end, to be moved.
function firstView() {
  state.moved = false;
  const { y, width, height } = state.size;
  const { clientWidth, clientHeight } = byId("canvas");
  const shown = Math.min(width, clientWidth / (state.at ? CHOSEN_SCALE : SMALLEST_SCALE));
  if (shown === width) return { ...state.size };
  const tall = (shown * clientHeight) / clientWidth;
  const { x: across, y: down } = state.at ?? { x: 0, y: y + height / 2 };
  return {
    x: beginOf(shown, across, width),
    y: y + (tall > height ? (height - tall) / 2 : beginOf(tall, down - y, height)),
    width: shown,
    height: tall,
  };
}

// Where a part begins that has a place in its middle, as far as the whole allows.
const beginOf = (part, middle, whole) => Math.min(Math.max(middle - part / 2, 0), whole - part);

// Zooms about a point of the picture, given as shares of its width and height.
function zoom(factor, across = 0.5, down = 0.5) {
  state.moved = true;
  const { x, y, width, height } = state.view;
  const room = Math.min(Math.max(width * factor, 120), state.size.width * 4) / width;
  state.view = {
    x: x + width * (1 - room) * across,
    y: y + height * (1 - room) * down,
    width: width * room,
    height: height * room,
  };
  showView();
}

function pan(across, down) {
  state.moved = true;
  state.view.x += across * state.view.width;
  state.view.y += down * state.view.height;
  showView();
}

function fitAll() {
  state.moved = false;
  state.view = { ...state.size };
  showView();
}
