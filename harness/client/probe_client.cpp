// Probes of what the client does and tells.
#include <algorithm>
#include <string>
#include <utility>

#include "harness/client/contract.h"
#include "harness/client/probe_list.h"

namespace deadair::client {
namespace {

Finding observe_early(ProbeSession& session) {
  const Result<Snapshot> snapshot = session.observe();
  return snapshot ? Finding{} : failed(snapshot.error());
}

Finding observe_twice(ProbeSession& session) {
  if (const Status status = session.settle(); !status) return failed(status.error());
  const Result<json::Value> first = session.observe_text();
  if (!first) return failed(first.error());
  const Result<json::Value> second = session.observe_text();
  if (!second) return failed(second.error());
  if (*first == *second) return {};
  return failed("first " + json::write(*first) + ", then " + json::write(*second));
}

Finding settle_rests(ProbeSession& session) {
  if (const Status status = session.play_through(); !status) return failed(status.error());
  const Result<json::Value> first = session.observe_text();
  if (!first) return failed(first.error());
  if (const Status status = session.settle(); !status) return failed(status.error());
  const Result<json::Value> second = session.observe_text();
  if (!second) return failed(second.error());
  if (*first == *second) return {};
  return failed("after settle " + json::write(*first) + ", after another " + json::write(*second));
}

Finding snapshot_schema(ProbeSession& session) {
  if (const Status status = session.play_through(); !status) return failed(status.error());
  const Result<Snapshot> snapshot = session.observe();
  return snapshot ? Finding{} : failed(snapshot.error());
}

Finding reports_match(ProbeSession& session) {
  if (const Status status = session.play_through(); !status) return failed(status.error());
  const Result<Snapshot> snapshot = session.observe();
  if (!snapshot) return failed(snapshot.error());
  const Status status = check_reports(session.hello(), *snapshot);
  return status ? Finding{} : failed(status.error());
}

Finding play_heard(ProbeSession& session) {
  if (const Status status = session.play_through(); !status) return failed(status.error());
  const Result<BroadcastView> view = session.observe_broadcast();
  if (!view) return failed(view.error());
  if (!view->heard) return failed("heard is absent");
  const std::string heard = heard_in_words(*view->heard, session.room());
  return heard == "1 2" ? Finding{} : failed("expected to hear 1 2, heard " + heard);
}

Finding play_ends(ProbeSession& session) {
  if (const Status status = session.play_through(); !status) return failed(status.error());
  const Result<BroadcastView> view = session.observe_broadcast();
  if (!view) return failed(view.error());
  if (view->player == "ended") return {};
  return failed("expected player \"ended\" after the last chunk, got \"" +
                view->player.value_or("nothing") + "\"");
}

bool accepted_or_refused(const Reply& reply) {
  return reply.ok() || (reply.kind == Reply::Kind::error && reply.code == refused);
}

Finding act_out_of_place(ProbeSession& session) {
  if (const Status status = session.settle(); !status) return failed(status.error());
  std::vector<std::string> verbs{"resume", "stop"};
  if (session.hello().has("pause")) {
    verbs.emplace_back("pause");
  } else {
    verbs.erase(verbs.begin());
  }
  for (const std::string& verb : verbs) {
    const Reply reply = session.act(verb);
    if (accepted_or_refused(reply)) continue;
    return failed(verb + " before play: expected {} or code 1, got " + in_words(reply));
  }
  return {};
}

Finding act_unknown_broadcast(ProbeSession& session) {
  if (const Status status = session.settle(); !status) return failed(status.error());
  json::Value other = json::Value::object();
  other.set("broadcast", "$no-such-event");
  const Reply reply = session.act("play", std::move(other));
  const bool invalid = reply.kind == Reply::Kind::error && reply.code == invalid_params;
  if (!accepted_or_refused(reply) && !invalid) {
    return failed("expected code 1 or -32602, got " + in_words(reply));
  }
  const Result<Snapshot> snapshot = session.observe();
  return snapshot ? Finding{} : failed(snapshot.error());
}

Finding seek_marked(ProbeSession& session) {
  if (const Status status = session.play_through(); !status) return failed(status.error());
  json::Value start = json::Value::object();
  start.set("position_ms", 0);
  const Reply reply = session.act("seek", std::move(start));
  if (reply.kind == Reply::Kind::error && reply.code == refused) return {};
  if (!reply.ok()) return failed(in_words(reply));
  if (const Status status = session.settle(); !status) return failed(status.error());
  const Result<BroadcastView> view = session.observe_broadcast();
  if (!view) return failed(view.error());
  const std::string heard =
      heard_in_words(view->heard.value_or(std::vector<HeardEntry>()), session.room());
  if (heard.starts_with("1 2 [seek 0]")) return {};
  return failed("expected 1 2 and then an entry {\"seek_ms\": 0}, heard " + heard);
}

Finding seek_clamped(ProbeSession& session) {
  if (const Status status = session.play_through(); !status) return failed(status.error());
  for (const int position_ms : {1000000000, -5}) {
    json::Value far = json::Value::object();
    far.set("position_ms", position_ms);
    const Reply reply = session.act("seek", std::move(far));
    if (!accepted_or_refused(reply)) {
      return failed("seek to " + std::to_string(position_ms) + ": expected {} or code 1, got " +
                    in_words(reply));
    }
    if (const Status status = session.settle(); !status) return failed(status.error());
  }
  return {};
}

Finding advance_answered(ProbeSession& session) {
  if (const Status status = session.settle(); !status) return failed(status.error());
  for (const int ms : {0, 1, 60000}) {
    json::Value params = json::Value::object();
    params.set("ms", ms);
    const Status status = session.must("advance", params);
    if (!status) return failed(status.error());
  }
  return {};
}

Finding restart_keeps_heard(ProbeSession& session, std::string_view storage) {
  if (const Status status = session.play_through(); !status) return failed(status.error());
  const Result<BroadcastView> before = session.observe_broadcast();
  if (!before) return failed(before.error());
  json::Value params = json::Value::object();
  params.set("storage", storage);
  if (const Status status = session.must("restart", params); !status) {
    return failed(status.error());
  }
  if (const Status status = session.settle(); !status) return failed(status.error());
  const Result<BroadcastView> after = session.observe_broadcast();
  if (!after) return failed(after.error());
  if (before->heard == after->heard) return {};
  const std::vector<HeardEntry> none;
  return failed("heard " + heard_in_words(before->heard.value_or(none), session.room()) +
                " before the restart, and after it " +
                heard_in_words(after->heard.value_or(none), session.room()));
}

Finding restart_kept(ProbeSession& session) { return restart_keeps_heard(session, "kept"); }
Finding restart_wiped(ProbeSession& session) { return restart_keeps_heard(session, "wiped"); }

Finding logout_settles(ProbeSession& session) {
  if (const Status status = session.settle(); !status) return failed(status.error());
  const Reply reply = session.act("logout");
  if (!accepted_or_refused(reply)) return failed(in_words(reply));
  json::Value params = json::Value::object();
  params.set("sync", session.token());
  const Status status = session.must("settle", params);
  return status ? Finding{} : failed(status.error());
}

Finding reset_forgets(ProbeSession& session) {
  if (const Status status = session.play_through(); !status) return failed(status.error());
  const ProbeRoom former = session.room();
  if (const Status status = session.must("reset", json::Value::object()); !status) {
    return failed(status.error());
  }
  if (const Status status = session.open_room(); !status) return failed(status.error());
  if (const Status status = session.settle(); !status) return failed(status.error());
  const Result<json::Value> text = session.observe_text();
  if (!text) return failed(text.error());
  const std::string seen = json::write(*text);
  std::vector<std::string> ids = former.chunk_ids;
  ids.push_back(former.started_id);
  for (const std::string& id : ids) {
    if (seen.find(json::write(id)) == std::string::npos) continue;
    return failed(id + " of the former room is still there: " + seen);
  }
  return {};
}

// The snapshot with the room's own names taken out, so that two rooms can be compared.
Result<std::string> outline(ProbeSession& session) {
  const Result<json::Value> text = session.observe_text();
  if (!text) return text.error();
  const auto rename = [&](const std::string& name) {
    if (name == session.room().started_id) return std::string("S");
    const auto& chunks = session.room().chunk_ids;
    const auto known = std::find(chunks.begin(), chunks.end(), name);
    if (known == chunks.end()) return std::string("other");
    return "c" + std::to_string(known - chunks.begin() + 1);
  };
  json::Value whole = *text;
  const auto rename_all = [&](const auto& again, json::Value& value) -> void {
    for (json::Value& item : value.items()) {
      // Lists of texts are lists of event IDs.
      if (item.is_string()) item = json::Value(rename(item.text()));
      again(again, item);
    }
    for (json::Member& member : value.members()) {
      const bool is_name = member.key == "id" || member.key == "event_id" || member.key == "sender";
      if (is_name && member.value.is_string()) {
        member.value = json::Value(rename(member.value.text()));
      }
      again(again, member.value);
    }
  };
  rename_all(rename_all, whole);
  return json::write(whole);
}

Finding reset_same_as_fresh(ProbeSession& session) {
  if (const Status status = session.play_through(); !status) return failed(status.error());
  if (const Status status = session.must("reset", json::Value::object()); !status) {
    return failed(status.error());
  }
  if (const Status status = session.play_through(); !status) return failed(status.error());
  const Result<std::string> second = outline(session);
  if (!second) return failed(second.error());

  session.finish();  // one at a time: what attaches may have one client only
  const std::unique_ptr<ProbeSession> fresh = session.another();
  if (const Status status = fresh->start(); !status) return failed(status.error());
  if (const Status status = fresh->greet(); !status) return failed(status.error());
  if (const Status status = fresh->play_through(); !status) return failed(status.error());
  const Result<std::string> first = outline(*fresh);
  if (!first) return failed(first.error());
  if (*first == *second) return {};
  return failed("a fresh process tells " + *first + ", one after reset " + *second);
}

// What every client is asked.
std::vector<Probe> common_probes() {
  return {
      {"observe.early",
       "observe tells a snapshot before anything else was asked",
       Readiness::opened,
       {},
       observe_early},
      {"observe.twice",
       "two observations with nothing between them are equal",
       Readiness::opened,
       {},
       observe_twice},
      {"settle.rests",
       "after settle nothing changes by itself",
       Readiness::can_play,
       {},
       settle_rests},
      {"snapshot.schema", "a snapshot fits the schema", Readiness::can_play, {}, snapshot_schema},
      {"reports.match",
       "what is declared in reports is told, and nothing else",
       Readiness::can_play,
       {},
       reports_match},
      {"play.heard",
       "an ended broadcast of two chunks is heard: 1 2",
       Readiness::can_play,
       {"heard"},
       play_heard},
      {"play.ends", "then the player has ended", Readiness::can_play, {"player"}, play_ends},
      {"act.out_of_place",
       "a wish out of place is accepted or refused with code 1",
       Readiness::opened,
       {},
       act_out_of_place},
      {"act.unknown_broadcast",
       "a broadcast that is not there does no harm",
       Readiness::opened,
       {},
       act_unknown_broadcast},
  };
}

// What only a client with a feature is asked.
std::vector<Probe> feature_probes() {
  return {
      {"seek.marked",
       "a seek is marked in heard",
       Readiness::can_play,
       {"seek", "heard"},
       seek_marked},
      {"seek.clamped",
       "a seek beyond the ends is clamped or refused",
       Readiness::can_play,
       {"seek"},
       seek_clamped},
      {"advance.answered",
       "logical time passes",
       Readiness::opened,
       {"virtual_clock"},
       advance_answered},
      {"restart.kept",
       "heard survives a restart with its storage kept",
       Readiness::can_play,
       {"restart", "heard"},
       restart_kept},
      {"restart.wiped",
       "heard survives a restart with its storage wiped",
       Readiness::can_play,
       {"restart", "heard"},
       restart_wiped},
      {"logout.settles",
       "settle returns after a logout",
       Readiness::opened,
       {"logout"},
       logout_settles},
      {"reset.forgets",
       "after reset nothing of the former room is known",
       Readiness::can_play,
       {"reset"},
       reset_forgets},
      {"reset.same_as_fresh",
       "after reset a room is played as in a fresh process",
       Readiness::can_play,
       {"reset"},
       reset_same_as_fresh},
  };
}

}  // namespace

std::vector<Probe> client_probes() {
  std::vector<Probe> probes = common_probes();
  for (Probe& probe : feature_probes()) probes.push_back(std::move(probe));
  return probes;
}

}  // namespace deadair::client
