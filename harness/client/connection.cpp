// Ending connections, from their owner and from other threads.
#include "harness/client/connection.h"

#include <sys/socket.h>

#include <utility>

namespace deadair::client {

void ConnectionSet::add(int socket) {
  const std::lock_guard lock(mutex_);
  sockets_.insert(socket);
  if (cut_) ::shutdown(socket, SHUT_RDWR);
}

void ConnectionSet::remove(int socket) {
  const std::lock_guard lock(mutex_);
  sockets_.erase(socket);
}

// Not closed here: its owner still reads there, and the number must not become another's.
void ConnectionSet::cut() {
  const std::lock_guard lock(mutex_);
  cut_ = true;
  for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
}

Connection::Connection(Descriptor socket, ConnectionSet& open)
    : socket_(std::move(socket)), open_(open) {
  open_.add(socket_.number());
}

Connection::~Connection() { reap(); }

void Connection::close_input() {
  if (socket_.is_open()) ::shutdown(socket_.number(), SHUT_WR);
}

void Connection::terminate() {
  if (socket_.is_open()) ::shutdown(socket_.number(), SHUT_RDWR);
}

Exit Connection::reap() {
  if (!socket_.is_open()) return Exit::of_connection();
  terminate();
  open_.remove(socket_.number());
  socket_.close();
  return Exit::of_connection();
}

}  // namespace deadair::client
