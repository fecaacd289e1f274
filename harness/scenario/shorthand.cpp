// The shorthand's reader: one word at a time, every error with its column.
#include "harness/scenario/shorthand.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace deadair::scenario {
namespace {

constexpr std::string_view code = "scenario.shorthand";

constexpr std::string_view words_known =
    "S, S2, c1, c1', c1..c9, P(n), P(-), R, X(n), X(-), U(name), red(LABEL), |, with B: before and "
    "@S2 behind";

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

bool is_space(char letter) {
  return letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r';
}

// A number as people write it: no sign, no leading zero, at most 2^53-1.
std::optional<std::int64_t> number_in(std::string_view text) {
  if (text.empty() || text.size() > 16 || !std::all_of(text.begin(), text.end(), is_digit))
    return {};
  if (text.size() > 1 && text.front() == '0') return {};
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  if (number > json::integer_max) return {};
  return number;
}

// One word, cut into its parts: "B:c3'@S2" is sender B, core c3', broadcast S2.
struct Word {
  std::string_view whole;
  std::size_t column = 1;
  char sender = 'A';
  std::string_view core;
  std::string_view inner;  // what stands in parentheses
  bool has_inner = false;
  std::string_view broadcast;  // empty where none is named
};

class Reader {
 public:
  Reader(std::string_view text, Labels& labels) : text_(text), labels_(labels) {}

  Result<std::vector<std::optional<EventSpec>>> read() {
    std::size_t at = 0;
    while (at < text_.size()) {
      if (is_space(text_[at])) {
        ++at;
        continue;
      }
      const std::size_t start = at;
      if (text_[at] == '|') {
        ++at;
        made_.emplace_back();
        continue;
      }
      while (at < text_.size() && !is_space(text_[at]) && text_[at] != '|') ++at;
      Status status = read_word(text_.substr(start, at - start), start + 1);
      if (!status) return status.error();
    }
    return std::move(made_);
  }

 private:
  static Error fail(const Word& word, const std::string& message) {
    return Error{std::string(code), std::to_string(word.column),
                 "\"" + std::string(word.whole) + "\": " + message};
  }

  Status read_word(std::string_view whole, std::size_t column) {
    Word word;
    word.whole = whole;
    word.column = column;
    std::string_view rest = whole;
    if (rest.size() > 2 && rest[1] == ':') {
      word.sender = rest[0];
      if (word.sender != 'A' && word.sender != 'B' && word.sender != 'L')
        return fail(word, "the sender is A, B or L");
      rest.remove_prefix(2);
    }
    // An '@' within parentheses belongs to the label there.
    const std::size_t close = rest.rfind(')');
    const std::size_t at = rest.find('@', close == std::string_view::npos ? 0 : close);
    if (at != std::string_view::npos) {
      word.broadcast = rest.substr(at + 1);
      rest = rest.substr(0, at);
      if (word.broadcast.empty())
        return fail(word, "behind @ the label of a broadcast is expected");
    }
    const std::size_t open = rest.find('(');
    if (open != std::string_view::npos) {
      if (rest.back() != ')') return fail(word, "the parenthesis is not closed");
      word.inner = rest.substr(open + 1, rest.size() - open - 2);
      word.has_inner = true;
      rest = rest.substr(0, open);
    }
    word.core = rest;
    return read_core(word);
  }

  Status read_core(const Word& word) {
    if (word.whole.back() == '*')
      return fail(word, "a word with * stands for an event that has to be written long");
    if (word.core == "utd" || word.core == "key")
      return fail(word, "events that cannot be decrypted are not supported yet");
    if (word.core == "red") return add_redaction(word);
    if (word.core == "P" || word.core == "R" || word.core == "X" || word.core == "U")
      return add_info(word);
    if (!word.core.empty() && word.core.front() == 'S') return add_started(word);
    if (!word.core.empty() && word.core.front() == 'c') return add_chunks(word);
    return fail(word, "no word of the shorthand; known are: " + std::string(words_known));
  }

