// For tests: a client that speaks raw bytes on a loopback socket, in the clear or over TLS.
#include "mock_homeserver/http/test_peer.h"

#include <doctest/doctest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <string>
#include <utility>

namespace deadair::http {
TestPeer::TestPeer(int port, int wait_ms_max)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)), wait_ms_max_(wait_ms_max) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int connected =
      connect(socket_.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  REQUIRE_MESSAGE(connected == 0, "cannot connect to the server");
  set_no_delay(socket_);
}

void TestPeer::secure(const std::string& authority_pem, int version_max) {
  REQUIRE_MESSAGE(try_secure(authority_pem, version_max), "the handshake failed");
}

bool TestPeer::try_secure(const std::string& authority_pem, int version_max) {
  // What is read within TLS has its deadline in the socket.
  const timeval wait{wait_ms_max_ / 1000, (wait_ms_max_ % 1000) * 1000};
  setsockopt(socket_.number(), SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  setsockopt(socket_.number(), SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
  tls_ = std::make_unique<TestTls>(socket_, authority_pem, version_max);
  return tls_->shake_hands();
}

bool TestPeer::wait_for(short events) const {
  if (events == POLLIN && tls_ != nullptr && tls_->has_input()) return true;
  pollfd polled{socket_.number(), events, 0};
  return poll(&polled, 1, wait_ms_max_) == 1;
}

void TestPeer::send(std::string_view bytes) {
  REQUIRE_MESSAGE(try_send(bytes), "the server did not take the bytes");
}

bool TestPeer::try_send(std::string_view bytes) {
  if (tls_ != nullptr) return tls_->send(bytes);
  while (!bytes.empty()) {
    if (!wait_for(POLLOUT)) return false;
    const ssize_t sent =
        ::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN) return false;
    if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void TestPeer::send_bytewise(std::string_view bytes) {
  for (const char& byte : bytes) {
    if (tls_ != nullptr) {
      send(std::string_view(&byte, 1));
      continue;
    }
    const Moved moved = send_some(socket_, std::string_view(&byte, 1), true);
    REQUIRE(moved.state == Moved::State::moved);
  }
}

bool TestPeer::receive_more(const char* what) {
  if (ended_) return false;
  const bool readable = wait_for(POLLIN);
  REQUIRE_MESSAGE(readable, what << " did not come; so far: " << received_);
  return receive_now();
}

bool TestPeer::receive_now() {
  std::array<char, 65536> bytes{};
  const Moved moved = tls_ != nullptr ? tls_->receive(bytes.data(), bytes.size())
                                      : http::receive(socket_, bytes.data(), bytes.size());
  if (moved.state == Moved::State::moved) {
    received_.append(bytes.data(), moved.bytes);
    return true;
  }
  ended_ = true;
  reset_ = moved.state == Moved::State::failed;
  return false;
}

std::string TestPeer::receive(std::size_t count) {
  while (received_.size() < count && receive_more("the expected bytes")) {
  }
  std::string bytes = received_.substr(0, count);
  received_.erase(0, count);
  return bytes;
}

std::string TestPeer::receive_until(std::string_view ending) {
  while (received_.find(ending) == std::string::npos && receive_more("the expected text")) {
  }
  const std::size_t found = received_.find(ending);
  return receive(found == std::string::npos ? received_.size() : found + ending.size());
}

std::string TestPeer::receive_answer() {
  constexpr std::string_view name = "Content-Length: ";
  std::string answer = receive_until("\r\n\r\n");
  const std::size_t length = answer.find(name);
  if (length == std::string::npos) return answer;
  return answer + receive(std::stoul(answer.substr(length + name.size())));
}

std::optional<std::string> TestPeer::try_receive_answer() {
  constexpr std::string_view name = "Content-Length: ";
  while (true) {
    const std::size_t head = received_.find("\r\n\r\n");
    const std::size_t length = received_.find(name);
    if (head != std::string::npos && length < head) {
      const std::size_t size = head + 4 + std::stoul(received_.substr(length + name.size()));
      if (received_.size() >= size) return receive(size);
    }
    if (!wait_for(POLLIN) || !receive_now()) return std::nullopt;
  }
}

std::string TestPeer::receive_all() {
  while (receive_more("the end of the connection")) {
  }
  return std::exchange(received_, {});
}

void TestPeer::limit_receive_buffer(int bytes) {
  REQUIRE(setsockopt(socket_.number(), SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes) == 0);
}

std::string body_of(const std::string& answer) {
  const std::size_t end = answer.find("\r\n\r\n");
  return end == std::string::npos ? std::string() : answer.substr(end + 4);
}

}  // namespace deadair::http
