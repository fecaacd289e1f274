// The reader: RapidJSON's SAX reader in the one mode that is safe on hostile input, with our own
// numbers and limits.
//
// Iterative, so that brackets cannot overflow the stack; numbers as strings, because the conversion
// in RapidJSON 1.1.0 reads wild memory on valid JSON; encoding validated. document.h has none of
// that; schema.cpp, which reads our own files alone, uses it.
#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <utility>

#include "harness/base/json.h"
#include "harness/base/utf8.h"

namespace deadair::json {
namespace {

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

bool is_hex(char letter) {
  return is_digit(letter) || (letter >= 'a' && letter <= 'f') || (letter >= 'A' && letter <= 'F');
}

// The text with what is odd in it made plain, its structure being the same: the reader knows no
// leniency for escapes of half a pair, control characters and numbers that no double can hold.
std::string plainly(std::string_view text) {
  std::string plain;
  bool within = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char letter = text[at];
    if (letter == '"') within = !within;
    if (within && letter == '\\') {
      const std::string_view unit = text.substr(at, 6);
      const bool is_unit =
          unit.size() == 6 && unit[1] == 'u' && std::all_of(unit.begin() + 2, unit.end(), is_hex);
      plain += is_unit ? "?" : text.substr(at, 2);
      at += is_unit ? 5 : 1;
    } else if (within) {
      plain += static_cast<unsigned char>(letter) < 0x20 ? ' ' : letter;
    } else if (is_digit(letter) && !plain.empty() && is_digit(plain.back())) {
      // Of a number the first two digits: a zero before another one is as wrong as before.
      const bool is_third = plain.size() > 1 && is_digit(plain[plain.size() - 2]);
      if (!is_third) plain += letter;
    } else {
      plain += letter;
    }
  }
  return plain;
}

// Builds values from the reader's calls. The calls' names and types are RapidJSON's.
class Builder {
 public:
  Builder(const ReadOptions& options, const rapidjson::MemoryStream& stream)
      : options_(options), stream_(stream) {}

  // NOLINTBEGIN(readability-identifier-naming): the handler's names are RapidJSON's.
  bool Null() { return put(Value()); }
  bool Bool(bool truth) { return put(Value(truth)); }
  bool RawNumber(const char* text, rapidjson::SizeType length, bool /*copy*/) {
    return put(Value::number(std::string(text, length)), length);
  }
  bool String(const char* text, rapidjson::SizeType length, bool /*copy*/) {
    if (holds_half({text, length})) return refuse_half();
    return put(Value(std::string_view(text, length)), length + 2);
  }
  bool Key(const char* text, rapidjson::SizeType length, bool /*copy*/) {
    if (skipped_depth_ > 0) return true;
    std::string key(text, length);
    if (holds_half(key)) return refuse_half();
    if (options_.doubled_keys == DoubledKeys::refused && open_.back().value.find(key) != nullptr) {
      return fail("json.doubled_key", "the key \"" + key + "\" stands twice in one object");
    }
    open_.back().key = std::move(key);
    return true;
  }
  bool StartObject() { return start(Value::object()); }
  bool StartArray() { return start(Value::array()); }
  bool EndObject(rapidjson::SizeType /*count*/) { return end(); }
  bool EndArray(rapidjson::SizeType /*count*/) { return end(); }

  // Never called in numbers-as-strings mode, but the reader wants them to exist.
  bool Int(int /*number*/) { return false; }
  bool Uint(unsigned /*number*/) { return false; }
  bool Int64(std::int64_t /*number*/) { return false; }
  bool Uint64(std::uint64_t /*number*/) { return false; }
  bool Double(double /*number*/) { return false; }
  // NOLINTEND(readability-identifier-naming)

  [[nodiscard]] Value take() { return std::move(root_); }
  [[nodiscard]] const Error& problem() const { return problem_; }
  [[nodiscard]] std::size_t problem_offset() const { return problem_offset_; }

 private:
  // A container that is not closed yet, and the key that waits for its value.
  struct Open {
    Value value;
    std::string key;
  };

  // `length` bytes before the reader's place is where the value began; escapes make that a guess
  // for strings, good enough to point a person to the line.
  bool put(Value value, std::size_t length = 0) {
    if (skipped_depth_ > 0) return true;
    const std::size_t here = stream_.Tell();
    value.set_offset(static_cast<std::uint32_t>(here >= length ? here - length : 0));
    return attach(std::move(value));
  }

