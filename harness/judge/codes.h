// The codes of findings: one table that the rules, whoever writes a trace and the documents share.
#pragma once

#include <span>
#include <string_view>

#include "harness/client/breaches.h"
#include "harness/judge/verdict.h"

namespace deadair::judge {

// What a finding of one code comes to.
struct Code {
  std::string_view name;  // stable: "heard.order"
  Kind kind = Kind::fail;
  Owner owner = Owner::client;
  std::string_view meaning;  // one sentence for people, in Markdown
};

namespace code {
#define DEADAIR_CODE(id, name, kind, owner, meaning) \
  inline constexpr Code id{name, Kind::kind, Owner::owner, meaning};
#include "harness/judge/codes.def"
#undef DEADAIR_CODE
}  // namespace code

// All of them, in the order of the table.
[[nodiscard]] std::span<const Code> codes();
// nullptr where there is none.
[[nodiscard]] const Code* find_code(std::string_view name);

// Whether an entry `finding` of a trace may carry it: the server's complaints about requests.
[[nodiscard]] bool is_of_request(const Code& code);

}  // namespace deadair::judge
