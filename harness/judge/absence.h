// When the client could not follow the room: logged out, or not a member of it.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace deadair::judge {

// Told in the order of the trace; positions are indices into Trace::entries.
class Absence {
 public:
  void leaves_room(std::size_t at);
  void joins_room(std::size_t at);
  void loses_session(std::size_t at);
  // It logged in well. A sync that is asked for before may still go by the session that ends.
  void logs_in(std::size_t at);
  // A sync was asked for at `began` and answered well at `at`.
  void syncs(std::size_t began, std::size_t at);

  // Whether what happened at `at` went past the client.
  [[nodiscard]] bool covers(std::size_t at) const;
  // Whether it followed the room at some time from `at` until `until`: then it knows the room's
  // state of `at`, if nothing newer took its place.
  [[nodiscard]] bool back_between(std::size_t at, std::size_t until) const;

 private:
  struct Span {
    std::size_t from, until;
  };
  [[nodiscard]] const Span* around(std::size_t at) const;  // nullptr if there is none
  void begin(std::size_t at);
  void end(std::size_t at);

  std::vector<Span> spans_;  // ascending, apart
  bool outside_ = false;
  bool logged_out_ = false;
  std::optional<std::size_t> logged_in_at_;  // since it lost its session
};

}  // namespace deadair::judge
