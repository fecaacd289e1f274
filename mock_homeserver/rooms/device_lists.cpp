// Device lists follow from who is in the room and from the news about keys.
#include "mock_homeserver/rooms/device_lists.h"

#include <utility>
#include <vector>

namespace deadair::mock {

namespace {

constexpr std::string_view member_type = "m.room.member";

// Who is in the room, or also who is invited into it.
enum class Whom { joined, invited_too };

bool is_one(const Room& room, const std::string& user_id, std::size_t end, Whom whom) {
  const std::string membership = room.membership_at(user_id, end);
  return membership == "join" || (whom == Whom::invited_too && membership == "invite");
}

// All of them when the log holds `end` events, but for that one.
std::set<std::string> others(const Room& room, std::size_t end, const std::string& user_id,
                             Whom whom) {
  std::set<std::string> found;
  for (const auto& [key, position] : room.log.state_at(end)) {
    if (key.first != member_type || key.second == user_id) continue;
    if (is_one(room, key.second, end, whom)) found.insert(key.second);
  }
  return found;
}

// Users of whose membership something was said in that part of the log.
std::set<std::string> moved(const Room& room, std::size_t begin, std::size_t end) {
  std::set<std::string> users;
  for (std::size_t position = begin; position < end; ++position) {
    const Logged& logged = room.log.at(position);
    if (logged.type == member_type && logged.state_key.has_value()) {
      users.insert(*logged.state_key);
    }
  }
  return users;
}

json::Value array_of(const std::set<std::string>& users) {
  return json::Value::array(std::vector<json::Value>(users.begin(), users.end()));
}

}  // namespace

void DeviceLists::add(const DeviceLists& later) {
  for (const std::string& user : later.changed) left.erase(user);
  for (const std::string& user : later.left) changed.erase(user);
  changed.insert(later.changed.begin(), later.changed.end());
  left.insert(later.left.begin(), later.left.end());
}

json::Value DeviceLists::json() const {
  return json::Value::object({{"changed", array_of(changed)}, {"left", array_of(left)}});
}

json::Value DeviceLists::news() const {
  json::Value lists = json::Value::object();
  if (!changed.empty()) lists.set("changed", array_of(changed));
  if (!left.empty()) lists.set("left", array_of(left));
  return lists;
}

DeviceLists device_lists_of(const Room& room, std::size_t number, const std::string& user_id) {
  DeviceLists lists;
  const Batch& batch = room.batches.at(number);
  const std::size_t end = batch.log_end;
  const std::size_t begin = number == 0 ? 0 : room.batches[number - 1].log_end;
  const std::set<std::string> users = moved(room, begin, end);
  if (users.empty() && batch.key_news.empty()) return lists;
  const auto joined_at = [&](const std::string& user, std::size_t place) {
    return is_one(room, user, place, Whom::joined);
  };
  const auto expected_at = [&](const std::string& user, std::size_t place) {
    return is_one(room, user, place, Whom::invited_too);
  };
  const bool here = joined_at(user_id, end);
  const bool was_here = joined_at(user_id, begin);
  if (here && !was_here) {
    lists.changed = others(room, end, user_id, Whom::invited_too);
    lists.changed.insert(user_id);
  } else if (was_here && !here) {
    lists.left = others(room, begin, user_id, Whom::joined);
  } else if (here) {
    // Keys of the room are for those who are invited too, so their devices are to be known.
    for (const std::string& user : users) {
      const bool was_in = joined_at(user, begin);
      const bool is_in = joined_at(user, end);
      const bool is_new = is_in ? !was_in : expected_at(user, end) && !expected_at(user, begin);
      if (is_new) lists.changed.insert(user);
      if (was_in && !expected_at(user, end)) lists.left.insert(user);
    }
  }
  for (const KeyNews& news : batch.key_news) {
    const bool shared = news.of == user_id || (here && joined_at(news.of, end));
    const bool told = news.only_to.empty() ? shared : news.only_to == user_id;
    if (told) lists.changed.insert(news.of);
  }
  return lists;
}

}  // namespace deadair::mock
