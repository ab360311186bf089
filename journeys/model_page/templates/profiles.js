// Whose sessions are looked at: all, or those of one profile.
const profileChoice = byId("profile");
let profile;

const sessionCount = () => profile?.sessions ?? MODEL.sessions;

// Counts of an action or a transition among these sessions.
function actionCounts(action) {
  if (!profile) return ACTIONS[action];
  if (action <= END) return { count: profile.sessions, users: profile.users };
  return profile.done.get(action) ?? NOTHING;
}

const edgeCounts = (edge) => (profile ? profile.made.get(keyOf([edge.before, edge.after])) ?? NOTHING : edge);
const edgeShare = (edge) => edgeCounts(edge).count / sessionCount();
const made = (edges) => (edges ?? []).map((one) => ({ ...one, ...edgeCounts(one) })).filter((one) => one.count > 0);

// How many times as likely the profile goes on so after an action, as `profile_chain.tilt` has it.
function tilt(before, after) {
  if (!profile) return 1;
  const usual = SEEN.get(keyOf([before, after]))?.prob;
  if (!usual) return 1;
  const own = profile.made.get(keyOf([before, after]))?.count ?? 0;
  const all = (EDGES_OUT.get(before) ?? []).reduce(
    (sum, one) => sum + (profile.made.get(keyOf([before, one.after]))?.count ?? 0), 0);
  return (own + MODEL.strength * usual) / (all + MODEL.strength) / usual;
}

function chooseProfile(name) {
  profile = PROFILES.find((one) => one.name === name);
  profileChoice.value = profile?.name ?? "";
  for (const card of document.querySelectorAll("#profiles [data-profile]")) {
    card.classList.toggle("chosen", card.dataset.profile === profile?.name);
  }
  for (const note of document.querySelectorAll(".all-visitors")) note.hidden = !profile;
  rankEdges();
  resetFilters();
  if (state.chosen !== undefined) panel.replaceChildren(...panelContent(state.chosen));
  renderJourney();
}

function startProfiles() {
  for (const label of document.querySelectorAll(".of-profiles")) label.hidden = !PROFILES.length;
  profileChoice.addEventListener("change", () => chooseProfile(profileChoice.value));
  for (const button of document.querySelectorAll("#profiles button")) {
    button.addEventListener("click", () => {
      chooseProfile(profile?.name === button.value ? "" : button.value);
      byId("graph-section").scrollIntoView({ block: "start" });
    });
  }
}
