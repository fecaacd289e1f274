// The states of a broadcast, and which may follow which.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace deadair::msc3888 {

// `state` of an info event. Source: MSC3888, properties of m.voice_broadcast_info.
enum class State { started, paused, resumed, stopped };

inline constexpr std::array<State, 4> all_states = {State::started, State::paused, State::resumed,
                                                    State::stopped};

[[nodiscard]] std::string_view name_of(State state);
[[nodiscard]] std::optional<State> state_named(std::string_view name);

// What the user is told about it. Source: CONTRACT, snapshot member `live`.
enum class Live { live, paused, ended };

[[nodiscard]] std::string_view name_of(Live live);
[[nodiscard]] Live live_of(State state);

// One row of the table "from this state, that info event arrives".
struct Transition {
  std::optional<State> from;  // nothing: no info event seen yet
  State next = State::started;
  bool legal = false;  // an arrow of the proposal's diagram
  // What a client may show afterwards. More than one where the text is open (after stopped).
  std::array<std::optional<State>, 2> allowed;
  std::string_view ruling;  // clause id, see clauses.h
};

// All 5 x 4 pairs. Source: MSC3888, diagram of state transitions; "robust enough to handle any
// state transition".
[[nodiscard]] const std::array<Transition, 20>& transitions();
[[nodiscard]] const Transition& transition(std::optional<State> from, State next);

}  // namespace deadair::msc3888
