// Messages from device to device.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "mock_homeserver/routes/call.h"

namespace deadair::mock {

namespace {

using Message = std::shared_ptr<const json::Value>;

// Devices that a message is for: one, or every one of the user with "*".
std::vector<Inbox*> inboxes_of(Account& account, const std::string& id) {
  std::vector<Inbox*> inboxes;
  for (auto& [known, device] : account.devices) {
    if (id == "*" || id == known) inboxes.push_back(&device.inbox);
  }
  return inboxes;
}

// Each message once, however many devices it goes to; a reply if something is wrong. What is for
// users or devices that are not there goes nowhere.
std::optional<Reply> address(Call& call, const json::Value& messages,
                             std::vector<std::pair<Inbox*, Message>>& post) {
  for (const json::Member& user : messages.members()) {
    const std::string place = "messages." + user.key;
    if (!user.value.is_object()) return call.bad_field(place, "an object by device");
    const auto account = call.in().accounts.find(user.key);
    for (const json::Member& device : user.value.members()) {
      if (!device.value.is_object()) return call.bad_field(place + "." + device.key, "an object");
      if (account == call.in().accounts.end()) continue;
      json::Value event = object_of("type", call.parameter("type"));
      event.set("sender", call.user()).set("content", device.value);
      const Message message = std::make_shared<const json::Value>(std::move(event));
      for (Inbox* const inbox : inboxes_of(account->second, device.key)) {
        if (inbox->full()) return limit_reply(1000);
        post.emplace_back(inbox, message);
      }
    }
  }
  return std::nullopt;
}

Reply send_to_device(Call& call) {
  const json::Value* const messages = call.body.find("messages");
  if (messages == nullptr) return call.missing_field("messages", "an object");
  if (!messages->is_object()) return call.bad_field("messages", "an object");
  SceneState& scene = call.in();
  const Transaction key = {call.session->token, "to_device", call.parameter("type"),
                           call.parameter("txn")};
  if (scene.transactions.contains(key)) return empty_reply();
  std::vector<std::pair<Inbox*, Message>> post;
  if (std::optional<Reply> wrong = address(call, *messages, post)) return *wrong;
  scene.transactions.emplace(key, "");
  if (post.empty()) return empty_reply();
  for (const auto& [inbox, message] : post) inbox->put(scene.newest(), message);
  scene.add_batch(Batch());  // every sync that waits looks anew
  call.asks_again = true;
  return empty_reply();
}

}  // namespace

std::vector<Route> to_device_routes() {
  return {{"PUT", "/_matrix/client/(v3|r0)/sendToDevice/{type}/{txn}", "keys", Access::token,
           Body::object, send_to_device}};
}

}  // namespace deadair::mock
