// Where what is drawn stands. Columns and the order in them come with the model; only the gaps
// that hidden actions leave are closed, so that an action keeps its neighbours when filters move.
const COLUMN_PX = 156;
const ROW_PX = [70, 118];
const MARGIN_PX = 76;

// The columns of the model with these actions alone, tall ones split.
function columnsOf(actions) {
  const columns = new Map();
  for (const action of inOrder(actions)) {
    const column = action === END ? Infinity : ACTIONS[action].place[0];
    if (!columns.has(column)) columns.set(column, []);
    columns.get(column).push(action);
  }
  const rowsMax = Math.max(6, Math.ceil(Math.sqrt(actions.size) * 1.25));
  return [...columns.values()].flatMap((column) => split(column, rowsMax));
}

// One action in the middle, what comes before it on the left, what comes after it on the right.
function columnsAround(middle, actions) {
  const others = inOrder(actions).filter((one) => one !== middle);
  const mostlyBefore = (one) =>
    (edgeBetween(one, middle)?.count ?? 0) > (edgeBetween(middle, one)?.count ?? 0);
  const side = (column) => split(column, 14);
  return [
    ...side(others.filter(mostlyBefore)),
    [middle],
    ...side(others.filter((one) => !mostlyBefore(one))),
  ];
}

function inOrder(actions) {
  return [...actions].sort(
    (one, other) =>
      ACTIONS[one].place[0] - ACTIONS[other].place[0] || ACTIONS[one].place[1] - ACTIONS[other].place[1],
  );
}

function placeColumns(columns) {
  const tallest = Math.max(...columns.map((column) => column.length));
  const width = 2 * MARGIN_PX + (columns.length - 1) * COLUMN_PX;
  const rowPx = Math.min(Math.max((width * roomShape() - 110) / tallest, ROW_PX[0]), ROW_PX[1]);
  const busiest = Math.max(...ACTIONS.map((_, action) => actionCounts(action).count), 1);
  const places = new Map();
  columns.forEach((column, index) => {
    column.forEach((action, rowIndex) => {
      places.set(action, {
        x: MARGIN_PX + index * COLUMN_PX,
        // Every other column is shifted: lines along a row do not hide behind labels.
        y: 40 + (rowIndex + (tallest - column.length) / 2 + (index % 2 ? 0.3 : 0)) * rowPx,
        r: 5 + 12 * Math.sqrt(actionCounts(action).count / busiest),
      });
    });
  });
  return { places, width, height: 100 + (tallest - 0.4) * rowPx };
}

// Height by width of the room there is: rows stand as far apart as it allows.
function roomShape() {
  const { clientWidth, clientHeight } = byId("canvas");
  return clientWidth ? clientHeight / clientWidth : 0.5;
}

// A tall column as several that stand side by side, each with the order it had.
function split(column, rowsMax) {
  const parts = Math.ceil(column.length / rowsMax);
  return Array.from({ length: parts }, (_, part) => column.filter((_, index) => index % parts === part));
}

// Forward lines leave to the right; those that lead back bow above the labels.
function edgePoints(before, after) {
  if (before === after) {
    const top = before.y - before.r;
    return [
      [before.x - 4, top],
      [before.x - 22, top - 26],
      [before.x + 22, top - 26],
      [before.x + 4, top - 3],
    ];
  }
  const dx = after.x - before.x;
  const dy = after.y - before.y;
  let first;
  let second;
  if (dx > 0) {
    const bow = 0.12 * (dx - COLUMN_PX) * (dy <= 0 ? -1 : 1);
    first = [before.x + dx * 0.4, before.y + bow];
    second = [after.x - dx * 0.4, after.y + bow];
  } else if (dx === 0) {
    const bulge = 30 + Math.abs(dy) * 0.18;
    first = [before.x + bulge, before.y + dy * 0.25];
    second = [before.x + bulge, before.y + dy * 0.75];
  } else {
    const lift = -34 + dx * 0.14;
    first = [before.x + dx * 0.2, before.y + lift];
    second = [after.x - dx * 0.2, after.y + lift];
  }
  return [towards(before, first, 0), first, second, towards(after, second, 3)];
}

function towards(circle, [x, y], gap) {
  const distance = Math.hypot(x - circle.x, y - circle.y) || 1;
  const reach = (circle.r + gap) / distance;
  return [circle.x + (x - circle.x) * reach, circle.y + (y - circle.y) * reach];
}

const pathOf = ([start, ...rest]) =>
  `M${start.map((one) => one.toFixed(1)).join(" ")}C${rest.flat().map((one) => one.toFixed(1)).join(" ")}`;
const middleOf = (points) => [0, 1].map((axis) =>
  (points[0][axis] + 3 * points[1][axis] + 3 * points[2][axis] + points[3][axis]) / 8);

// Pages are circles, requests squares, events diamonds; the start and the end are bars.
function mark(kind, { x, y, r }) {
  if (kind === "request") {
    return shape("rect", { x: x - r * 0.9, y: y - r * 0.9, width: r * 1.8, height: r * 1.8 });
  }
  if (kind === "event") {
    const far = r * 1.2;
    return shape("path", { d: `M${x} ${y - far}L${x + far} ${y}L${x} ${y + far}L${x - far} ${y}Z` });
  }
  if (kind === "edge") {
    return shape("rect", { x: x - 6, y: y - r * 1.3, width: 12, height: r * 2.6, rx: 6 });
  }
  return shape("circle", { cx: x, cy: y, r });
}
