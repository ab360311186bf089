// The model's probabilities, as `journeys_mining.chain.smoothing.Chain` has them.

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

// How much of a session a context may not know: little where it is all of it so far.
function opennessOf(context) {
  if (context[0] !== START) return 1;
  return context.length === 1 ? 0 : (BACKOFF.get(keyOf(context)) ?? 1);
}

// P(end) by context, moved by how long the session is already.
function shiftedEnd(end, context, position) {
  const shift = MODEL.exitShifts.findLast(([from]) => from <= position);
  if (!shift) return end;
  const ratio = Math.exp(opennessOf(context) * shift[1]);
  return (end * ratio) / (1 - end + end * ratio);
}

// What contexts too short to hold an action that was done so long ago say of it.
function unawareProb(context, action, lag) {
  if (context.length < lag) return probAfter(context, action);
  if (context.length === 1) return 0;
  return (BACKOFF.get(keyOf(context)) ?? 1) * unawareProb(context.slice(1), action, lag);
}

// Of an action that was last done so many steps ago.
function recencyFactor(lag) {
  return MODEL.recencyFactors.findLast(([from]) => from <= lag)?.[1] ?? 1;
}

// How often a session went back to an action done before the last one.
function returnsOf(history) {
  return history.filter((action, index) => {
    const before = history.slice(0, index).lastIndexOf(action);
    return before >= 0 && index - before >= 2;
  }).length;
}

// Of a session that went back so many times.
function habitFactor(returns) {
  return MODEL.habitFactors.findLast(([from]) => from <= returns)?.[1] ?? 1;
}

// Probability of each next action after a session's actions so far, the likeliest first.
function nextSteps(history) {
  const context = contextOf(history);
  const following = EDGES_OUT.get(context.at(-1)) ?? [];
  if (!following.length) return [{ action: END, prob: 1 }];
  const tilted = following.map(({ before, after }) => ({
    action: after,
    usual: probAfter(context, after),
    factor: tilt(before, after),
  }));
  const norm = profile ? tilted.reduce((total, one) => total + one.usual * one.factor, 0) || 1 : 1;
  const byContext = tilted.map(({ action, usual, factor }) => ({
    action,
    prob: (usual * factor) / norm,
    factor: factor / norm,
  }));
  const end = byContext.find((one) => one.action === END)?.prob ?? 0;
  const shifted = shiftedEnd(end, context, history.length);
  const lags = new Map(history.map((action, index) => [action, history.length - index]));
  const habit = habitFactor(returnsOf(history));
  const weighted = byContext
    .filter((one) => one.action !== END)
    .map(({ action, prob, factor }) => {
      const lag = lags.get(action) ?? 0;
      if (lag < 2) return { action, prob };
      const weight = ACTIONS[action].revisit * recencyFactor(lag);
      const unaware = factor * unawareProb(context, action, lag);
      return { action, prob: habit * (prob + unaware * (weight - 1)) };
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
