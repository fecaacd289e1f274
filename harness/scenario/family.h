// Families: parameters with their values, written down or counted through, and their members.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/scenario/placeholders.h"
#include "harness/scenario/source.h"

namespace deadair::scenario {

// One family has at most so many members.
inline constexpr std::size_t members_max = 5000;

class Family {
 public:
  // `parameters` is the file's "for"; null where the file is a single scenario, a family of one.
  // Error scenario.parameter.
  [[nodiscard]] static Result<Family> read(const Source& source, const json::Value* parameters);

  // The full product of the parameters, the last one changing fastest.
  [[nodiscard]] std::size_t size() const { return size_; }
  // The values of one member, in the order of the file; they point into this family.
  [[nodiscard]] Binding binding(std::size_t member) const;
  // "order.late[late=1,end=told]"; the scenario's own id where there are no parameters.
  [[nodiscard]] std::string id(std::string_view scenario_id, std::size_t member) const;

  // Which members are in the fixed sample of that size: those whose ids hash lowest, whatever the
  // seed of a run. All where `count` is 0 or the family is no larger.
  [[nodiscard]] std::vector<bool> sample(std::string_view scenario_id, std::size_t count) const;

 private:
  std::vector<std::pair<std::string, std::vector<json::Value>>> parameters_;
  std::size_t size_ = 1;
};

}  // namespace deadair::scenario
