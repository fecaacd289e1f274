// Expectations: each check knows what its values look like.
#include "harness/scenario/expectations.h"

#include <algorithm>
#include <array>
#include <utility>

#include "harness/msc3888/clauses.h"
#include "harness/scenario/vocabulary.h"

namespace deadair::scenario {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::string_view code = "scenario.expect";

constexpr std::array states = {"started"sv, "paused"sv, "resumed"sv, "stopped"sv};
constexpr std::array lives = {"live"sv, "paused"sv, "ended"sv};
constexpr std::array players = {"idle"sv,   "buffering"sv, "playing"sv,
                                "paused"sv, "ended"sv,     "error"sv};
constexpr std::array media_states = {"pending"sv, "ready"sv, "failed"sv, "undecryptable"sv};
constexpr std::array tile_kinds = {"broadcast"sv, "voice_message"sv, "text"sv, "tombstone"sv,
                                   "unable_to_decrypt"sv};

bool is_count(const json::Value& value) {
  const auto number = value.as_integer();
  return number && *number >= 0;
}

// An integer, or {"from": a, "to": b} with at least one of the two.
bool is_bound(const json::Value& value) {
  if (is_count(value)) return true;
  if (!value.is_object() || value.members().empty()) return false;
  for (const json::Member& member : value.members()) {
    if ((member.key != "from" && member.key != "to") || !is_count(member.value)) return false;
  }
  const json::Value* from = value.find("from");
  const json::Value* to = value.find("to");
  return from == nullptr || to == nullptr || *from->as_integer() <= *to->as_integer();
}

bool is_chunk_list(const json::Value& value) {
  const auto names_chunk = [](const json::Value& item) {
    return is_count(item) || item.is_string();
  };
  return value.is_array() && std::all_of(value.items().begin(), value.items().end(), names_chunk);
}

bool is_label_list(const json::Value& value) {
  const auto is_label = [](const json::Value& item) { return item.is_string(); };
  return value.is_array() && std::all_of(value.items().begin(), value.items().end(), is_label);
}

bool is_word(const json::Value& value, Words words) {
  return value.is_string() && is_one_of(value.text(), words);
}

template <class Fits>
bool is_map(const json::Value& value, Fits fits) {
  if (!value.is_object() || value.members().empty()) return false;
  return std::all_of(value.members().begin(), value.members().end(), fits);
}

struct Form {
  bool fits;
  std::string wanted;
};

Form form_of(std::string_view name, const json::Value& value) {
  if (name == "heard" || name == "cut" || name == "chunks")
    return {is_chunk_list(value), "an array of sequences or labels"};
  if (name == "state") return {is_word(value, states), "one of " + listed(states)};
  if (name == "live") return {is_word(value, lives), "one of " + listed(lives)};
  if (name == "player") return {is_word(value, players), "one of " + listed(players)};
  if (name == "listed" || name == "refused") return {value.as_bool().has_value(), "true or false"};
  if (name == "error") return {value.is_null() || value.as_string() == "any"sv, "null or \"any\""};
  if (name == "position_ms" || name == "duration_ms" || name == "remaining_ms")
    return {is_bound(value), "an integer or {\"from\": …, \"to\": …}"};
  if (name == "media") {
    const auto fits = [](const json::Member& member) {
      return is_word(member.value, media_states);
    };
    return {is_map(value, fits), "an object of label and one of " + listed(media_states)};
  }
  if (name == "tiles") {
    const auto fits = [](const json::Member& member) {
      return member.value.is_null() || is_word(member.value, tile_kinds);
    };
    return {is_map(value, fits), "an object of label and null or one of " + listed(tile_kinds)};
  }
  if (name == "unless_refused") {
    return {is_word(value, act_verbs()), "one of " + listed(act_verbs())};
  }
  if (name == "notified") return {is_label_list(value), "an array of labels"};
  if (name == "downloads") {
    const auto fits = [](const json::Member& member) { return is_bound(member.value); };
    return {is_map(value, fits), "an object of label and integer or {\"from\": …, \"to\": …}"};
  }
  const auto fits = [](const json::Member& member) {
    return is_one_of(member.key, routes()) && is_bound(member.value);
  };
  return {is_map(value, fits),
          "an object of route (" + listed(routes()) + ") and integer or {\"from\": …, \"to\": …}"};
}

// Reads one check: its one value, or the alternatives of any_of.
Result<Check> read_check(const Source& source, const json::Member& member) {
  Check check;
  check.name = member.key;
  if (const json::Value* any_of = member.value.find("any_of")) {
    if (!any_of->is_array() || any_of->items().empty() || member.value.members().size() != 1)
      return source.error(code, member.value, "\"any_of\" stands alone and is an array");
    for (const json::Value& item : any_of->items()) {
      const json::Value* is = item.find("is");
      const std::string_view label = item.string_at("label");
      if (is == nullptr || label.empty() || item.members().size() != 2)
        return source.error(code, item, "an alternative is {\"label\": …, \"is\": …}");
      check.allowed.push_back(Allowed{std::string(label), *is});
    }
  } else {
    check.allowed.push_back(Allowed{{}, member.value});
  }
  for (const Allowed& allowed : check.allowed) {
    const Form form = form_of(check.name, allowed.is);
    if (!form.fits) {
      return source.error(
          code, allowed.is,
          "\"" + check.name + "\" is " + form.wanted + "; there stands " + shown(allowed.is));
    }
  }
  return check;
}

Result<Expectation> read_expectation(const Source& source, const json::Value& value,
                                     const std::string& first_clause) {
  if (!value.is_object())
    return source.error(code, value, "an expectation is an object; there stands " + shown(value));
  Expectation made;
  made.clause = first_clause;
  for (const json::Member& member : value.members()) {
    const std::string_view text = member.value.as_string().value_or("");
    if (member.key == "broadcast") {
      made.broadcast = std::string(text);
    } else if (member.key == "level") {
      const auto level = msc3888::level_named(text);
      if (!level)
        return source.error(code, member.value, "a level is must, should, robust or open");
      made.level = *level;
    } else if (member.key == "clause") {
      made.clause = std::string(text);
      if (msc3888::find_clause(text) == nullptr) {
        return source.error("scenario.clause", member.value,
                            "there is no clause " + shown(member.value));
      }
    } else if (is_one_of(member.key, checks())) {
      Result<Check> check = read_check(source, member);
      if (!check) return check.error();
      made.checks.push_back(std::move(check).value());
    } else {
      return source.error(code, member.value,
                          "there is no check \"" + member.key +
                              "\"; known are: broadcast, level, clause, " + listed(checks()));
    }
  }
  if (made.broadcast.empty())
    return source.error(code, value, "\"broadcast\" is the label of a started event");
  if (made.checks.size() == (condition_of(made).empty() ? 0U : 1U))
    return source.error(code, value, "nothing is expected; known are: " + listed(checks()));
  return made;
}

bool is_empty_list(const json::Value& value) { return value.is_array() && value.items().empty(); }

// A bound that a client which does nothing keeps.
bool holds_for_nothing(const json::Value& bound) {
  return bound.is_object() ? bound.integer_at("from", 0) == 0 : bound.as_integer() == 0;
}

bool is_any_number(const json::Member& member) {
  const json::Value& bound = member.value;
  return bound.is_object() && bound.find("to") == nullptr && bound.integer_at("from", 0) == 0;
}

}  // namespace

