// The writer: RapidJSON's, with raw values passed through and every string made valid first.
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "harness/base/json.h"
#include "harness/base/utf8.h"

namespace deadair::json {
namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

void put_string(Writer& writer, const std::string& text) {
  std::string mended;
  if (valid_utf8_bytes(text) < text.size()) mended = valid_utf8(text);
  const std::string& valid = mended.empty() ? text : mended;
  writer.String(valid.data(), static_cast<rapidjson::SizeType>(valid.size()));
}

// Recurses as deep as the value is: values come from the reader, which bounds them, or from our own
// code.
void put(Writer& writer, const Value& value) {  // NOLINT(misc-no-recursion)
  switch (value.kind()) {
    case Kind::null: writer.Null(); return;
    case Kind::boolean: writer.Bool(value.as_bool().value_or(false)); return;
    case Kind::number:
      writer.RawValue(value.text().data(), value.text().size(), rapidjson::kNumberType);
      return;
    case Kind::string: put_string(writer, value.text()); return;
    case Kind::raw:
      writer.RawValue(value.text().data(), value.text().size(), rapidjson::kObjectType);
      return;
    case Kind::array:
      writer.StartArray();
      for (const Value& item : value.items()) put(writer, item);
      writer.EndArray();
      return;
    case Kind::object:
      writer.StartObject();
      for (const Member& member : value.members()) {
        put_string(writer, member.key);
        put(writer, member.value);
      }
      writer.EndObject();
      return;
  }
}

}  // namespace

std::string write(const Value& value) {
  rapidjson::StringBuffer buffer;
  Writer writer(buffer);
  put(writer, value);
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace deadair::json
