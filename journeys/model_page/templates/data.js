// The model as `embedding.py` wrote it: actions are numbers, 0 is the start, 1 the end.
const MODEL = JSON.parse(document.getElementById("model-data").textContent);
const START = 0;
const END = 1;
const ACTIONS = MODEL.actions;
const keyOf = (actions) => actions.join();

const TRANSITIONS = MODEL.transitions.map(
  ([context, action, count, users, prob, think, longThink]) =>
    ({ context, action, count, users, prob, think, longThink }),
);
const EDGES = TRANSITIONS.filter((one) => one.context.length === 1).map((one, id) => ({
  ...one,
  id,
  before: one.context[0],
  after: one.action,
  share: one.count / MODEL.sessions,
}));
// What each profile's sessions did, by the same numbers; nothing is known of what is not there.
const PROFILES = MODEL.profiles.map((one) => ({
  ...one,
  done: new Map(one.actions.map(([action, count, users]) => [action, { count, users }])),
  made: new Map(one.transitions.map(([before, after, count, users]) => [keyOf([before, after]), { count, users }])),
}));
const NOTHING = { count: 0, users: 0 };
const SEEN = new Map(TRANSITIONS.map((one) => [keyOf([...one.context, one.action]), one]));
const BACKOFF = new Map(MODEL.contexts.map(([context, backoff]) => [keyOf(context), backoff]));
const THROUGH = new Map(MODEL.through.map(([transition, actions]) => [keyOf(transition), actions]));
const EDGES_OUT = grouped("before");
const EDGES_IN = grouped("after");
const edgeBetween = (before, after) => EDGES_OUT.get(before)?.find((one) => one.after === after);

function grouped(end) {
  const groups = new Map();
  for (const edge of EDGES) {
    if (!groups.has(edge[end])) groups.set(edge[end], []);
    groups.get(edge[end]).push(edge);
  }
  return groups;
}

// How often a context was seen: what the counts of its next actions are shares of.
function countOf(context) {
  if (context.length === 1) return ACTIONS[context[0]].count;
  return SEEN.get(keyOf(context))?.count;
}
