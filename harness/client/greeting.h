// The first line of a connection: who does not know the token gets no further.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "harness/client/pipe_io.h"

namespace deadair::client {

// The longest first line, without its line feed.
inline constexpr std::size_t greeting_bytes_max = 4096;

// The line that lets an adapter in, without a line feed.
// Source: contract, section 1.
[[nodiscard]] std::string attach_line(std::string_view token);

// Why a first line lets nobody in, as a sentence without its end; nothing if it does.
[[nodiscard]] std::optional<std::string> flaw_of_greeting(std::string_view line,
                                                          std::string_view token);

// A connection that has not shown the token yet. Takes no byte behind the first line: those are
// for whoever gets the socket.
class Greeting {
 public:
  // The socket must not block. `from` is the other end in words.
  Greeting(Descriptor socket, std::string from);

  enum class State {
    open,      // the line has no end yet
    admitted,  // take() gives the socket
    rejected,  // flaw() says why
  };
  // Reads what is there now.
  State read_on(std::string_view token);

  [[nodiscard]] const Descriptor& socket() const { return socket_; }
  [[nodiscard]] const std::string& from() const { return from_; }
  [[nodiscard]] const std::string& flaw() const { return flaw_; }
  [[nodiscard]] Descriptor take();

  // Tells the other end why, as far as that can be done without waiting, and closes.
  void turn_away(std::string_view why);

 private:
  State refuse(std::string why);

  Descriptor socket_;
  std::string from_;
  std::string line_;
  std::string flaw_;
};

}  // namespace deadair::client
