// The faulty variants: one named fault each, the kind that real clients had.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace deadair::reference {

// Each has exactly one branch in this program, at the place where a client would have had the bug.
enum class Mutant {
  none,
  arrival_order,
  plays_duplicates,
  endless_buffering,
  foreign_chunks,
  foreign_infos,
  newest_by_timestamp,
  ignores_state_block,
  ignores_limited,
  endless_gap,
  unknown_is_live,
  keeps_redacted,
  drops_while_paused,
  endless_relations,
  no_second_download,
  malformed_stops_sync,
  unstable_names_only,
  first_stays_live,
  stops_at_announced_end,
  appends_late_chunk,
  ignores_relation_type,
  keeps_redacted_chunk,
  stuck_on_bad_media,
  hammers_after_failure,
  sync_dies_on_error,
};

// One row of the table: its name on the command line, its fault in one sentence, the clause broken.
struct MutantInfo {
  Mutant mutant = Mutant::none;
  std::string_view name;
  std::string_view fault;
  std::string_view clause;
};

// All but `none`.
[[nodiscard]] std::span<const MutantInfo> mutants();
[[nodiscard]] std::optional<Mutant> mutant_named(std::string_view name);

}  // namespace deadair::reference
