// A journey: picked or put together step by step, its probability worked out and drawn.
const LIKELY_MAX = 8;
const RARE_OFFERED_MAX = 200;

function startJourney() {
  const offered = MODEL.through
    .filter(([transition]) => SEEN.has(keyOf(transition)) && transition.length === 2)
    .slice(0, RARE_OFFERED_MAX);
  const options = offered.map(([transition], index) => {
    const { count } = SEEN.get(keyOf(transition));
    return element("option", { value: index }, `${inWords(transition)} (${times(count)})`);
  });
  byId("rare").append(...options);
  byId("rare").addEventListener("change", ({ target }) => {
    if (target.value === "") return;
    const [transition, actions] = offered[Number(target.value)];
    showJourney(actions, transition);
  });
  byId("step-names").append(...ACTIONS.slice(2).map((one) => element("option", { value: one.name })));
  const step = byId("step");
  byId("add-step").addEventListener("submit", (event) => {
    event.preventDefault();
    const action = ACTIONS.findIndex((one, index) => index > END && one.name === step.value.trim());
    if (action < 0) {
      byId("step-says").textContent =
        `The model has no action “${step.value.trim()}”; choose one from the list.`;
      return;
    }
    step.value = "";
    showJourney([...state.journey, action]);
  });
  byId("undo").addEventListener("click", () => showJourney(state.journey.slice(0, -1)));
  byId("clear").addEventListener("click", () => showJourney([]));
  renderJourney();
}

function showJourney(actions, through) {
  state.journey = actions;
  if (!through) byId("rare").value = "";
  drawGraph();
  renderJourney(through);
}

function renderJourney(through) {
  const actions = state.journey;
  byId("undo").disabled = byId("clear").disabled = !actions.length;
  byId("step-says").textContent = "";
  renderLikely(actions);
  byId("journey-table").hidden = !actions.length;
  if (!actions.length) {
    byId("journey-says").textContent = "No journey yet: pick a rare transition, or add steps.";
    return;
  }
  const steps = walk(actions);
  const together = steps.at(-1).together;
  const about = through ? `The likeliest session through ${inWords(through)}. ` : "";
  const impossible = steps.find((one) => one.prob === 0);
  const broken = brokenGuard(actions);
  byId("journey-says").textContent = broken
    ? `${about}It breaks a guard: ${broken}. No journey that is drawn from this model does that.`
    : impossible
    ? `${about}The model has never seen ${nameOf(impossible.action)} right after ` +
      `${nameOf(impossible.context.at(-1))} (or too few users did it): the journey has no probability.`
    : `${about}${percent(together)} of ${profile ? `the sessions of ${profile.name}` : "sessions"} are exactly this, ` +
      `about 1 in ${whole(Math.round(1 / together))}.`;
  byId("journey-table").querySelector("tbody").replaceChildren(...steps.map(stepRow));
}

// The rule in words that a journey breaks first, if it breaks any.
function brokenGuard(actions) {
  const allows = {
    always_after: (others) => others > 0,
    never_after: (others) => others === 0,
    no_more_than: (others, own, margin) => others >= own + 1 + margin,
    while_more: (others, own, margin, thans) => others > thans,
  };
  for (const [place, action] of actions.entries()) {
    const done = (one) => actions.slice(0, place).filter((before) => before === one).length;
    const broken = MODEL.guards.find(
      ([about, rule, other, margin, than]) =>
        about === action && !allows[rule](done(other), done(about), margin, done(than)),
    );
    if (broken) return broken[5];
  }
  return undefined;
}

function stepRow(step, index) {
  const last = step.action === END;
  const evidence = step.count
    ? `${whole(step.count)} of ${whole(step.of)} after ${inWords(step.context)}`
    : "not seen by enough users";
  const cells = row(
    last ? "" : index + 1,
    actionButton(step.action),
    bar(step.prob),
    percent(step.prob),
    element("span", { class: "evidence" }, evidence),
    percent(step.together),
  );
  if (!step.prob) cells.classList.add("impossible");
  return cells;
}

function bar(share) {
  const full = shape("rect", { class: "bar-of", width: 90, height: 8, rx: 2 });
  const part = shape("rect", { class: "bar-part", width: Math.max(90 * share, share ? 1 : 0), height: 8, rx: 2 });
  return shape("svg", { width: 90, height: 8, "aria-hidden": "true" }, full, part);
}

function renderLikely(actions) {
  const next = nextSteps(actions).filter((one) => one.action !== END && one.prob > 0);
  const chips = next.slice(0, LIKELY_MAX).map(({ action, prob }) => {
    const name = element("span", { class: "mono" }, nameOf(action));
    const follow = () => showJourney([...actions, action]);
    const button = element("button", { type: "button", onclick: follow }, name, ` ${percent(prob)}`);
    return element("li", {}, button);
  });
  byId("likely").replaceChildren(...chips);
}
