// What the kernel knows about a connection. A file of its own: linux/tcp.h and the C library's
// netinet/tcp.h, which cpp-httplib includes, exclude each other, and only the former counts bytes.
#include "clients/reference/arrivals.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace deadair::reference {
namespace {

// States of the kernel's TCP, of which no header gives the names beside tcp_info.
constexpr int state_established = 1;
constexpr int state_connecting = 2;

tcp_info info_of(int socket) {
  tcp_info info{};
  socklen_t size = sizeof info;
  if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return {};
  return info;
}

}  // namespace

std::uint64_t bytes_arrived(int socket) { return info_of(socket).tcpi_bytes_received; }

bool has_more_arrived(int socket, std::uint64_t known) {
  const tcp_info info = info_of(socket);
  if (info.tcpi_state == state_connecting) return false;
  return info.tcpi_state != state_established || info.tcpi_bytes_received > known;
}

}  // namespace deadair::reference
