// What a server does with a socket, one call each.
#pragma once

#include <cstddef>
#include <string_view>

#include "harness/base/descriptor.h"

namespace deadair::http {

// The port that a socket is bound to.
[[nodiscard]] int port_of(const Descriptor& socket);

// How one attempt to move bytes went.
struct Moved {
  enum class State { moved, would_block, ended, failed };
  State state = State::moved;
  std::size_t bytes = 0;
};

[[nodiscard]] Moved receive(const Descriptor& socket, char* bytes, std::size_t size);
// With `alone`, the last byte ends its segment: bytes of later calls do not join it.
[[nodiscard]] Moved send_some(const Descriptor& socket, std::string_view bytes, bool alone);

// Sends at once: answers are whole, there is nothing to wait for.
void set_no_delay(const Descriptor& socket);
// Bytes that the kernel has not sent yet, because the peer's window is full.
[[nodiscard]] std::size_t unsent_bytes(const Descriptor& socket);
// From now on the socket counts as writable only when unsent_bytes is 0.
void set_writable_when_all_is_sent(const Descriptor& socket);
// Closes with RST in place of FIN.
void reset(Descriptor& socket);
// FIN: nothing more will be sent.
void end_output(const Descriptor& socket);

}  // namespace deadair::http
