// What other threads have to say to the loop.
#include "mock_homeserver/http/mailbox.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>
#include <utility>

namespace deadair::http {

Status Mailbox::open() {
  event_ = Descriptor(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  if (event_.is_open()) return Done{};
  return Error{"http.listen", "", "no event descriptor: " + std::generic_category().message(errno)};
}

void Mailbox::put_key(std::string_view key) {
  const std::lock_guard lock(mutex_);
  contents_.keys.emplace(key);
  ring();
}

void Mailbox::put_stop() {
  const std::lock_guard lock(mutex_);
  contents_.stop = true;
  ring();
}

void Mailbox::ring() {
  if (rung_) return;
  rung_ = true;
  const std::uint64_t one = 1;
  // It cannot fail: the counter is far from its end, since it is rung once between two looks.
  static_cast<void>(!write(event_.number(), &one, sizeof one));
}

Mailbox::Contents Mailbox::take() {
  const std::lock_guard lock(mutex_);
  if (rung_) {
    std::uint64_t count = 0;
    static_cast<void>(!read(event_.number(), &count, sizeof count));
  }
  rung_ = false;
  return std::exchange(contents_, Contents{});
}

}  // namespace deadair::http