Result<std::vector<Expectation>> read_expectations(const Source& source, const json::Value& value,
                                                   const std::string& first_clause) {
  std::vector<Expectation> made;
  if (value.is_array() && value.items().empty())
    return source.error(code, value, "nothing is expected");
  const std::span<const json::Value> values =
      value.is_array() ? value.items() : std::span<const json::Value>(&value, 1);
  for (const json::Value& item : values) {
    Result<Expectation> expectation = read_expectation(source, item, first_clause);
    if (!expectation) return expectation.error();
    made.push_back(std::move(expectation).value());
  }
  return made;
}

std::string_view condition_of(const Expectation& expectation) {
  for (const Check& check : expectation.checks) {
    if (check.name == "unless_refused") return check.allowed.front().is.text();
  }
  return {};
}

bool cannot_fail(const Check& check) {
  const auto any = [&check](const auto& holds) {
    return std::any_of(check.allowed.begin(), check.allowed.end(), holds);
  };
  if (check.name == "refused" || check.name == "listed") {
    return any([](const Allowed& one) { return one.is.as_bool() == true; }) &&
           any([](const Allowed& one) { return one.is.as_bool() == false; });
  }
  if (check.name == "error") {
    return any([](const Allowed& one) { return one.is.is_null(); }) &&
           any([](const Allowed& one) { return one.is.is_string(); });
  }
  if (check.name != "downloads" && check.name != "requests") return false;
  return any([](const Allowed& one) {
    return std::all_of(one.is.members().begin(), one.is.members().end(), is_any_number);
  });
}

std::string idle_member(const Check& check) {
  if (check.allowed.size() > 1 || (check.name != "downloads" && check.name != "requests"))
    return {};
  for (const json::Member& member : check.allowed.front().is.members()) {
    if (is_any_number(member)) return member.key;
  }
  return {};
}

bool demands_sound(const Check& check) {
  const auto sounds = [](const Allowed& allowed) { return !is_empty_list(allowed.is); };
  return check.name == "heard" && std::all_of(check.allowed.begin(), check.allowed.end(), sounds);
}

bool allows_silence(const Check& check) {
  const auto silent = [&check](const Allowed& allowed) {
    if (check.name == "heard") return is_empty_list(allowed.is);
    if (check.name == "listed") return allowed.is.as_bool() == false;
    if (check.name != "downloads" && check.name != "requests") return false;
    const auto bounds = allowed.is.members();
    return std::all_of(bounds.begin(), bounds.end(),
                       [](const json::Member& member) { return holds_for_nothing(member.value); });
  };
  return std::any_of(check.allowed.begin(), check.allowed.end(), silent);
}

}  // namespace deadair::scenario
