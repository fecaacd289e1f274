// Words for people.
#include "harness/judge/words.h"

#include "harness/base/utf8.h"

namespace deadair::judge {

std::string one_line(std::string_view text, std::size_t bytes_max) {
  // Cutting first keeps a huge text from being copied whole; half a character becomes U+FFFD.
  const bool cut = text.size() > bytes_max;
  std::string line = valid_utf8(text.substr(0, bytes_max));
  for (char& letter : line) {
    const auto code = static_cast<unsigned char>(letter);
    if (code < 0x20 || code == 0x7f) letter = ' ';
  }
  if (cut) line += "…";
  return line;
}

std::string listed(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& item : items) text += (text.empty() ? "" : ", ") + item;
  return text.empty() ? "nothing" : text;
}

std::string either(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& item : items) text += (text.empty() ? "" : " or ") + item;
  return text;
}

std::string event_name(const Timeline& timeline, std::string_view event_id) {
  const RoomFact* const fact = timeline.fact(event_id);
  return fact == nullptr ? one_line(event_id, 80) : one_line(fact->label, 80);
}

std::string chunk_name(const Timeline& timeline, std::string_view event_id,
                       const std::optional<std::int64_t>& sequence) {
  std::string name = event_name(timeline, event_id);
  if (!sequence) return name;
  const std::string number = std::to_string(*sequence);
  const bool plain = name == "c" + number || name.rfind("c" + number + "@", 0) == 0;
  return plain ? number : number + " (" + name + ")";
}

std::string heard_text(const Timeline& timeline, const std::vector<client::HeardEntry>& heard) {
  std::vector<std::string> items;
  for (const client::HeardEntry& entry : heard) {
    if (entry.seek_ms) {
      items.push_back("seek to " + std::to_string(*entry.seek_ms) + " ms");
    } else {
      items.push_back(chunk_name(timeline, entry.event_id, entry.sequence) +
                      (entry.complete ? "" : " cut"));
    }
  }
  return one_line(listed(items));
}

}  // namespace deadair::judge
