// A program of somebody else: reads one event with the installed libraries.
#include <harness/base/json.h>
#include <harness/msc3888/clauses.h>

#include <cstdio>

int main() {
  const auto event = deadair::json::read(R"({"content": {"state": "started"}})");
  const auto* clause = deadair::msc3888::find_clause("order");
  if (!event.ok() || clause == nullptr) return 1;
  std::printf("%s, %zu clauses\n", deadair::json::write(*event).c_str(),
              deadair::msc3888::clauses().size());
  return 0;
}