  Status add_redaction(const Word& word) {
    if (word.inner.empty()) return fail(word, "in parentheses the label of an event is expected");
    if (!word.broadcast.empty()) return fail(word, "a redaction belongs to no broadcast");
    EventSpec event;
    event.kind = EventKind::redaction;
    event.label = labels_.next("red");
    event.target = std::string(word.inner);
    return add(word, std::move(event));
  }

  Status add_info(const Word& word) {
    EventSpec event;
    event.kind = EventKind::info;
    if (word.core == "U") {
      if (word.inner.empty()) return fail(word, "in parentheses the name of a state is expected");
      event.state = std::string(word.inner);
    } else if (word.core == "R") {
      if (word.has_inner) return fail(word, "resumed has no number; write it long");
      event.state = "resumed";
    } else {
      event.state = word.core == "P" ? "paused" : "stopped";
      if (word.has_inner && word.inner != "-") {
        event.number = number_in(word.inner);
        if (!event.number) return fail(word, "in parentheses a number or - is expected");
      }
    }
    event.label = labels_.next(word.core);
    return add(word, std::move(event));
  }

  Status add_started(const Word& word) {
    const std::string_view digits = word.core.substr(1);
    const auto number = number_in(digits);
    if (word.has_inner || (!digits.empty() && (!number || *number < 2)))
      return fail(word, "a started event is S, S2, S3 …");
    if (!word.broadcast.empty()) return fail(word, "a started event is its own broadcast");
    EventSpec event;
    event.kind = EventKind::info;
    event.state = "started";
    event.label = std::string(word.core);
    event.broadcast = event.label;
    return add(word, std::move(event));
  }

  Status add_chunks(const Word& word) {
    std::string_view rest = word.core;
    const std::size_t dots = rest.find("..");
    const std::string_view last = dots == std::string_view::npos ? rest : rest.substr(dots + 2);
    if (dots != std::string_view::npos) rest = rest.substr(0, dots);
    const std::size_t prime = rest.find('\'');
    const std::string_view primes =
        prime == std::string_view::npos ? std::string_view() : rest.substr(prime);
    const auto first =
        number_in(rest.substr(1, prime == std::string_view::npos ? prime : prime - 1));
    if (word.has_inner || !first || primes.find_first_not_of('\'') != std::string_view::npos)
      return fail(word, "a chunk is c and its number, with ' behind it for another one");
    if (dots == std::string_view::npos) return add_chunk(word, *first, primes);
    const auto end = last.size() > 1 && last[0] == 'c' ? number_in(last.substr(1)) : std::nullopt;
    if (!end || !primes.empty() || *end <= *first) return fail(word, "a range is written c1..c9");
    if (static_cast<std::size_t>(*end - *first) >= events_max)
      return fail(word, "at most " + std::to_string(events_max) + " events are emitted");
    for (std::int64_t number = *first; number <= *end; ++number) {
      Status status = add_chunk(word, number, {});
      if (!status) return status;
    }
    return Done{};
  }

  Status add_chunk(const Word& word, std::int64_t number, std::string_view primes) {
    EventSpec event;
    event.kind = EventKind::chunk;
    event.number = number;
    if (word.sender != 'A') event.label = std::string(1, word.sender) + ":";
    event.label += "c" + std::to_string(number) + std::string(primes);
    if (!word.broadcast.empty() && word.broadcast != "S")
      event.label += "@" + std::string(word.broadcast);
    return add(word, std::move(event));
  }

  Status add(const Word& word, EventSpec event) {
    event.sender = word.sender;
    if (!word.broadcast.empty()) event.broadcast = std::string(word.broadcast);
    if (labels_.taken.size() >= events_max)
      return fail(word, "at most " + std::to_string(events_max) + " events are emitted");
    if (!labels_.take(event.label)) {
      return fail(word, "the label " + event.label +
                            " stands for an event that was emitted before; another event with the "
                            "same sequence is " +
                            event.label + "', the same event once more is a step \"redeliver\"");
    }
    made_.emplace_back(std::move(event));
    return Done{};
  }

