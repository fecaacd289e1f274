// The table of states, written out so that it can be read beside the proposal's diagram.
#include "harness/msc3888/state.h"

#include <string>

#include "harness/base/check.h"

namespace deadair::msc3888 {
namespace {

using Allowed = std::array<std::optional<State>, 2>;

constexpr Allowed only(State state) { return {state, std::nullopt}; }
// A client may stay where it was, or follow.
constexpr Allowed stopped_or(State state) { return {State::stopped, state}; }

constexpr std::optional<State> none = std::nullopt;

// A `started` event always begins another broadcast: what it shows is that one's state. Anything
// that the diagram has no arrow for is still the newest word of the broadcaster, so it counts;
// except after `stopped`, where the text leaves open whether anything counts at all.
constexpr std::array<Transition, 20> table = {{
    {none, State::started, true, only(State::started), "identity"},
    {none, State::paused, false, only(State::paused), "transitions"},
    {none, State::resumed, false, only(State::resumed), "transitions"},
    {none, State::stopped, false, only(State::stopped), "transitions"},

    {State::started, State::started, false, only(State::started), "second"},
    {State::started, State::paused, true, only(State::paused), "transitions"},
    {State::started, State::resumed, false, only(State::resumed), "transitions"},
    {State::started, State::stopped, true, only(State::stopped), "transitions"},

    {State::paused, State::started, false, only(State::started), "second"},
    {State::paused, State::paused, false, only(State::paused), "transitions"},
    {State::paused, State::resumed, true, only(State::resumed), "transitions"},
    {State::paused, State::stopped, true, only(State::stopped), "transitions"},

    {State::resumed, State::started, false, only(State::started), "second"},
    {State::resumed, State::paused, true, only(State::paused), "transitions"},
    {State::resumed, State::resumed, false, only(State::resumed), "transitions"},
    {State::resumed, State::stopped, true, only(State::stopped), "transitions"},

    {State::stopped, State::started, false, only(State::started), "second"},
    {State::stopped, State::paused, false, stopped_or(State::paused), "terminal"},
    {State::stopped, State::resumed, false, stopped_or(State::resumed), "terminal"},
    {State::stopped, State::stopped, false, only(State::stopped), "terminal"},
}};

}  // namespace

std::string_view name_of(State state) {
  switch (state) {
    case State::started: return "started";
    case State::paused: return "paused";
    case State::resumed: return "resumed";
    case State::stopped: return "stopped";
  }
  return "?";
}

std::optional<State> state_named(std::string_view name) {
  for (const State state : all_states) {
    if (name_of(state) == name) return state;
  }
  return std::nullopt;
}

std::string_view name_of(Live live) {
  switch (live) {
    case Live::live: return "live";
    case Live::paused: return "paused";
    case Live::ended: return "ended";
  }
  return "?";
}

Live live_of(State state) {
  switch (state) {
    case State::started:
    case State::resumed: return Live::live;
    case State::paused: return Live::paused;
    case State::stopped: return Live::ended;
  }
  return Live::ended;
}

const std::array<Transition, 20>& transitions() { return table; }

const Transition& transition(std::optional<State> from, State next) {
  for (const Transition& row : table) {
    if (row.from == from && row.next == next) return row;
  }
  check_failed(__FILE__, __LINE__, "every pair stands in the table", std::string(name_of(next)));
}

}  // namespace deadair::msc3888
