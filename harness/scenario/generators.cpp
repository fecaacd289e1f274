// Counting through: every generator is a loop over all choices, in a fixed order.
#include "harness/scenario/generators.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "harness/scenario/history.h"
#include "harness/scenario/sequences.h"
#include "harness/scenario/vocabulary.h"

namespace deadair::scenario {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::string_view code = "scenario.parameter";

using Values = std::vector<json::Value>;
using Texts = std::vector<std::string>;

json::Value emit_step(const std::string& words) { return json::Value::object({{"emit", words}}); }

// One generator of a file: where its values go and what its limits are.
class Generator {
 public:
  Generator(const Source& source, const json::Value& at) : source_(source), at_(at) {}

  Result<Values> run() {
    Status status = Done{};
    if (at_.find("orders_of") != nullptr) {
      status = each_history("orders_of", {}, [this](const History& one) { return orders(one); });
    } else if (at_.find("splits_of") != nullptr) {
      status = each_history("splits_of", {}, [this](const History& one) { return splits(one); });
    } else if (at_.find("shuffles_of") != nullptr) {
      status = each_history("shuffles_of", {}, [this](const History& one) { return shuffle(one); });
    } else if (at_.find("losses_of") != nullptr) {
      constexpr std::array options = {"via"sv, "lost"sv};
      status =
          each_history("losses_of", options, [this](const History& one) { return losses(one); });
    } else if (at_.find("sequences_over") != nullptr) {
      Result<Values> made = sequence_values(source_, at_);
      if (!made) return made.error();
      values_ = std::move(made).value();
    } else {
      status = fail(at_,
                    "a parameter is an array of values, or one of orders_of, sequences_over, "
                    "splits_of, losses_of, shuffles_of");
    }
    if (!status) return status.error();
    return std::move(values_);
  }

 private:
  [[nodiscard]] Error fail(const json::Value& at, const std::string& message) const {
    return source_.error(code, at, message);
  }

  Status check_members(std::string_view verb, Words options) const {
    for (const json::Member& member : at_.members()) {
      if (member.key != verb && !is_one_of(member.key, options))
        return fail(member.value, "\"" + member.key + "\" is no member of " + std::string(verb));
    }
    const json::Value& list = *at_.find(verb);
    if (!list.is_array() || list.items().empty())
      return fail(list, "\"" + std::string(verb) + "\" is an array of histories or words");
    return Done{};
  }

  template <class Make>
  Status each_history(std::string_view verb, Words options, Make make) {
    Status status = check_members(verb, options);
    if (!status) return status;
    for (const json::Value& item : at_.find(verb)->items()) {
      Result<History> history = read_history(source_, item);
      if (!history) return history.error();
      if (verb != "shuffles_of" && history->streams.size() > 1)
        return fail(item, "only shuffles_of takes several streams");
      carried_ = history->carried.members().size();
      is_checked_ = false;
      status = make(*history);
      if (!status) return status;
    }
    return Done{};
  }

  // The value's first members: its name, then what its history carries.
  static json::Value value_of(const History& history, const std::string& name) {
    json::Value value = json::Value::object();
    value.add("name", history.name.empty() ? name : history.name + "." + name);
    for (const json::Member& member : history.carried.members())
      value.add(member.key, member.value);
    return value;
  }

  Status add(json::Value value) {
    if (values_.size() >= generated_max)
      return fail(at_, "more than " + std::to_string(generated_max) + " values");
    bytes_ += json::held_bytes(value);
    if (bytes_ > generated_bytes_max) {
      return fail(at_, "the values come to more than " +
                           std::to_string(generated_bytes_max / (1024 * 1024)) + " MiB");
    }
    // Its own members stand behind those that the history carries, the same in each value.
    const std::span<const json::Member> members = std::as_const(value).members();
    const auto own = members.subspan(is_checked_ ? members.size() : carried_ + 1);
    for (const json::Member& member : own) {
      const auto has_its_name = [&](const json::Member& one) { return one.key == member.key; };
      if (std::any_of(members.begin(), members.end() - static_cast<std::ptrdiff_t>(own.size()),
                      has_its_name))
        return fail(at_, "\"" + member.key + "\" of a history is what the generator itself says");
    }
    is_checked_ = true;
    values_.push_back(std::move(value));
    return Done{};
  }

