// Adding routes and finding them.
#include "mock_homeserver/routes/table.h"

#include <utility>

namespace deadair::mock {

namespace {

std::vector<std::string> split(std::string_view text, char mark) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (;;) {
    const std::size_t end = text.find(mark, begin);
    parts.emplace_back(text.substr(begin, end - begin));
    if (end == std::string_view::npos) return parts;
    begin = end + 1;
  }
}

std::string_view inside(std::string_view text) { return text.substr(1, text.size() - 2); }

}  // namespace

void RouteTable::add(const std::vector<Route>& routes) {
  for (const Route& route : routes) add_at(root_, split(route.pattern.substr(1), '/'), {}, route);
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as our own patterns
void RouteTable::add_at(Node& node, std::vector<std::string> rest, std::vector<std::string> names,
                        const Route& route) {
  if (rest.empty()) {
    node.methods.emplace(route.method, Leaf{route, std::move(names)});
    return;
  }
  const std::string first = rest.front();
  rest.erase(rest.begin());
  if (first.starts_with('{')) {
    if (node.any == nullptr) node.any = std::make_unique<Node>();
    names.emplace_back(inside(first));
    add_at(*node.any, std::move(rest), std::move(names), route);
    return;
  }
  const std::vector<std::string> choices =
      first.starts_with('(') ? split(inside(first), '|') : std::vector<std::string>{first};
  for (const std::string& choice : choices) {
    std::unique_ptr<Node>& next = node.literal[choice];
    if (next == nullptr) next = std::make_unique<Node>();
    add_at(*next, rest, names, route);
  }
}

// NOLINTNEXTLINE(misc-no-recursion): never deeper than our own patterns
const RouteTable::Node* RouteTable::walk(const Node& node, const std::vector<std::string>& segments,
                                         std::size_t at, std::vector<std::string>& values) {
  const bool last_is_empty = at + 1 == segments.size() && segments[at].empty();
  if (at == segments.size() || last_is_empty) return node.methods.empty() ? nullptr : &node;
  const auto found = node.literal.find(segments[at]);
  if (found != node.literal.end()) {
    const Node* const end = walk(*found->second, segments, at + 1, values);
    if (end != nullptr) return end;
  }
  if (node.any == nullptr) return nullptr;
  values.push_back(segments[at]);
  const Node* const end = walk(*node.any, segments, at + 1, values);
  if (end == nullptr) values.pop_back();
  return end;
}

RouteTable::Match RouteTable::find(std::string_view method,
                                   const std::vector<std::string>& segments) const {
  Match match;
  std::vector<std::string> values;
  const Node* const node = walk(root_, segments, 0, values);
  if (node == nullptr) return match;
  // Whoever can GET can ask for the head alone.
  const auto leaf = node->methods.find(method == "HEAD" ? "GET" : method);
  if (leaf == node->methods.end()) {
    match.kind = Kind::wrong_method;
    return match;
  }
  match.kind = Kind::found;
  match.route = &leaf->second.route;
  for (std::size_t index = 0; index < values.size(); ++index) {
    match.parameters[leaf->second.names[index]] = values[index];
  }
  return match;
}

}  // namespace deadair::mock
