// The table of faulty variants.
#include "clients/reference/mutant.h"

#include <array>

namespace deadair::reference {
namespace {

constexpr std::array table = {
    MutantInfo{Mutant::arrival_order, "arrival_order",
               "Plays chunks in the order in which they arrive.", "order"},
    MutantInfo{Mutant::plays_duplicates, "plays_duplicates",
               "Tells duplicates by event ID only and plays one sequence twice.", "once"},
    MutantInfo{Mutant::endless_buffering, "endless_buffering",
               "Buffers for ever when last_chunk_sequence is too high.", "ends"},
    MutantInfo{Mutant::foreign_chunks, "foreign_chunks", "Does not look at the sender of a chunk.",
               "foreign"},
    MutantInfo{Mutant::foreign_infos, "foreign_infos",
               "Does not look at the sender of an info event.", "foreign"},
    MutantInfo{Mutant::newest_by_timestamp, "newest_by_timestamp",
               "Takes the info event with the highest origin_server_ts for the newest.", "newest"},
    MutantInfo{Mutant::ignores_state_block, "ignores_state_block",
               "Reads the timeline of a sync and not its state.", "state_block"},
    MutantInfo{Mutant::ignores_limited, "ignores_limited",
               "Never asks for what a limited timeline left out.", "recover"},
    MutantInfo{Mutant::endless_gap, "endless_gap",
               "Waits for ever for a missing chunk of a stopped broadcast.", "gap_ended"},
    MutantInfo{Mutant::unknown_is_live, "unknown_is_live",
               "Shows a broadcast with an unknown state as live.", "unknown_state"},
    MutantInfo{Mutant::keeps_redacted, "keeps_redacted",
               "Keeps a broadcast whose started event was redacted.", "redacted"},
    MutantInfo{Mutant::drops_while_paused, "drops_while_paused",
               "Drops chunks that come while the broadcast is paused.", "any_state"},
    MutantInfo{Mutant::endless_relations, "endless_relations",
               "Asks for the next page of relations as long as a token is returned.", "polite"},
    MutantInfo{Mutant::no_second_download, "no_second_download",
               "Gives a chunk up after the first failed download.", "recover"},
    MutantInfo{Mutant::malformed_stops_sync, "malformed_stops_sync",
               "Drops everything behind a chunk that cannot be read, in a sync or a page.",
               "malformed"},
    MutantInfo{Mutant::unstable_names_only, "unstable_names_only",
               "Knows the unstable event types only.", "names"},
    MutantInfo{Mutant::first_stays_live, "first_stays_live",
               "Leaves a broadcast live when its sender starts another one.", "second"},
    MutantInfo{Mutant::stops_at_announced_end, "stops_at_announced_end",
               "Ends after last_chunk_sequence though there are more chunks before the end.",
               "count_wrong"},
    MutantInfo{Mutant::appends_late_chunk, "appends_late_chunk",
               "Puts a late chunk behind those that came before it.", "gap_late"},
    MutantInfo{Mutant::ignores_relation_type, "ignores_relation_type",
               "Follows info events whatever the type of their relation.", "unrelated"},
    MutantInfo{Mutant::keeps_redacted_chunk, "keeps_redacted_chunk",
               "Plays a chunk that was redacted.", "redacted"},
    MutantInfo{Mutant::stuck_on_bad_media, "stuck_on_bad_media",
               "Buffers for ever at a chunk that cannot be decoded.", "ends"},
    MutantInfo{Mutant::hammers_after_failure, "hammers_after_failure",
               "Repeats a failed sync at once and without end.", "polite"},
    MutantInfo{Mutant::sync_dies_on_error, "sync_dies_on_error",
               "Never syncs again after one failed sync.", "recover"},
};

}  // namespace

std::span<const MutantInfo> mutants() { return table; }

std::optional<Mutant> mutant_named(std::string_view name) {
  for (const MutantInfo& info : table) {
    if (info.name == name) return info.mutant;
  }
  return std::nullopt;
}

}  // namespace deadair::reference
