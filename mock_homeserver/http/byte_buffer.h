// Bytes that came from a connection and were not looked at yet.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace deadair::http {

// A queue of bytes: appended at the end, consumed at the front. Views last until the next append.
class ByteBuffer {
 public:
  void append(std::string_view bytes) {
    if (begin_ > 0 && begin_ >= bytes_.size() / 2) {
      bytes_.erase(0, begin_);
      begin_ = 0;
    }
    bytes_.append(bytes);
  }

  [[nodiscard]] std::string_view view() const { return std::string_view(bytes_).substr(begin_); }
  [[nodiscard]] std::size_t size() const { return bytes_.size() - begin_; }
  [[nodiscard]] bool empty() const { return size() == 0; }

  // At most size() bytes.
  void consume(std::size_t count) {
    begin_ += count;
    if (begin_ < bytes_.size()) return;
    begin_ = 0;
    bytes_.clear();
    // Thousands of idle connections must not each keep the memory of their largest request.
    if (bytes_.capacity() > kept_bytes_max) std::string().swap(bytes_);
  }

 private:
  static constexpr std::size_t kept_bytes_max = 4096;

  std::string bytes_;
  std::size_t begin_ = 0;
};

}  // namespace deadair::http