  std::string_view text_;
  Labels& labels_;
  std::vector<std::optional<EventSpec>> made_;
};

constexpr std::string_view all_digits = "0123456789";

// Whether the label is what the shorthand would give, so that the word alone tells everything.
bool ordinary_label(const EventSpec& event, std::string_view head, std::string_view tail,
                    std::string_view middle_letters) {
  std::string_view label = event.label;
  if (!label.starts_with(head) || !label.ends_with(tail) ||
      label.size() < head.size() + tail.size())
    return false;
  label = label.substr(head.size(), label.size() - head.size() - tail.size());
  return label.find_first_not_of(middle_letters) == std::string_view::npos;
}

struct Written {
  std::string word;
  bool ordinary = true;
};

// The word by which an info event was made: U(name) names any state, those that have a word of
// their own too.
std::string head_of(const EventSpec& event) {
  if (ordinary_label(event, "U", "", all_digits)) return "U";
  if (event.state == "paused") return "P";
  if (event.state == "resumed") return "R";
  if (event.state == "stopped") return "X";
  return "U";
}

Written info_word(const EventSpec& event) {
  const std::string head = head_of(event);
  if (event.state == "started" && !ordinary_label(event, head, "", all_digits)) {
    const bool own = event.broadcast == event.label && !event.number;
    return {event.label, own && ordinary_label(event, "S", "", all_digits)};
  }
  const bool counted = head == "P" || head == "X";
  const bool ordinary = ordinary_label(event, head, "", all_digits) && (counted || !event.number);
  std::string inner;
  if (counted) inner = "(" + (event.number ? std::to_string(*event.number) : "-") + ")";
  if (head == "U") inner = "(" + event.state + ")";
  const std::string tail = event.broadcast == "S" ? "" : "@" + event.broadcast;
  return {head + inner + tail, ordinary};
}

Written chunk_word(const EventSpec& event) {
  const std::string head = "c" + std::to_string(event.number.value_or(0));
  const std::string tail = event.broadcast == "S" ? "" : "@" + event.broadcast;
  const std::string sender = event.sender == 'A' ? "" : std::string(1, event.sender) + ":";
  if (!ordinary_label(event, sender + head, tail, "'")) return {head + tail, false};
  return {event.label.substr(sender.size()), event.number.has_value()};
}

Written word_of(const EventSpec& event) {
  switch (event.kind) {
    case EventKind::info: return info_word(event);
    case EventKind::chunk: return chunk_word(event);
    case EventKind::redaction:
      return {"red(" + event.target + ")", ordinary_label(event, "red", "", all_digits)};
    case EventKind::message:
    case EventKind::member: return {event.label, false};
  }
  return {};
}

}  // namespace

bool Labels::take(const std::string& label) { return taken.insert(label).second; }

std::string Labels::next(std::string_view prefix) {
  return std::string(prefix) + std::to_string(++counts[std::string(prefix)]);
}

Result<std::vector<std::optional<EventSpec>>> parse_words(std::string_view text, Labels& labels) {
  return Reader(text, labels).read();
}

Result<std::vector<Batch>> parse_shorthand(std::string_view text, Labels& labels) {
  Result<std::vector<std::optional<EventSpec>>> words = parse_words(text, labels);
  if (!words) return words.error();
  std::vector<Batch> batches(1);
  for (std::optional<EventSpec>& word : *words) {
    if (word) {
      batches.back().push_back(*std::move(word));
    } else {
      batches.emplace_back();
    }
  }
  for (const Batch& batch : batches) {
    if (batch.empty())
      return Error{std::string(code), "1",
                   "\"" + std::string(text) + "\": a batch without an event"};
  }
  return batches;
}

std::string to_shorthand(const std::vector<Batch>& batches) {
  std::string text;
  for (const Batch& batch : batches) {
    if (!text.empty()) text += " |";
    for (const EventSpec& event : batch) {
      const Written written = word_of(event);
      const bool plain = written.ordinary && event.content.is_null() && event.event.is_null() &&
                         event.media.is_null() && event.absent.empty() && !event.encrypted_file &&
                         event.duration_ms == 200;
      if (!text.empty()) text += ' ';
      if (event.sender != 'A') text += std::string(1, event.sender) + ":";
      text += written.word;
      if (!plain) text += '*';
    }
  }
  return text;
}

}  // namespace deadair::scenario
