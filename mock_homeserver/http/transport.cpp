// The way that the bytes of one connection take: how it begins and ends.
#include "mock_homeserver/http/transport.h"

#include <utility>

namespace deadair::http {

Transport::Transport(Descriptor socket, const TlsIdentity* identity) : socket_(std::move(socket)) {
  if (identity != nullptr) tls_ = std::make_unique<TlsStream>(*identity, socket_);
}

void Transport::end_output() {
  static_cast<void>(say_end());
  http::end_output(socket_);
}

void Transport::close() {
  if (!socket_.is_open()) return;
  static_cast<void>(say_end());
  socket_.close();
}

bool Transport::falls_back_to_clear_text() {
  if (tls_ == nullptr || !tls_->met_clear_text()) return false;
  tls_.reset();
  return true;
}

}  // namespace deadair::http
