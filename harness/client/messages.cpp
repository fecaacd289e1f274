// What an adapter's lines mean.
#include "harness/client/messages.h"

#include <array>
#include <cstddef>

#include "harness/base/utf8.h"
#include "harness/client/breaches.h"

namespace deadair::client {
namespace {

Message fault(std::string_view code, std::string what, std::string_view line) {
  Message message;
  message.fault = code;
  message.detail = std::move(what) + ": " + shortened_line(line);
  return message;
}

Message unreadable(const Error& error, std::string_view line, std::string_view place) {
  if (error.code == "json.depth") return fault(breach::too_deep, error.message, line);
  const std::string_view what =
      error.code == "json.encoding" ? " is not valid Unicode" : " is not a JSON-RPC object";
  return fault(breach::noise, "a line " + std::string(place) + std::string(what), line);
}

// Why an object is no answer, or nothing if it is one.
std::optional<std::string> flaw_of_answer(const json::Value& object) {
  const json::Value* error = object.find("error");
  const bool has_result = object.find("result") != nullptr;
  if (object.find("id") == nullptr) return "an object that is neither an answer nor a notification";
  if (has_result && error != nullptr) return "an answer with both \"result\" and \"error\"";
  if (!has_result && error == nullptr) return "an answer with neither \"result\" nor \"error\"";
  if (has_result) return std::nullopt;
  const json::Value* code = error->find("code");
  const json::Value* text = error->find("message");
  if (code == nullptr || !code->as_integer()) return "an error without an integer \"code\"";
  if (text == nullptr || !text->is_string()) return "an error without a \"message\"";
  return std::nullopt;
}

}  // namespace

std::size_t values_in(std::string_view line) {
  std::size_t values = 1;
  bool in_text = false;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char letter = line[at];
    if (in_text) {
      if (letter == '\\') ++at;
      if (letter == '"') in_text = false;
    } else if (letter == '"') {
      in_text = true;
    } else if (letter == ',' || letter == '[' || letter == '{') {
      ++values;
    }
  }
  return values;
}

Message read_message(std::string_view line, const Limits& limits, std::string_view place) {
  json::ReadOptions options;
  options.bytes_max = limits.line_bytes_max;
  options.depth_max = limits.depth_max;
  Result<json::Value> read = json::read(line, options);
  if (!read) return unreadable(read.error(), line, place);
  if (!read->is_object()) {
    return fault(breach::noise, "a line " + std::string(place) + " is not a JSON-RPC object", line);
  }
  if (read->string_at("jsonrpc") != "2.0") {
    return fault(breach::garbage, "an object without \"jsonrpc\": \"2.0\"", line);
  }
  Message message;
  if (const json::Value* method = read->find("method")) {
    if (!method->is_string()) return fault(breach::garbage, "a method that is no string", line);
    if (read->find("id") != nullptr) {
      return fault(breach::garbage, "a call by the adapter, which only answers", line);
    }
    message.kind = Message::Kind::notice;
  } else {
    if (const auto flaw = flaw_of_answer(*read)) return fault(breach::garbage, *flaw, line);
    message.kind = Message::Kind::answer;
    message.id = read->find("id")->as_integer();
  }
  message.value = std::move(read).value();
  return message;
}

Reply reply_of(const json::Value& answer) {
  Reply reply;
  const json::Value* error = answer.find("error");
  if (error == nullptr) {
    const json::Value* result = answer.find("result");
    if (result != nullptr) reply.value = *result;
    return reply;
  }
  reply.kind = Reply::Kind::error;
  reply.code = error->integer_at("code", 0);
  reply.message = error->string_at("message");
  if (const json::Value* data = error->find("data")) reply.value = *data;
  return reply;
}

std::string shortened_line(std::string_view line) {
  constexpr std::size_t shown_bytes_max = 160;
  constexpr std::string_view digits = "0123456789abcdef";
  std::size_t length = std::min(line.size(), shown_bytes_max);
  // Not in the middle of a character: step back over its last bytes, of which there are three at
  // most.
  for (int steps = 0; steps < 3 && length < line.size() && length > 0; ++steps) {
    if ((static_cast<unsigned char>(line[length]) & 0xC0U) != 0x80U) break;
    --length;
  }
  std::string shown;
  for (const char letter : valid_utf8(line.substr(0, length))) {
    const auto byte = static_cast<unsigned char>(letter);
    if (byte >= 0x20 && byte != 0x7F) {
      shown += letter;
    } else {
      shown += std::string("\\x") + digits[byte >> 4U] + digits[byte & 0xFU];
    }
  }
  if (length < line.size()) shown += "… (" + std::to_string(line.size()) + " bytes)";
  return shown;
}

}  // namespace deadair::client