  bool attach(Value value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (open_.back().value.is_array()) {
      open_.back().value.push(std::move(value));
    } else {
      open_.back().value.add(std::move(open_.back().key), std::move(value));
      open_.back().key.clear();
    }
    return true;
  }

  bool start(Value value) {
    if (skipped_depth_ > 0 || open_.size() >= options_.depth_max) {
      if (options_.too_deep == TooDeep::refused) {
        return fail("json.depth", "nested deeper than " + std::to_string(options_.depth_max));
      }
      ++skipped_depth_;
      return true;
    }
    value.set_offset(static_cast<std::uint32_t>(stream_.Tell()));  // the bracket is not taken yet
    open_.push_back(Open{std::move(value), {}});
    return true;
  }

  // The reader refuses the first half of a surrogate pair where no other follows, but lets a second
  // half that stands alone pass. Everything else in a text is valid by then.
  static bool holds_half(std::string_view text) {
    return text.find('\xED') != std::string_view::npos && valid_utf8_bytes(text) < text.size();
  }
  bool refuse_half() {
    return fail("json.encoding", "the second half of a surrogate pair stands alone");
  }

  bool end() {
    if (skipped_depth_ > 0) {
      --skipped_depth_;
      return skipped_depth_ > 0 || attach(Value());
    }
    Value done = std::move(open_.back().value);
    open_.pop_back();
    return attach(std::move(done));
  }

  bool fail(std::string code, std::string message) {
    problem_ = Error{std::move(code), {}, std::move(message)};
    problem_offset_ = stream_.Tell();
    return false;
  }

  const ReadOptions& options_;
  const rapidjson::MemoryStream& stream_;
  std::vector<Open> open_;
  std::size_t skipped_depth_ = 0;
  Value root_;
  Error problem_;
  std::size_t problem_offset_ = 0;
};

template <unsigned flags>
Result<Value> read_with(std::string_view text, const ReadOptions& options) {
  rapidjson::MemoryStream stream(text.data(), text.size());
  Builder builder(options, stream);
  rapidjson::Reader reader;
  const rapidjson::ParseResult outcome = reader.Parse<flags>(stream, builder);
  if (!outcome.IsError() && stream.Tell() == text.size()) return builder.take();
  if (outcome.Code() == rapidjson::kParseErrorTermination && !builder.problem().code.empty()) {
    Error problem = builder.problem();
    problem.place = line_and_column(text, builder.problem_offset());
    return problem;
  }
  const bool encoding = outcome.Code() == rapidjson::kParseErrorStringInvalidEncoding ||
                        outcome.Code() == rapidjson::kParseErrorStringUnicodeSurrogateInvalid;
  const std::size_t offset = outcome.IsError() ? outcome.Offset() : stream.Tell();
  std::string message = outcome.IsError() ? rapidjson::GetParseError_En(outcome.Code())
                                          : "a NUL byte stands behind the value";
  if (!message.empty() && message.back() == '.') message.pop_back();
  return Error{encoding ? "json.encoding" : "json.syntax", line_and_column(text, offset), message};
}

constexpr unsigned safe_flags = rapidjson::kParseIterativeFlag |
                                rapidjson::kParseNumbersAsStringsFlag |
                                rapidjson::kParseValidateEncodingFlag;

}  // namespace

std::string line_and_column(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t line_start = before.rfind('\n');
  const std::size_t column =
      before.size() - (line_start == std::string_view::npos ? 0 : line_start + 1) + 1;
  return std::to_string(line) + ":" + std::to_string(column);
}

Result<Value> read(std::string_view text, const ReadOptions& options) {
  if (text.size() > options.bytes_max) {
    return Error{"json.size", "",
                 std::to_string(text.size()) + " bytes, at most " +
                     std::to_string(options.bytes_max) + " are read"};
  }
  std::string repaired;
  if (options.bad_text == BadText::replaced) {
    repaired = valid_json_text(text);
    text = repaired;
  }
  if (options.comments) return read_with<safe_flags | rapidjson::kParseCommentsFlag>(text, options);
  return read_with<safe_flags>(text, options);
}

bool is_one_value(std::string_view text) {
  const std::string plain = plainly(text);
  rapidjson::MemoryStream stream(plain.data(), plain.size());
  rapidjson::Reader reader;
  rapidjson::BaseReaderHandler<> nobody;
  constexpr unsigned flags = rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag;
  // A byte 0 is an end to the reader.
  return !reader.Parse<flags>(stream, nobody).IsError() && stream.Tell() == plain.size();
}

}  // namespace deadair::json
