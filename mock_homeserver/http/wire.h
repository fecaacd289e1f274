// The bytes that leave the server: a good answer as it is, or broken on purpose.
#pragma once

#include <string>

#include "mock_homeserver/http/server.h"

namespace deadair::http {

// What becomes of the connection once the bytes are with the kernel.
enum class After {
  keep,
  close,  // an orderly end: FIN after the last byte
  reset,  // RST
};

struct Sending {
  std::string bytes;
  After after = After::keep;
  Ending ending = Ending::answered;
  bool one_by_one = false;  // each byte a segment of its own

  bool operator==(const Sending&) const = default;
};

// What a garbled answer consists of: always the same bytes, NUL and bytes above 0x7f among them.
[[nodiscard]] std::string garbage_bytes();

// Applies the fault to a whole, good answer (status line, header with Content-Length, body).
// Every fault but dribble ends the connection, so that no client waits for bytes that never come.
[[nodiscard]] Sending shape(std::string answer, const Wire& wire, bool keep_alive);

}  // namespace deadair::http
