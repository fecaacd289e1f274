// One connection: its transport, what came and was not looked at, what has to go out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "mock_homeserver/http/byte_buffer.h"
#include "mock_homeserver/http/request_parser.h"
#include "mock_homeserver/http/server.h"
#include "mock_homeserver/http/socket.h"
#include "mock_homeserver/http/timers.h"
#include "mock_homeserver/http/transport.h"
#include "mock_homeserver/http/wire.h"

namespace deadair::http {

// A request that the handler has seen and that has not ended. While parked it is nothing but this.
struct Exchange {
  Request request;
  bool keep_alive = true;
  bool old_version = false;
  std::int64_t parked_since_ms = 0;
  std::string park_key;
};

struct Connection {
  enum class Phase {
    reading,  // takes bytes until a request is whole
    parked,   // the answer is not there yet; it is asked again when another request comes behind it
    writing,  // the answer is not wholly with the kernel
    draining,  // FIN is sent; what still comes is thrown away, so that no RST overtakes the answer
    closed,    // to be forgotten at the end of the turn
  };

  Connection(std::uint64_t number, Descriptor socket, const TlsIdentity* identity,
             const Limits& limits)
      : id(number), transport(std::move(socket), identity), parser(limits) {}

  std::uint64_t id;
  Transport transport;
  std::int64_t opened_ms = 0;
  Phase phase = Phase::reading;
  ByteBuffer in;
  RequestParser parser;
  std::optional<std::int64_t> request_began_ms;  // set while a request is there in part
  bool input_ended = false;                      // the client will send nothing more
  bool queued = false;                           // has requests left to be handled in the next turn
  std::optional<Exchange> exchange;
  Sending out;
  std::size_t out_sent_bytes = 0;
  std::uint64_t out_moved = 0;        // counts what the loop sent: when this one's last byte went
  std::size_t counted_out_bytes = 0;  // its part of the answers that the loop holds
  std::uint32_t interest = 0;         // events that epoll was asked for
  std::size_t counted_bytes = 0;      // its part of what the loop holds
  Timers::Entry timer;

  [[nodiscard]] std::size_t held_bytes() const {
    const std::size_t handled = exchange ? exchange->request.body.size() : 0;
    return in.size() + parser.held_bytes() + out.bytes.size() + handled;
  }
};

}  // namespace deadair::http
