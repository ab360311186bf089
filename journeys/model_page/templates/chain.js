// The model's probabilities, as `journeys_mining.smoothing.Chain` has them.

function contextOf(history) {
  let context = [START, ...history].slice(-MODEL.order);
  while (context.length > 1 && !BACKOFF.has(keyOf(context))) context = context.slice(1);
  return context;
}

// By the context alone: a transition's own probability, or what a shorter context lends.
function probAfter(context, action) {
  const seen = SEEN.get(keyOf([...context, action]));
  if (seen) return seen.prob;
  if (context.length === 1) return 0;
  return (BACKOFF.get(keyOf(context)) ?? 1) * probAfter(context.slice(1), action);
}

// P(end) by context, moved by how long the session is already.
function shiftedEnd(end, position) {
  const shift = MODEL.exitShifts.findLast(([from]) => from <= position);
  if (!shift) return end;
  const ratio = Math.exp(shift[1]);
  return (end * ratio) / (1 - end + end * ratio);
}

// Probability of each next action after a session's actions so far, the likeliest first.
function nextSteps(history) {
  const context = contextOf(history);
  const following = EDGES_OUT.get(context.at(-1)) ?? [];
  if (!following.length) return [{ action: END, prob: 1 }];
  const byContext = following.map(({ after }) => ({
    action: after,
    prob: probAfter(context, after),
  }));
  const end = byContext.find((one) => one.action === END)?.prob ?? 0;
  const shifted = shiftedEnd(end, history.length);
  const done = new Set(history);
  const weighted = byContext
    .filter((one) => one.action !== END)
    .map(({ action, prob }) => {
      const weight = done.has(action) ? ACTIONS[action].revisit : 1;
      return { action, prob: prob * weight };
    });
  const sum = weighted.reduce((total, one) => total + one.prob, 0);
  const steps = weighted.map(({ action, prob }) => ({
    action,
    prob: sum ? ((1 - shifted) * prob) / sum : 0,
  }));
  if (end > 0) steps.push({ action: END, prob: shifted });
  return steps.sort((one, other) => other.prob - one.prob || one.action - other.action);
}

// Each step of a session, its end included: its probability and the counts behind it.
function walk(actions) {
  let together = 1;
  return [...actions, END].map((action, index) => {
    const history = actions.slice(0, index);
    const prob = nextSteps(history).find((one) => one.action === action)?.prob ?? 0;
    together *= prob;
    let context = contextOf(history);
    while (context.length > 1 && !SEEN.has(keyOf([...context, action]))) context = context.slice(1);
    const seen = SEEN.get(keyOf([...context, action]));
    return { action, prob, together, context, count: seen?.count ?? 0, of: countOf(context) ?? 0 };
  });
}
