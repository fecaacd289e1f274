// The table of clauses: one row a ruling.
#include "harness/msc3888/clauses.h"

#include <array>

namespace deadair::msc3888 {
namespace {

constexpr std::array<Clause, 29> table = {{
    {"identity", Level::must,
     "A broadcast is its started event; later info events and chunks belong to it by an "
     "m.reference to that event's ID.",
     "MSC3888: \"This state event identifies a broadcast\"; \"relation to the `started` "
     "`m.voice_broadcast_info` state event\""},
    {"names", Level::must, "Stable and unstable type names carry the same meaning.",
     "MSC3888, Unstable prefixes: \"While this MSC is unstable, these event types should be "
     "used\""},
    {"order", Level::must,
     "Chunks are heard in the order of sequence, starting at 1, whatever the order of arrival.",
     "MSC3888, chunk properties: \"to determine the correct order of the chunks starting at "
     "`1`\""},
    {"once", Level::robust,
     "One sequence is heard once, however many events or deliveries carry it.",
     "Follows from `sequence`: it gives a chunk one place in the order; the Matrix spec lets one "
     "event be delivered more than once"},
    {"any_state", Level::must,
     "A chunk is accepted in any state: while paused, before a resume is seen, after stopped up "
     "to last_chunk_sequence.",
     "MSC3888, State transitions: \"receive broadcast chunks in any state\""},
    {"beyond_end", Level::open,
     "What becomes of a chunk that comes after the stop and is numbered above its "
     "last_chunk_sequence.",
     "MSC3888 says only that the number \"Must be the sequence of the last sent chunk\""},
    {"transitions", Level::must,
     "Any sequence of info events leaves the client alive, syncing, and showing one consistent "
     "state.",
     "MSC3888, State transitions: \"robust enough to handle any `state` transition\""},
    {"terminal", Level::open,
     "Whether info events of the same broadcast that come after stopped are followed or not.",
     "MSC3888: \"`stopped` marks a broadcast as finished\", and no word on what may come then"},
    {"newest", Level::robust,
     "The newest info event is the last one in the room's order, not the last to arrive and not "
     "the one with the highest origin_server_ts.",
     "Matrix spec: the room's order is the server's; origin_server_ts is set by the sender's "
     "server and proves nothing"},
    {"state_block", Level::must, "State that comes only in the state block of a sync counts.",
     "MSC3888: \"A new state event `m.voice_broadcast_info`\"; Matrix spec, GET /sync: `state` "
     "holds what changed before the timeline"},
    {"ends", Level::robust,
     "Once a broadcast is stopped and all chunks that can be had are heard, playback ends in "
     "bounded time.",
     "Follows from \"`stopped` marks a broadcast as finished\"; endless buffering is a trap for "
     "the user"},
    {"gap_live", Level::open,
     "Whether a missing sequence of a live broadcast is waited for or passed over.",
     "MSC3888 says nothing about gaps"},
    {"gap_late", Level::must,
     "A missing chunk that comes late is heard in its place if that is still ahead, else never; "
     "never out of order.",
     "MSC3888, chunk properties: \"The sequence number to determine the correct order of the "
     "chunks\""},
    {"gap_ended", Level::robust,
     "A sequence that is missing after stopped is asked for once, then passed over; the rest is "
     "heard.",
     "Follows from \"`stopped` marks a broadcast as finished\": nobody will send it any more"},
    {"count_wrong", Level::robust,
     "With a last_chunk_sequence that is absent, 0, too low or too high, all chunks are heard and "
     "playback ends.",
     "MSC3888: \"Must be the sequence of the last sent chunk\" binds the sender; a listener that "
     "believes a wrong number is a trap for the user"},
    {"foreign", Level::robust,
     "Chunks and info events that the broadcaster did not send change nothing.",
     "MSC3888, info properties: the state key \"Must contain the broadcaster's MXID\"; Matrix "
     "spec: any member may send events with any relation"},
    {"malformed", Level::robust,
     "A malformed event changes nothing for the well-formed ones around it.",
     "Matrix spec: clients must not trust the content of events"},
    {"unknown_state", Level::robust,
     "An unknown state does not crash the client and does not resurrect a broadcast; it is shown "
     "as last known or not live.",
     "MSC3888: \"robust enough to handle any `state` transition\""},
    {"second", Level::robust,
     "A new started event of the same user is a new broadcast, and the old one is no longer live.",
     "MSC3888: \"`started` a new voice broadcast has been started\"; Matrix spec: a state event "
     "replaces the one with the same state key"},
    {"two_users", Level::must, "Broadcasts of two users in one room do not touch each other.",
     "MSC3888: the state key \"Must contain the broadcaster's MXID\", so there is one state each"},
    {"redacted", Level::robust,
     "A broadcast whose started event is redacted is neither live nor playable; a redacted chunk "
     "is not playable.",
     "Matrix spec, Redactions: the content is gone; MSC3888: \"redact a voice broadcast and all "
     "related events\""},
    {"redacted_info", Level::open,
     "Whether a redacted paused, resumed or stopped event gives back the state before it.",
     "MSC3888 says nothing about redacting a single info event"},
    {"unrelated", Level::robust,
     "A chunk or info event whose relation is missing, of another type, or to another event than "
     "the started one is not part of the broadcast.",
     "MSC3888: chunks \"that belong to the broadcast will have\" the relation"},
    {"odd", Level::open,
     "What single odd events do: 1.0 as a sequence; a chunk without info, with both url and file, "
     "or as a state event; started without device_id, or with a relation to an earlier start; two "
     "dialects in one broadcast; which of two events with one sequence wins, and what follows "
     "when it is redacted or unplayable; whether a broadcaster who left is still live.",
     "MSC3888 says what a sender must write, not what a listener makes of anything else"},
    {"fallback", Level::should, "The first chunk carries an m.text block.",
     "MSC3888: \"the first chunk message should contain\" it"},
    {"shown_once", Level::robust,
     "A broadcast shows as one thing: one entry in the timeline and at most one notification; its "
     "chunks, pauses, resumes and stops have none of their own.",
     "MSC3888: \"using a series of voice messages to implement the Voice Broadcast feature\", and "
     "a text \"to inform clients without voice broadcast support\"; a row of entries or "
     "notifications is a trap for the user"},
    {"controls", Level::robust,
     "What the listener asks of the player holds until the next wish: paused stays paused, stopped "
     "is idle, a seek lands at the place sought, and the position told is the one that sounds.",
     "MSC3888 says nothing about the listener's own controls; a player that does something else "
     "than it was told is a trap for the user"},
    {"polite", Level::robust,
     "Requests are bounded: no storms, no endless paging, Retry-After (or retry_after_ms) and "
     "back-off respected, "
     "media fetched a bounded number of times.",
     "Matrix spec, Rate limiting: a client waits for as long as Retry-After says; anything "
     "unbounded is a trap "
     "for server and user"},
    {"recover", Level::robust,
     "After a passing fault the client ends where it would have been without it.",
     "Matrix spec, Syncing: a limited or repeated sync and a failed request can be made good by "
     "asking again"},
}};

}  // namespace

std::string_view name_of(Level level) {
  switch (level) {
    case Level::must: return "must";
    case Level::should: return "should";
    case Level::robust: return "robust";
    case Level::open: return "open";
  }
  return "?";
}

std::optional<Level> level_named(std::string_view name) {
  for (const Level level : {Level::must, Level::should, Level::robust, Level::open}) {
    if (name_of(level) == name) return level;
  }
  return std::nullopt;
}

std::span<const Clause> clauses() { return table; }

const Clause* find_clause(std::string_view id) {
  for (const Clause& clause : table) {
    if (clause.id == id) return &clause;
  }
  return nullptr;
}

}  // namespace deadair::msc3888
