// What is under way in a browser's page: requests and the short timers of the code in it.
"use strict";

// An answer that is not there after so long is being held back by the server on purpose.
const HELD_MS = 2000;
// Longer ones guard requests, or tick without end for the client as a whole; none is the player's.
const TIMER_MS_MAX = 10_000;

// Returns a function: whether anything is under way whose end is near.
function watchWork(window) {
  const open = new Set(), timers = new Set();
  const { fetch, setTimeout, clearTimeout, performance } = window;
  window.fetch = (resource, options) => {
    const url = new URL(resource.url ?? resource, window.location.href);
    const poll = url.pathname.endsWith("/sync") && url.searchParams.get("timeout") !== "0";
    const one = { poll, since: performance.now() };
    open.add(one);
    const answer = fetch(resource, options);
    const whole = answer.then((given) => given.clone().arrayBuffer());
    whole.catch(() => undefined).finally(() => open.delete(one));
    return answer;
  };
  window.setTimeout = (work, delay, ...words) => {
    const id = setTimeout(() => {
      timers.delete(id);
      work(...words);
    }, delay);
    if (!(delay > TIMER_MS_MAX)) timers.add(id);
    return id;
  };
  window.clearTimeout = (id) => {
    timers.delete(id);
    clearTimeout(id);
  };
  return () => {
    const now = performance.now();
    return timers.size > 0 || [...open].some((one) => !one.poll && now - one.since < HELD_MS);
  };
}

module.exports = { watchWork };
