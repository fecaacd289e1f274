// Probes of an adapter that tells something else than what its client does.
#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "harness/client/probe_list.h"

namespace deadair::client {
namespace {

// A look before play, and one after it: an adapter that looks once is found by the second.
Finding observe_fresh(ProbeSession& session) {
  if (const Status status = session.open_room(); !status) return failed(status.error());
  if (const Status status = session.settle(); !status) return failed(status.error());
  const Result<std::string> before = session.observe_heard();
  if (!before) return failed(before.error());
  if (const Reply play = session.act("play"); !play.ok()) return failed("play: " + in_words(play));
  if (const Status status = session.settle(); !status) return failed(status.error());
  const Result<std::string> after = session.observe_heard();
  if (!after) return failed(after.error());
  if (*before == "nothing" && *after == "1 2") return {};
  return failed("expected to hear nothing before play and 1 2 after it, heard " + *before +
                " and " + *after);
}

// The one honest order that is not that of the numbers, and in which nothing is told once.
Finding play_again(ProbeSession& session) {
  if (const Status status = session.play_through(); !status) return failed(status.error());
  const Reply again = session.act("play");
  if (again.kind == Reply::Kind::error && again.code == refused) {
    return skipped("play is refused after the end");
  }
  if (!again.ok()) return failed("play after the end: " + in_words(again));
  if (const Status status = session.settle(); !status) return failed(status.error());
  const Result<std::string> heard = session.observe_heard();
  if (!heard) return failed(heard.error());
  if (*heard == "1 2 1 2") return {};
  return failed("expected to hear 1 2 1 2, heard " + *heard);
}

Finding settle_waits(ProbeSession& session) {
  if (const Status status = session.open_room(); !status) return failed(status.error());
  if (const Status status = session.settle(); !status) return failed(status.error());
  // Short, since a client may take a server that says nothing for one that is gone.
  const std::int64_t hold_ms = std::min<std::int64_t>(session.plan().budget_ms / 50, 200);
  json::Value params = json::Value::object();
  params.set("sync", session.token());
  Reply play;
  Reply settle;
  const Result<HeldDownload> held = session.hold_download(
      hold_ms, [&] { play = session.act("play"); },
      [&] { settle = session.call("settle", params); });
  if (!held) return failed(held.error());
  if (!play.ok()) return failed("play: " + in_words(play));
  switch (*held) {
    case HeldDownload::none: return skipped("play sets off no download");
    case HeldDownload::act_waited: return skipped("play is answered when its media is there");
    case HeldDownload::settle_waited:
      return settle.ok() ? Finding{} : failed("settle: " + in_words(settle));
    case HeldDownload::not_waited: break;
  }
  return failed("settle was answered while the client waited for a download: " + in_words(settle));
}

}  // namespace

std::vector<Probe> honesty_probes() {
  return {
      {"observe.fresh",
       "what sounded after a look is told by the next one",
       Readiness::can_play,
       {"heard"},
       observe_fresh},
      {"play.again",
       "a second play is told behind the first: 1 2 1 2",
       Readiness::can_play,
       {"heard"},
       play_again},
      {"settle.waits",
       "settle is not answered while a download is on its way",
       Readiness::can_play,
       {},
       settle_waits},
  };
}

}  // namespace deadair::client
