// The info events of a room in the room's order, and what they say about each broadcast.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "clients/reference/broadcast.h"
#include "clients/reference/mutant.h"
#include "harness/msc3888/event.h"

namespace deadair::reference {

// The newest info event decides, and newest means last in the room's order: not the last to arrive
// (history comes late) and not the highest origin_server_ts (clocks are wrong). So each event is
// put where it stands in the room, by the way in which it came.
class InfoOrder {
 public:
  explicit InfoOrder(Mutant mutant) : mutant_(mutant) {}

  // Newer than everything before it: from a sync. An event that is known stays where it is.
  void append(const msc3888::InfoEvent& event);
  // A started event that was asked for: before all that refers to it, else where its time says.
  void insert_started(const msc3888::InfoEvent& event);
  // Info events of one broadcast as /relations has them, oldest first: each behind the one that
  // precedes it in the list.
  void insert_related(std::string_view started_id, std::vector<msc3888::InfoEvent> oldest_first);
  // A redacted event says nothing more; a started one keeps its place.
  void redact(std::string_view event_id);

  // What holds for each broadcast whose started event is here and not redacted.
  [[nodiscard]] std::map<std::string, Standing> standings() const;
  // Started events in the room's order, redacted ones too.
  [[nodiscard]] std::vector<msc3888::InfoEvent> started() const;
  // Started events that others refer to and that are not here.
  [[nodiscard]] std::vector<std::string> missing() const;

 private:
  struct Record {
    msc3888::InfoEvent event;
    bool redacted = false;
    bool guessed = false;  // its place in the order is not known for certain
  };
  using Records = std::vector<Record>;

  [[nodiscard]] Records::iterator place_of(std::string_view event_id);
  [[nodiscard]] bool accepts(const msc3888::InfoEvent& event) const;
  [[nodiscard]] bool belongs(const msc3888::InfoEvent& event,
                             const msc3888::InfoEvent& started) const;
  [[nodiscard]] bool has_start_of(const msc3888::InfoEvent& event) const;  // of its sender

  Mutant mutant_;
  Records records_;
};

}  // namespace deadair::reference
