// File descriptors and sockets with an owner.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "harness/base/result.h"

namespace deadair::http {

class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int number) : number_(number) {}
  ~FileDescriptor() { close(); }
  FileDescriptor(FileDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;

  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool open() const { return number_ >= 0; }
  void close();

 private:
  int number_ = -1;
};

// A listening socket, non-blocking, not inherited by child processes. Port 0: a free one.
// The address is a numeric one. Error http.listen: address, port and cause.
[[nodiscard]] Result<FileDescriptor> listen_on(const std::string& address, int port, int backlog);

// The port that a socket is bound to.
[[nodiscard]] int port_of(const FileDescriptor& socket);

// How one attempt to move bytes went.
struct Moved {
  enum class State { moved, would_block, ended, failed };
  State state = State::moved;
  std::size_t bytes = 0;
};

[[nodiscard]] Moved receive(const FileDescriptor& socket, char* bytes, std::size_t size);
// With `alone`, the last byte ends its segment: bytes of later calls do not join it.
[[nodiscard]] Moved send_some(const FileDescriptor& socket, std::string_view bytes, bool alone);

// Sends at once: answers are whole, there is nothing to wait for.
void set_no_delay(const FileDescriptor& socket);
// Bytes that the kernel has not sent yet, because the peer's window is full.
[[nodiscard]] std::size_t unsent_bytes(const FileDescriptor& socket);
// From now on the socket counts as writable only when unsent_bytes is 0.
void set_writable_when_all_is_sent(const FileDescriptor& socket);
// Closes with RST in place of FIN.
void reset(FileDescriptor& socket);
// FIN: nothing more will be sent.
void end_output(const FileDescriptor& socket);

}  // namespace deadair::http
