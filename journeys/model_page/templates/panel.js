// What is known of one action.
const panel = byId("panel");
const PANEL_ROWS = 12;

function choose(action) {
  state.chosen = action;
  byId("graph").classList.add("with-panel");
  panel.hidden = false;
  panel.replaceChildren(...panelContent(action));
  panel.scrollTop = 0;
  filters.around.disabled = false;
  drawGraph({ keepView: !filters.around.checked });
  byId("panel-title").focus({ preventScroll: true });
  byId("graph").scrollIntoView({ block: "nearest" });
}

function closePanel() {
  const action = state.chosen;
  state.chosen = undefined;
  filters.around.checked = false;
  filters.around.disabled = true;
  panel.hidden = true;
  byId("graph").classList.remove("with-panel");
  drawGraph();
  picture.querySelector(`[data-action="${action}"]`)?.focus({ preventScroll: true });
}

function panelContent(action) {
  const one = ACTIONS[action];
  const title = element("h3", { id: "panel-title", class: "mono", tabindex: -1 }, one.name);
  const close = element(
    "button",
    { type: "button", "aria-label": "Close the panel", onclick: closePanel },
    "✕",
  );
  return [
    element("div", { class: "panel-head" }, title, close),
    facts(one, action),
    neighbours("Before it", made(EDGES_IN.get(action)), actionCounts(action).count, (edge) => edge.before, action === START),
    neighbours("After it", made(EDGES_OUT.get(action)), actionCounts(action).count, (edge) => edge.after, action === END),
    tellingContexts(one, action),
    ...one.slots.map(slotTable),
  ].filter(Boolean);
}

function perHundredOf(of, action) {
  const { count } = of.done.get(action) ?? NOTHING;
  return count ? Number(((100 * count) / of.sessions).toPrecision(3)) : "too few";
}

function facts(one, action) {
  const { count, users } = actionCounts(action);
  const shown = action <= END
    ? [["Sessions", whole(count)], ["Users", whole(users)]]
    : [
        ["Done", count ? times(count) : "not by enough users"],
        ["Per 100 sessions", Number(((100 * count) / sessionCount()).toPrecision(3))],
        ["Users", whole(users)],
        ...PROFILES.filter(() => !profile).map((of) => [`Of ${of.name}, per 100`, perHundredOf(of, action)]),
        ["Production answered", answers(one)],
        ["Took", duration(one)],
      ];
  // Of all visitors' sessions; a profile's own were not counted so.
  if (one.again !== null && !profile)
    shown.push(["Done again in the same visit", `by ${Math.round(100 * one.again)} of 100 who do it`]);
  const pairs = shown.map(([term, text]) =>
    element("div", {}, element("dt", {}, term), element("dd", {}, String(text))),
  );
  return element("dl", { class: "facts" }, ...pairs);
}

function duration({ durationMs }) {
  if (!durationMs) return "not in the export";
  return `${whole(durationMs[0])} ms median, ${whole(durationMs[1])} ms at 95%`;
}

function answers(one) {
  if (!one.statuses.length) return "not in the export";
  const total = one.statuses.reduce((sum, [, count]) => sum + count, 0);
  return one.statuses.map(([status, count]) => `${status} ${percent(count / total)} (${whole(count)})`).join(", ");
}

function neighbours(title, edges, total, otherEnd, nothingThere) {
  if (nothingThere) return null;
  const heading = element("h4", {}, title);
  if (!edges?.length) {
    return element("section", {}, heading, element("p", { class: "quiet" }, "Nothing above the floor."));
  }
  const ranked = [...edges].sort((one, other) => other.count - one.count);
  const rows = ranked.map((edge) =>
    row(
      actionButton(otherEnd(edge)),
      percent(edge.count / total),
      whole(edge.count),
      seconds(edge.think),
      drawButton([edge.before, edge.after]),
    ),
  );
  const headings = [["Action"], ["Share", "number"], ["Count", "number"], ["Think", "number"], [""]];
  const parts = [heading, table(headings, rows.slice(0, PANEL_ROWS), title)];
  if (rows.length > PANEL_ROWS) {
    const summary = element("summary", {}, `${whole(rows.length - PANEL_ROWS)} more`);
    const others = table(headings, rows.slice(PANEL_ROWS), `${title}, more`);
    parts.push(element("details", {}, summary, others));
  }
  const rest = total - ranked.reduce((sum, edge) => sum + edge.count, 0);
  if (rest > 0) parts.push(element("p", { class: "quiet" }, `${percent(rest / total)} (${whole(rest)}) otherwise, each by too few users to be told`));
  return element("section", {}, ...parts);
}

// The likeliest session through a transition, if it was worked out beforehand.
function drawButton(transition) {
  if (!THROUGH.has(keyOf(transition))) return undefined;
  const label = `Draw the likeliest session through ${inWords(transition)}`;
  const draw = () => {
    showJourney(THROUGH.get(keyOf(transition)), transition);
    byId("graph").scrollIntoView({ block: "nearest" });
  };
  const names = { title: label, "aria-label": label };
  return element("button", { type: "button", class: "draw", ...names, onclick: draw }, "↝");
}

function tellingContexts(one, action) {
  if (!one.telling.length) return null;
  const items = one.telling.map(([context, count, steps]) => {
    const rows = steps.map(([next, seen, share, usual]) =>
      row(actionButton(next), percent(usual), percent(share), whole(seen), drawButton([...context, next])),
    );
    const headings = [["Next"], ["Usually", "number"], ["Here", "number"], ["Count", "number"], [""]];
    const names = element("span", { class: "mono" }, inWords(context));
    const often = element("span", { class: "quiet" }, ` seen ${times(count)}`);
    return element(
      "li",
      {},
      element("p", {}, names, often),
      table(headings, rows, `After ${inWords(context)}`),
    );
  });
  return element(
    "section",
    {},
    element("h4", {}, "Where the steps before it matter most"),
    element("p", { class: "quiet" }, `What follows ${nameOf(action)} when these actions led to it, and usually.`),
    element("ul", { class: "telling" }, ...items),
  );
}

function slotTable([slot, more, values]) {
  const rows = values.map(([value, count, users]) =>
    row(element("span", { class: "mono" }, value), whole(count), whole(users)),
  );
  const headings = [["Value"], ["Count", "number"], ["Users", "number"]];
  const left = `${counted(more, "less frequent value")} left out of this page`;
  return element(
    "section",
    {},
    element("h4", {}, `Values of {${slot}}`),
    table(headings, rows, `Values of ${slot}`),
    more ? element("p", { class: "quiet" }, left) : null,
  );
}
