// One request on its way through its route.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "harness/base/json.h"
#include "mock_homeserver/faults/rack.h"
#include "mock_homeserver/http/server.h"
#include "mock_homeserver/routes/reply.h"
#include "mock_homeserver/routes/table.h"
#include "mock_homeserver/scene_state.h"

namespace deadair::mock {

struct Call {
  const http::Request& request;
  const Route& route;
  std::map<std::string, std::string, std::less<>> parameters;
  // Never null but where the route needs nobody; the session only where it needs a token.
  SceneState* scene = nullptr;
  Session* session = nullptr;
  json::Value body = {};  // an object where the route wants one
  std::optional<Strike> strike =
      std::nullopt;  // the fault that strikes this answer; of a sync only when it is ready
  json::Value noted = json::Value::object();  // for the trace: since, next_batch, media, of, from
  std::optional<std::size_t> since = std::nullopt;  // of a sync: batches that the client has seen
  bool with_batch = false;                          // of a sync: the answer carries a batch
  bool says_nothing = false;                        // of a sync: nothing new, so nothing changes
  bool asks_again = false;  // the client's request changed the room: polls that wait are asked

  [[nodiscard]] const std::string& parameter(std::string_view name) const;
  [[nodiscard]] SceneState& in() const { return *scene; }
  // Whose token it is, where the route needs one.
  [[nodiscard]] const std::string& user() const { return session->user_id; }
  [[nodiscard]] Account& account() const { return scene->accounts.at(session->user_id); }
  [[nodiscard]] Device& device() const { return account().devices.at(session->device_id); }
  // Faults, and the watch over what is asked, are for the client under test alone.
  [[nodiscard]] bool of_others() const {
    return session != nullptr && session->user_id != scene->cast.user_id;
  }

  // Records what is wrong with the request and gives the answer to it.
  [[nodiscard]] Reply bad_field(std::string_view field, std::string_view expected) const;
  [[nodiscard]] Reply bad_json(std::string_view field, std::string_view expected) const;
  [[nodiscard]] Reply missing_field(std::string_view field, std::string_view expected) const;

  // A member of the body that must be a string: its text, or nothing.
  [[nodiscard]] std::optional<std::string> text_member(std::string_view key) const;
};

// A limit from the query: the fallback if absent, nothing if it is no integer from 0 on.
[[nodiscard]] std::optional<std::size_t> read_limit(const Call& call, std::size_t fallback,
                                                    std::size_t most);

// How long the client is ready to wait, from the query, in milliseconds, at most thirty seconds:
// the fallback if absent, nothing if it is no integer from 0 on.
[[nodiscard]] std::optional<std::int64_t> read_wait(const Call& call, std::string_view name,
                                                    std::int64_t fallback_ms);

// Whom a login names: a user ID, or its part before the colon; empty if nobody.
[[nodiscard]] std::string_view login_name(const json::Value& body);
// Whether that name is the user's.
[[nodiscard]] bool is_user(std::string_view name, std::string_view user_id);

// The event that the path names, or nothing.
[[nodiscard]] std::optional<std::size_t> named_event(const Call& call);
[[nodiscard]] Reply event_not_found();

}  // namespace deadair::mock
