// Elements and numbers. Names of actions only ever become text nodes, never markup.
const byId = (id) => document.getElementById(id);
const SVG = "http://www.w3.org/2000/svg";

function element(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

function shape(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick") node.addEventListener("click", value);
    else if (value !== undefined && value !== false) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== undefined && child !== null));
  return node;
}

const whole = (number) => number.toLocaleString("en");
const times = (number) => `${whole(number)}×`;
const counted = (number, noun) => `${whole(number)} ${noun}${number === 1 ? "" : "s"}`;

// A share or probability in per cent, with two digits that count.
function percent(share) {
  if (share === 0) return "0%";
  if (share < 1e-6) return "<0.0001%";
  if (share >= 0.1) return `${Math.round(share * 100)}%`;
  return `${Number((share * 100).toPrecision(2))}%`;
}

function seconds(value) {
  if (value === undefined || value === null) return "";
  if (value >= 600) return `${Math.round(value / 60)} min`;
  return `${value.toFixed(value < 1 ? 2 : value < 9.95 ? 1 : 0)} s`;
}

const nameOf = (action) => ACTIONS[action].name;
const inWords = (actions) => actions.map(nameOf).join(" → ");

// An action that can be pressed to see it; the start and the end have panels too.
function actionButton(action) {
  return element(
    "button",
    { type: "button", class: "name mono", onclick: () => choose(action) },
    nameOf(action),
  );
}

function table(headings, rows, label) {
  const head = headings.map(([text, kind]) => element("th", { scope: "col", class: kind ?? "" }, text));
  return element(
    "table",
    { "aria-label": label },
    element("thead", {}, element("tr", {}, ...head)),
    element("tbody", {}, ...rows),
  );
}

function row(...cells) {
  return element(
    "tr",
    {},
    ...cells.map((cell) =>
      cell instanceof Node
        ? element("td", {}, cell)
        : element("td", { class: "number" }, String(cell ?? "")),
    ),
  );
}
