// The two tables: the rows that stand in the page are replaced by all there are, a part at a time.
const PART = 100;
// What is not known goes last when the largest come first.
const UNKNOWN = -1;

function sortable(id, { rows, cells, text, keys, start }) {
  const section = byId(id);
  const state = { key: start, descending: true, shown: PART };
  const search = section.querySelector("input[type=search]");
  const length = section.querySelector("select");
  const body = section.querySelector("tbody");
  const more = section.querySelector(".more");
  section.querySelector(".tools").hidden = false;
  section.querySelector(".written").hidden = true;

  for (const head of section.querySelectorAll("th[data-key]")) {
    const button = element("button", { type: "button", class: "sort", onclick: () => sortBy(head.dataset.key) });
    button.append(...head.childNodes);
    head.append(button);
  }
  for (const button of section.querySelectorAll("button[data-sort]")) {
    const [key, direction] = button.dataset.sort.split(" ");
    button.addEventListener("click", () => sortBy(key, direction === "down"));
  }
  search.addEventListener("input", () => show(PART));
  length?.addEventListener("change", () => show(PART));
  more.addEventListener("click", () => show(state.shown + PART));

  function sortBy(key, descending) {
    const numeric = typeof keys[key](rows[0]) === "number";
    state.descending = descending ?? (state.key === key ? !state.descending : numeric);
    state.key = key;
    show(PART);
  }

  function show(shown) {
    state.shown = shown;
    const wanted = search.value.trim().toLowerCase();
    const fitting = rows.filter((one) =>
      (!length || length.value === "all" || String(one.context.length) === length.value) &&
      (!wanted || text(one).toLowerCase().includes(wanted)));
    const key = keys[state.key];
    const sign = state.descending ? -1 : 1;
    fitting.sort((one, other) => sign * compare(key(one), key(other)));
    body.replaceChildren(...fitting.slice(0, shown).map((one) => row(...cells(one))));
    more.hidden = fitting.length <= shown;
    const seen = Math.min(shown, fitting.length);
    section.querySelector(".shown").textContent = `${whole(seen)} of ${whole(fitting.length)} shown`;
    for (const head of section.querySelectorAll("th[data-key]")) {
      const sorted = head.dataset.key === state.key;
      head.setAttribute("aria-sort", sorted ? (state.descending ? "descending" : "ascending") : "none");
    }
  }

  if (rows.length) show(PART);
}

const compare = (one, other) =>
  typeof one === "string" ? one.localeCompare(other, "en") : one - other;

function startTables() {
  sortable("actions", {
    rows: ACTIONS.map((one, action) => ({ ...one, action })).slice(2),
    text: (one) => one.name,
    cells: (one) => [
      actionButton(one.action),
      whole(one.count),
      whole(one.users),
      element("span", {}, one.statuses.map(([status, count]) => `${status} ${whole(count)}`).join(", ")),
      one.durationMs?.[0],
      one.durationMs?.[1],
    ],
    keys: {
      name: (one) => one.name,
      count: (one) => one.count,
      users: (one) => one.users,
      answered: (one) => one.statuses.map(String).join(),
      median: (one) => one.durationMs?.[0] ?? UNKNOWN,
      slow: (one) => one.durationMs?.[1] ?? UNKNOWN,
    },
    start: "count",
  });
  sortable("transitions", {
    rows: TRANSITIONS,
    text: (one) => `${inWords(one.context)} → ${nameOf(one.action)}`,
    cells: (one) => [
      contextCell(one.context),
      actionButton(one.action),
      whole(one.count),
      whole(one.users),
      percent(one.prob),
      seconds(one.think),
      drawButton([...one.context, one.action]),
    ],
    keys: {
      before: (one) => inWords(one.context),
      after: (one) => nameOf(one.action),
      count: (one) => one.count,
      users: (one) => one.users,
      prob: (one) => one.prob,
      think: (one) => one.think ?? UNKNOWN,
    },
    start: "count",
  });
}

function contextCell(context) {
  const parts = context.flatMap((action, index) => (index ? [" → ", actionButton(action)] : [actionButton(action)]));
  return element("span", {}, ...parts);
}
