// File descriptors and sockets with an owner.
#include "mock_homeserver/http/socket.h"

#include <fmt/format.h>
#include <linux/sockios.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <system_error>

namespace deadair::http {
namespace {

void set_option(const FileDescriptor& socket, int level, int name, int value) {
  // A socket without the option works all the same, only less well.
  static_cast<void>(setsockopt(socket.number(), level, name, &value, sizeof value));
}

Error listen_error(const std::string& address, int port, const std::string& cause) {
  return {"http.listen", fmt::format("{}:{}", address, port), "cannot listen: " + cause};
}

Moved outcome_of(ssize_t moved) {
  if (moved >= 0) return {Moved::State::moved, static_cast<std::size_t>(moved)};
  if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) {
    return {Moved::State::would_block, 0};
  }
  return {Moved::State::failed, 0};
}

}  // namespace

void FileDescriptor::close() {
  if (number_ >= 0) ::close(number_);
  number_ = -1;
}

Result<FileDescriptor> listen_on(const std::string& address, int port, int backlog) {
  if (port < 0 || port > 65535) return listen_error(address, port, "no such port");
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
  addrinfo* found = nullptr;
  const int failed = getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &found);
  if (failed != 0) return listen_error(address, port, gai_strerror(failed));
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, freeaddrinfo);
  FileDescriptor socket(::socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (socket.open()) set_option(socket, SOL_SOCKET, SO_REUSEADDR, 1);
  if (!socket.open() || bind(socket.number(), found->ai_addr, found->ai_addrlen) != 0 ||
      listen(socket.number(), backlog) != 0) {
    return listen_error(address, port, std::generic_category().message(errno));
  }
  return socket;
}

int port_of(const FileDescriptor& socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (getsockname(socket.number(), reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  const bool six = address.ss_family == AF_INET6;
  return ntohs(six ? reinterpret_cast<const sockaddr_in6*>(&address)->sin6_port
                   : reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
}

Moved receive(const FileDescriptor& socket, char* bytes, std::size_t size) {
  const Moved moved = outcome_of(recv(socket.number(), bytes, size, 0));
  const bool end = moved.state == Moved::State::moved && moved.bytes == 0;
  return end ? Moved{Moved::State::ended, 0} : moved;
}

Moved send_some(const FileDescriptor& socket, std::string_view bytes, bool alone) {
  const int flags = MSG_NOSIGNAL | (alone ? MSG_EOR : 0);
  return outcome_of(send(socket.number(), bytes.data(), bytes.size(), flags));
}

void set_no_delay(const FileDescriptor& socket) { set_option(socket, IPPROTO_TCP, TCP_NODELAY, 1); }

std::size_t unsent_bytes(const FileDescriptor& socket) {
  int count = 0;
  if (ioctl(socket.number(), SIOCOUTQNSD, &count) != 0 || count < 0) return 0;
  return static_cast<std::size_t>(count);
}

void set_writable_when_all_is_sent(const FileDescriptor& socket) {
  set_option(socket, IPPROTO_TCP, TCP_NOTSENT_LOWAT, 1);
}

void reset(FileDescriptor& socket) {
  const linger at_once{1, 0};
  static_cast<void>(setsockopt(socket.number(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once));
  socket.close();
}

void end_output(const FileDescriptor& socket) {
  static_cast<void>(shutdown(socket.number(), SHUT_WR));
}

}  // namespace deadair::http
