// Thin over the system: options that it may not know are set if they can be.
#include "mock_homeserver/http/socket.h"

#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>

namespace deadair::http {
namespace {

void set_option(const Descriptor& socket, int level, int name, int value) {
  // A socket without the option works all the same, only less well.
  static_cast<void>(setsockopt(socket.number(), level, name, &value, sizeof value));
}

Moved outcome_of(ssize_t moved) {
  if (moved >= 0) return {Moved::State::moved, static_cast<std::size_t>(moved)};
  if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) {
    return {Moved::State::would_block, 0};
  }
  return {Moved::State::failed, 0};
}

}  // namespace

int port_of(const Descriptor& socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (getsockname(socket.number(), reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  const bool six = address.ss_family == AF_INET6;
  return ntohs(six ? reinterpret_cast<const sockaddr_in6*>(&address)->sin6_port
                   : reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
}

Moved receive(const Descriptor& socket, char* bytes, std::size_t size) {
  const Moved moved = outcome_of(recv(socket.number(), bytes, size, 0));
  const bool end = moved.state == Moved::State::moved && moved.bytes == 0;
  return end ? Moved{Moved::State::ended, 0} : moved;
}

Moved send_some(const Descriptor& socket, std::string_view bytes, bool alone) {
  const int flags = MSG_NOSIGNAL | (alone ? MSG_EOR : 0);
  return outcome_of(send(socket.number(), bytes.data(), bytes.size(), flags));
}

void set_no_delay(const Descriptor& socket) { set_option(socket, IPPROTO_TCP, TCP_NODELAY, 1); }

std::size_t unsent_bytes(const Descriptor& socket) {
  int count = 0;
  if (ioctl(socket.number(), SIOCOUTQNSD, &count) != 0 || count < 0) return 0;
  return static_cast<std::size_t>(count);
}

void set_writable_when_all_is_sent(const Descriptor& socket) {
  set_option(socket, IPPROTO_TCP, TCP_NOTSENT_LOWAT, 1);
}

void reset(Descriptor& socket) {
  const linger at_once{1, 0};
  static_cast<void>(setsockopt(socket.number(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once));
  socket.close();
}

void end_output(const Descriptor& socket) { static_cast<void>(shutdown(socket.number(), SHUT_WR)); }

}  // namespace deadair::http
