// One thread hands on at a time, without the lock; the others leave theirs with it.
#include "harness/run/in_order.h"

#include <utility>

namespace deadair::run {
std::size_t weight_of(const Finished& finished) {
  std::size_t bytes = finished.stderr_text.size() + json::held_bytes(finished.hello);
  for (const judge::Entry& entry : finished.trace.entries) {
    bytes += sizeof(entry) + json::held_bytes(entry.body);
  }
  return bytes;
}

InOrder::InOrder(HandOn hand_on, std::size_t bytes_max)
    : hand_on_(std::move(hand_on)), bytes_max_(bytes_max) {}

void InOrder::deliver(std::size_t position, Finished finished) {
  const std::size_t bytes = weight_of(finished);
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return position == turn_ || closed_ || bytes_ + bytes <= bytes_max_; });
  bytes_ += bytes;
  waiting_.emplace(position, Waiting{std::move(finished), bytes});
  if (!handing_) hand_on_what_is_due(lock);
}

void InOrder::hand_on_what_is_due(std::unique_lock<std::mutex>& lock) {
  handing_ = true;
  while (!closed_ && !waiting_.empty() && waiting_.begin()->first == turn_) {
    Waiting due = std::move(waiting_.extract(waiting_.begin()).mapped());
    lock.unlock();
    const bool go_on = hand_on_(due.finished);
    due.finished = Finished();  // what it holds goes before its room is given away
    lock.lock();
    ++turn_;
    ++handed_on_;
    bytes_ -= due.bytes;
    closed_ = closed_ || !go_on;
    changed_.notify_all();
  }
  handing_ = false;
}

void InOrder::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  changed_.notify_all();
}

void InOrder::hand_on_rest() {
  std::map<std::size_t, Waiting> rest;
  {
    const std::lock_guard lock(mutex_);
    rest = std::exchange(waiting_, {});
    bytes_ = 0;
  }
  for (const auto& [position, waiting] : rest) {
    hand_on_(waiting.finished);
    const std::lock_guard lock(mutex_);
    ++handed_on_;
  }
}

std::size_t InOrder::handed_on() const {
  const std::lock_guard lock(mutex_);
  return handed_on_;
}

bool InOrder::has_room(std::size_t bytes) const {
  const std::lock_guard lock(mutex_);
  return bytes_ + bytes <= bytes_max_;
}

}  // namespace deadair::run
