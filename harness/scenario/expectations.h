// What must be seen: expectations and the values that each check takes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/scenario/scenario.h"
#include "harness/scenario/source.h"

namespace deadair::scenario {

// Reads one expectation or an array of them. A clause that is not named becomes `first_clause`.
// Errors: scenario.expect, scenario.clause.
[[nodiscard]] Result<std::vector<Expectation>> read_expectations(const Source& source,
                                                                 const json::Value& value,
                                                                 const std::string& first_clause);

// The verb of `unless_refused`: nothing is judged where the client declined its last wish of that
// verb. Empty where the expectation holds in any case.
[[nodiscard]] std::string_view condition_of(const Expectation& expectation);

// Whether a check is met by every client.
[[nodiscard]] bool cannot_fail(const Check& check);
// The label or route of which a check without alternatives allows any number, or "".
[[nodiscard]] std::string idle_member(const Check& check);
// Whether a check's allowed values all demand that something was heard.
[[nodiscard]] bool demands_sound(const Check& check);
// Whether a check is met by a client that does nothing.
[[nodiscard]] bool allows_silence(const Check& check);

}  // namespace deadair::scenario
