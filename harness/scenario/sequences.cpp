// Counting through sequences: shorter ones first, the last word changing fastest.
#include "harness/scenario/sequences.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "harness/scenario/generators.h"
#include "harness/scenario/history.h"
#include "harness/scenario/vocabulary.h"

namespace deadair::scenario {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::string_view code = "scenario.parameter";
constexpr std::array members = {"sequences_over"sv, "from"sv, "up_to"sv, "chunks"sv};
constexpr std::int64_t length_max = 6;

using Texts = std::vector<std::string>;

// Where chunks stand: nowhere, one of them in each position in turn, or one in every position.
enum class Chunks { none, one, all };

// "n" in a word's brackets is the number of chunks: "P(n)".
std::string counted(const std::string& word, std::size_t chunks) {
  const std::size_t place = word.find("(n)");
  if (place == std::string::npos) return word;
  return word.substr(0, place) + "(" + std::to_string(chunks) + ")";
}

// One value while it grows, word by word. A start begins the next broadcast, to which all that
// follows belongs.
struct Line {
  Texts texts, names;
  int broadcast = 1;
  std::string suffix;          // "@S2" once the second broadcast has begun
  std::string chunk_of = "S";  // the broadcast of the newest chunk
  json::Value chunks = json::Value::array();

  void add_chunk() {
    const std::size_t number = chunks.items().size() + 1;
    names.push_back("c" + std::to_string(number));
    texts.push_back(names.back() + suffix);
    chunks.push(static_cast<std::int64_t>(number));
    if (!suffix.empty()) chunk_of = suffix.substr(1);
  }

  void add_word(const std::string& word) {
    names.push_back(name_of_word(word));
    if (word == "S") {
      suffix = "@S" + std::to_string(++broadcast);
      texts.push_back(suffix.substr(1));
    } else {
      texts.push_back(word + suffix);
    }
  }

  [[nodiscard]] json::Value value() && {
    const auto count = static_cast<std::int64_t>(chunks.items().size());
    return json::Value::object({{"name", names.empty() ? "nothing" : joined(names, "-")},
                                {"words", joined(texts, " ")},
                                {"batches", joined(texts, " | ")},
                                {"broadcast", std::move(chunk_of)},
                                {"chunks", std::move(chunks)},
                                {"count", count}});
  }
};

class Sequences {
 public:
  Sequences(const Source& source, const json::Value& at) : source_(source), at_(at) {}

  Result<std::vector<json::Value>> run() {
    Status status = read_options();
    if (status) status = read_alphabet();
    if (!status) return status.error();
    for (auto length = from_; length <= up_to_; ++length) {
      Texts picked(static_cast<std::size_t>(length));
      status = fill(picked, std::vector<std::size_t>(picked.size(), 0));
      if (!status) return status.error();
    }
    return std::move(values_);
  }

 private:
  [[nodiscard]] Error fail(const json::Value& at, const std::string& message) const {
    return source_.error(code, at, message);
  }

  Status read_options() {
    for (const json::Member& member : at_.members()) {
      if (!is_one_of(member.key, members))
        return fail(member.value, "\"" + member.key + "\" is no member of sequences_over");
    }
    const bool has_chunks = at_.find("chunks") != nullptr;
    const std::string_view chunks = has_chunks ? at_.string_at("chunks") : "none";
    if (chunks == "one") {
      chunks_ = Chunks::one;
    } else if (chunks == "all") {
      chunks_ = Chunks::all;
    } else if (chunks != "none") {
      return fail(at_, "\"chunks\" is one of none, one, all");
    }
    from_ = at_.find("from") == nullptr ? 0 : at_.integer_at("from", -1);
    up_to_ = at_.integer_at("up_to", 0);
    if (from_ < 0 || up_to_ < 1 || up_to_ > length_max || from_ > up_to_)
      return fail(at_, "sequences are \"from\" 0 words \"up_to\" 6 words long");
    return Done{};
  }

  Status read_alphabet() {
    const json::Value& list = *at_.find("sequences_over");
    for (const json::Value& word : list.items()) {
      const std::string text(word.as_string().value_or(""));
      if (split_words(text) != Texts{text} || text.find_first_of("|/@") != std::string::npos)
        return fail(word, "a letter of a sequence is one word, without a broadcast");
      if (chunks_ == Chunks::all && text == "S")
        return fail(word, "with a chunk in every position there is one broadcast only");
      alphabet_.push_back(text);
    }
    return alphabet_.empty() ? Status(fail(list, "an alphabet is an array of words")) : Done{};
  }

  // All sequences of one length: counts up, the last word changing fastest.
  Status fill(Texts& picked, std::vector<std::size_t> digits) {
    while (true) {
      for (std::size_t at = 0; at < digits.size(); ++at) picked[at] = alphabet_[digits[at]];
      Status status = add(picked);
      if (!status) return status;
      std::size_t place = digits.size();
      while (place > 0 && ++digits[place - 1] == alphabet_.size()) digits[--place] = 0;
      if (place == 0) return Done{};
    }
  }

  Status add(const Texts& picked) {
    const std::size_t positions = picked.size() + 1;
    const std::size_t count = chunks_ == Chunks::all   ? positions
                              : chunks_ == Chunks::one ? std::size_t{1}
                                                       : 0;
    for (std::size_t place = 0; place < (chunks_ == Chunks::one ? positions : 1); ++place) {
      Line line;
      for (std::size_t at = 0; at < positions; ++at) {
        if (chunks_ == Chunks::all || (chunks_ == Chunks::one && at == place)) line.add_chunk();
        if (at < picked.size()) line.add_word(counted(picked[at], count));
      }
      if (values_.size() >= generated_max)
        return fail(at_, "more than " + std::to_string(generated_max) + " values");
      values_.push_back(std::move(line).value());
      bytes_ += json::held_bytes(values_.back());
      if (bytes_ > generated_bytes_max) {
        return fail(at_, "the values come to more than " +
                             std::to_string(generated_bytes_max / (1024 * 1024)) + " MiB");
      }
    }
    return Done{};
  }

  const Source& source_;
  const json::Value& at_;
  Chunks chunks_ = Chunks::none;
  std::int64_t from_ = 0;
  std::int64_t up_to_ = 0;
  Texts alphabet_;
  std::vector<json::Value> values_;
  std::size_t bytes_ = 0;
};

}  // namespace

Result<std::vector<json::Value>> sequence_values(const Source& source,
                                                 const json::Value& generator) {
  return Sequences(source, generator).run();
}

}  // namespace deadair::scenario