  Status orders(const History& history);
  Status splits(const History& history);
  Status shuffle(const History& history);
  Status losses(const History& history);

  const Source& source_;
  const json::Value& at_;
  Values values_;
  std::size_t bytes_ = 0;
  std::size_t carried_ = 0;  // members of the history in hand
  bool is_checked_ = false;  // its members were compared with the generator's own
};

// What a listener who was there from the beginning may have heard of chunks 1 to n that came in
// this order: every list that rises to n and leaves out a chunk only where the next one that was
// heard could sound before it came.
json::Value heard_live(const std::vector<std::int64_t>& arrival) {
  const std::size_t count = arrival.size();
  std::vector<std::size_t> came(count + 1);
  for (std::size_t at = 0; at < count; ++at) came[static_cast<std::size_t>(arrival[at])] = at;
  Values allowed;
  for (std::uint32_t left_out = 0; left_out < (1U << (count - 1)); ++left_out) {
    Values heard;
    std::size_t sounds = 0;  // when the chunk in hand could sound at the earliest
    std::vector<std::size_t> missing;
    bool right = true;
    for (std::size_t chunk = 1; chunk <= count; ++chunk) {
      if (chunk < count && (left_out >> (chunk - 1) & 1U) != 0) {
        missing.push_back(chunk);
        continue;
      }
      sounds = std::max(sounds, came[chunk]);
      for (const std::size_t one : missing) right = right && sounds < came[one];
      missing.clear();
      heard.emplace_back(static_cast<std::int64_t>(chunk));
    }
    if (!right) continue;
    allowed.push_back(json::Value::array(std::move(heard)));
  }
  if (allowed.size() == 1) return allowed.front();
  json::Value any_of = json::Value::array();
  for (const json::Value& one : allowed)
    any_of.push(json::Value::object({{"label", json::write(one)}, {"is", one}}));
  return json::Value::object({{"any_of", std::move(any_of)}});
}

// Whether the words are chunks 1, 2, 3 …
bool counts_up(const std::vector<Word>& words) {
  std::int64_t wanted = 1;
  return std::all_of(words.begin(), words.end(), [&wanted](const Word& word) {
    return word.event.kind == EventKind::chunk && word.event.number == wanted++;
  });
}

Status Generator::orders(const History& history) {
  constexpr std::size_t words_max = 6;
  const std::vector<Word>& words = history.words();
  if (words.size() > words_max) return fail(at_, "orders are made of at most 6 words");
  std::vector<std::size_t> order(words.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const bool chunks = counts_up(words);
  do {
    Texts texts, names;
    std::vector<std::int64_t> arrival;
    json::Value steps = json::Value::array();
    for (const std::size_t at : order) {
      texts.push_back(words[at].text);
      names.push_back(name_of_word(words[at].text));
      steps.push(emit_step(words[at].text)).push(json::Value::object({{"settle", true}}));
      if (chunks) arrival.push_back(static_cast<std::int64_t>(at) + 1);
    }
    json::Value value = value_of(history, joined(names, "-"));
    value.add("words", joined(texts, " ")).add("batches", joined(texts, " | "));
    value.add("steps", std::move(steps));
    if (chunks) value.add("heard_live", heard_live(arrival));
    Status status = add(std::move(value));
    if (!status) return status;
  } while (std::next_permutation(order.begin(), order.end()));
  return Done{};
}

Status Generator::splits(const History& history) {
  constexpr std::size_t words_max = 8;
  const std::vector<Word>& words = history.words();
  if (words.size() > words_max) return fail(at_, "splits are made of at most 8 words");
  for (std::uint32_t cuts = 0; cuts < (1U << (words.size() - 1)); ++cuts) {
    Texts sizes;
    std::string batches;
    int size = 0;
    for (std::size_t at = 0; at < words.size(); ++at) {
      const bool cut = at > 0 && (cuts >> (at - 1) & 1U) != 0;
      if (cut) {
        sizes.push_back(std::to_string(size));
        size = 0;
      }
      batches += (at == 0 ? "" : cut ? " | " : " ") + words[at].text;
      ++size;
    }
    sizes.push_back(std::to_string(size));
    json::Value value = value_of(history, joined(sizes, "-"));
    value.add("batches", std::move(batches));
    Status status = add(std::move(value));
    if (!status) return status;
  }
  return Done{};
}

Status Generator::shuffle(const History& history) {
  constexpr std::size_t streams_max = 4;
  const auto& streams = history.streams;
  if (streams.size() < 2 || streams.size() > streams_max)
    return fail(at_, "shuffles are made of 2 to 4 streams, parted by /");
  // A pattern says from which stream the next word comes.
  std::string pattern;
  for (std::size_t stream = 0; stream < streams.size(); ++stream)
    pattern.append(streams[stream].size(), static_cast<char>('a' + stream));
  do {
    std::array<std::size_t, streams_max> next{};
    Texts texts;
    for (const char letter : pattern) {
      const auto stream = static_cast<std::size_t>(letter - 'a');
      texts.push_back(streams[stream][next[stream]++].text);
    }
    json::Value value = value_of(history, pattern);
    value.add("words", joined(texts, " ")).add("batches", joined(texts, " | "));
    Status status = add(std::move(value));
    if (!status) return status;
  } while (std::next_permutation(pattern.begin(), pattern.end()));
  return Done{};
}

// Steps that emit the history, what is lost by the other way; neighbours of one way share a step.
json::Value lossy_steps(const std::vector<Word>& words, std::uint32_t lost, std::string_view via) {
  json::Value steps = json::Value::array();
  for (std::size_t at = 0; at < words.size();) {
    const bool gone = (lost >> at & 1U) != 0;
    const std::size_t from = at;
    Texts texts;
    while (at < words.size() && ((lost >> at & 1U) != 0) == gone &&
           (at == from || !gone || via != "state")) {
      texts.push_back(words[at++].text);
    }
    json::Value step = emit_step(joined(texts, " "));
    if (gone) step.add("via", via);
    steps.push(std::move(step));
  }
  return steps;
}

Status Generator::losses(const History& history) {
  constexpr std::size_t words_max = 8;
  const std::vector<Word>& words = history.words();
  const std::string_view via = at_.string_at("via");
  const std::string_view kind = at_.find("lost") == nullptr ? "all" : at_.string_at("lost");
  if (words.size() > words_max) return fail(at_, "losses are made of at most 8 words");
  if (!via_named(via) || via == "sync")
    return fail(at_, "\"via\" says how what is lost is there all the same: state, gap, unsynced");
  if (kind != "all" && kind != "chunks" && kind != "infos")
    return fail(at_, "\"lost\" is one of all, chunks, infos");
  if (via == "state" && kind == "chunks")
    return fail(at_, "a chunk is no state event, and cannot come as the room's state");
  std::uint32_t losable = 0;
  for (std::size_t at = 0; at < words.size(); ++at) {
    const bool chunk = words[at].event.kind == EventKind::chunk;
    const bool info = words[at].event.kind == EventKind::info;
    if (via == "state" && !info) continue;
    if (kind == "all" || (kind == "chunks" && chunk) || (kind == "infos" && info))
      losable |= 1U << at;
  }
  for (std::uint32_t lost = 1; lost < (1U << words.size()); ++lost) {
    if ((lost & ~losable) != 0) continue;
    Texts names;
    json::Value again = json::Value::array();
    for (std::size_t at = 0; at < words.size(); ++at) {
      if ((lost >> at & 1U) == 0) continue;
      const std::string& label = words[at].event.label;
      names.push_back(name_of_word(label));
      again.push(json::Value::object({{"redeliver", label}}));
    }
    json::Value value = value_of(history, joined(names, "+"));
    value.add("steps", lossy_steps(words, lost, via)).add("again", std::move(again));
    Status status = add(std::move(value));
    if (!status) return status;
  }
  return Done{};
}

}  // namespace

Result<std::vector<json::Value>> generated_values(const Source& source,
                                                  const json::Value& generator) {
  return Generator(source, generator).run();
}

}  // namespace deadair::scenario
