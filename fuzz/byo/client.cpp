// A client behind include/deadair/byo.h.
#include "fuzz/byo/client.h"

#include <algorithm>
#include <memory>

#include "harness/base/check.h"
#include "harness/base/json.h"

namespace deadair::fuzz {
namespace {

constexpr std::size_t view_bytes_max = std::size_t{8} * 1024 * 1024;

// A copy of exactly that size, so that a sanitizer sees the first byte beyond.
class Exact {
 public:
  explicit Exact(std::string_view text)
      : bytes_(new std::uint8_t[text.size()]), size_(text.size()) {  // NOLINT
    std::copy(text.begin(), text.end(), bytes_.get());
  }
  [[nodiscard]] const std::uint8_t* data() const { return bytes_.get(); }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  std::unique_ptr<std::uint8_t[]> bytes_;  // NOLINT
  std::size_t size_;
};

}  // namespace

ByoClient::ByoClient() {
  // Before anything else is asked: what a later interface would answer is not known here. One that
  // was built against an earlier one has all that it had then, and the interface only grows.
  const int version = deadair_byo_version();
  DEADAIR_CHECK(version >= 1 && version <= DEADAIR_BYO_VERSION, std::to_string(version));
  DEADAIR_CHECK(deadair_byo_name() != nullptr, "deadair_byo_name gave NULL");
  handle_ = deadair_byo_create();
  DEADAIR_CHECK(handle_ != nullptr, "deadair_byo_create gave NULL");
}

ByoClient::~ByoClient() { deadair_byo_destroy(handle_); }

void ByoClient::feed_event(std::string_view event) {
  const Exact exact(event);
  deadair_byo_feed_event(handle_, exact.data(), exact.size());
}

void ByoClient::feed_batch(std::string_view batch) {
  const Exact exact(batch);
  deadair_byo_feed_batch(handle_, exact.data(), exact.size());
}

void ByoClient::reset() { deadair_byo_reset(handle_); }

std::string ByoClient::name() const { return deadair_byo_name(); }

std::string ByoClient::view_text(std::size_t size) {
  const std::unique_ptr<char[]> room(new char[size]);  // NOLINT: as in Exact
  const std::size_t length = deadair_byo_view(handle_, room.get(), size);
  DEADAIR_CHECK(length == size, "two views of one moment differ in length");
  return {room.get(), size};
}

// A view that finds less room than it needs; without a sanitizer one byte behind it keeps watch.
void ByoClient::check_cut(const std::string& whole) {
  const std::size_t room = whole.size() / 2;
  constexpr char guard = '\x5a';
  const std::unique_ptr<char[]> out(new char[room + 1]);  // NOLINT: as in Exact
  out[room] = guard;
  const std::size_t length = deadair_byo_view(handle_, out.get(), room);
  DEADAIR_CHECK(length == whole.size(), "a view that is cut does not say how long the whole is");
  DEADAIR_CHECK(out[room] == guard, "a view is written beyond its room");
  DEADAIR_CHECK(whole.compare(0, room, out.get(), room) == 0,
                "a view that is cut says other things");
}

client::Snapshot ByoClient::view() {
  const std::size_t size = deadair_byo_view(handle_, nullptr, 0);
  DEADAIR_CHECK(size <= view_bytes_max, std::to_string(size));
  const std::string text = view_text(size);
  DEADAIR_CHECK(view_text(size) == text, "two views of one moment differ: " + text);
  check_cut(text);
  const Result<json::Value> value = json::read(text);
  DEADAIR_CHECK(value.ok(), "the view is no JSON: " + value.error().text() + ": " + text);
  Result<client::Snapshot> snapshot = client::read_snapshot(*value);
  DEADAIR_CHECK(snapshot.ok(), "the view is no snapshot: " + snapshot.error().text() + ": " + text);
  return *std::move(snapshot);
}

}  // namespace deadair::fuzz
