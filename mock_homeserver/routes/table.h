// The table of routes: which function answers which method and path.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mock_homeserver/routes/reply.h"

namespace deadair::mock {

struct Call;

// Who may ask.
//   nobody  no token is needed; the scene may be unknown
//   named   no token is needed; the scene is that of the media ID, or of the user, in the path
//   login   no token is needed; the scene is that of the user who logs in
//   token   a good token of the scene
//   member  the same, and the user is in the room that the path names
enum class Access { nobody, named, login, token, member };

// What the body must be: anything, a JSON object, or an object or nothing at all.
enum class Body { any, object, object_or_nothing };

using RouteFunction = Reply (*)(Call&);

struct Route {
  std::string_view method;
  // Segments; "{name}" stands for any text, "(v3|r0)" for either.
  std::string_view pattern;
  std::string_view name;  // in the trace, and for faults
  Access access = Access::token;
  Body body = Body::any;
  RouteFunction answer = nullptr;
};

// A hash table for each segment: the time to find a route does not depend on how many there are.
class RouteTable {
 public:
  void add(const std::vector<Route>& routes);

  enum class Kind { found, unknown, wrong_method };
  struct Match {
    Kind kind = Kind::unknown;
    const Route* route = nullptr;  // where found
    std::map<std::string, std::string, std::less<>> parameters;
  };
  // `segments` are decoded. An empty last segment counts as none.
  [[nodiscard]] Match find(std::string_view method, const std::vector<std::string>& segments) const;

 private:
  struct Leaf {
    Route route;
    std::vector<std::string> names;  // of the parameters, in order
  };
  struct Node {
    std::unordered_map<std::string, std::unique_ptr<Node>> literal;
    std::unique_ptr<Node> any;
    std::map<std::string, Leaf, std::less<>> methods;
  };

  void add_at(Node& node, std::vector<std::string> rest, std::vector<std::string> names,
              const Route& route);
  static const Node* walk(const Node& node, const std::vector<std::string>& segments,
                          std::size_t at, std::vector<std::string>& values);

  Node root_;
};

// Every route of the mock homeserver, by theme.
[[nodiscard]] std::vector<Route> session_routes();
[[nodiscard]] std::vector<Route> sync_routes();
[[nodiscard]] std::vector<Route> sliding_sync_routes();
[[nodiscard]] std::vector<Route> room_routes();
[[nodiscard]] std::vector<Route> membership_routes();
[[nodiscard]] std::vector<Route> send_routes();
[[nodiscard]] std::vector<Route> relation_routes();
[[nodiscard]] std::vector<Route> media_routes();
[[nodiscard]] std::vector<Route> key_routes();
[[nodiscard]] std::vector<Route> signing_routes();
[[nodiscard]] std::vector<Route> to_device_routes();
[[nodiscard]] std::vector<Route> account_routes();
[[nodiscard]] std::vector<Route> misc_routes();

// Paths of the specification that are not offered: asking for them is no mistake.
[[nodiscard]] bool is_specified_path(const std::vector<std::string>& segments);

}  // namespace deadair::mock
