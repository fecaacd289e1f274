// Requests as clients mean them.
#include "fuzz/meant_requests.h"

#include <array>

namespace deadair::fuzz {
namespace {

struct Meant {
  std::string_view method, target;
  std::string_view body = {};
};

// <n> is one of a few numbers, so that transactions, keys and names meet each other. Seeds name a
// request by its number: new ones stand at the end.
constexpr std::array meant = {
    // Sessions and what an account keeps.
    Meant{"POST", "/_matrix/client/v3/login",
          R"({"type":"m.login.password","identifier":{"type":"m.id.user","user":"<user>"},)"
          R"("password":"<password>","device_id":"D<n>","initial_device_display_name":"d"})"},
    Meant{"POST", "/_matrix/client/v3/logout", "{}"},
    Meant{"GET", "/_matrix/client/v3/devices"},
    Meant{"GET", "/_matrix/client/v3/devices/<device>"},
    Meant{"PUT", "/_matrix/client/v3/devices/<device>", R"({"display_name":"d<n>"})"},
    Meant{"PUT", "/_matrix/client/v3/profile/<user>/displayname", R"({"displayname":"d<n>"})"},
    Meant{"GET", "/_matrix/client/v3/profile/<user>/displayname"},
    Meant{"GET", "/_matrix/client/v3/profile/<caster>"},
    Meant{"PUT", "/_matrix/client/v3/presence/<user>/status", R"({"presence":"online"})"},
    Meant{"GET", "/_matrix/client/v3/presence/<caster>/status"},
    Meant{"PUT", "/_matrix/client/v3/user/<user>/account_data/m.direct",
          R"({"<caster>":["<room>"]})"},
    Meant{"GET", "/_matrix/client/v3/user/<user>/account_data/m.direct"},
    Meant{"PUT", "/_matrix/client/v3/user/<user>/rooms/<room>/account_data/m.tag",
          R"({"tags":{"m.favourite":{"order":0.<n>}}})"},
    Meant{"GET", "/_matrix/client/v3/user/<user>/rooms/<room>/account_data/m.tag"},
    Meant{"POST", "/_matrix/client/v3/user/<user>/filter",
          R"({"room":{"rooms":["<room>"],"include_leave":true,"timeline":{"limit":<n>,)"
          R"("types":["m.*"],"not_senders":["<user>"]},"state":{"senders":["<user>"],)"
          R"("not_types":["m.room.create"]}}})"},
    Meant{"POST", "/_matrix/client/v3/user/<user>/filter",
          R"({"room":{"not_rooms":["<room>"],"timeline":{"not_types":["*member"]}}})"},
    Meant{"GET", "/_matrix/client/v3/user/<user>/filter/<filter>"},

    // Syncs.
    Meant{"GET", "/_matrix/client/v3/sync?filter=<filter>"},
    Meant{"GET", "/_matrix/client/v3/sync?filter=<filter>&since=<since>&timeout=0"},
    Meant{"GET", "/_matrix/client/v3/sync?since=<since>&timeout=30000"},
    Meant{"GET", "/_matrix/client/v3/sync?since=<since>&full_state=true"},
    Meant{
        "POST", "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync",
        R"({"conn_id":"c","lists":{"all":{"ranges":[[0,9]],"timeline_limit":<n>,)"
        R"("required_state":[["*","*"]]}},"extensions":{"to_device":{"enabled":true},)"
        R"("e2ee":{"enabled":true},"account_data":{"enabled":true},)"
        R"("receipts":{"enabled":true,"lists":["*"]},"typing":{"enabled":true,"lists":["all"]}}})"},
    Meant{"POST", "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync?pos=<pos>",
          R"({"conn_id":"c","lists":{"all":{"ranges":[[0,9]],"timeline_limit":<n>,)"
          R"("required_state":[["m.room.member","$LAZY"],["m.room.create",""]]}},)"
          R"("extensions":{"to_device":{"enabled":true,"since":"<to_device>","limit":<n>},)"
          R"("e2ee":{"enabled":true},"account_data":{"enabled":true,"lists":["*"]},)"
          R"("receipts":{"enabled":true,"rooms":["<room>"]},)"
          R"("typing":{"enabled":true,"rooms":["*"]}}})"},
    Meant{"POST", "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync?pos=<pos>&timeout=9",
          R"({"conn_id":"c","room_subscriptions":{"<room>":{"timeline_limit":<n>,)"
          R"("required_state":[["m.room.member","$ME"],["m.room.power_levels","*"]]}},)"
          R"("extensions":{"account_data":{"enabled":true,"rooms":["*"]}}})"},
    Meant{"POST", "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync?pos=<pos>",
          R"({"conn_id":"c","lists":{"no":{"ranges":[[1,2]],"timeline_limit":1,)"
          R"("required_state":[],"filters":{"is_dm":true,"is_encrypted":false,"is_invite":false,)"
          R"("room_name_like":"a","tags":["m.favourite"],"not_tags":["u.<n>"],)"
          R"("room_types":[null],"not_room_types":["m.space"]}}}})"},
    Meant{"POST", "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync?pos=<pos>",
          R"({"conn_id":"c"})"},

    // Keys.
    Meant{"POST", "/_matrix/client/v3/keys/upload",
          R"({"device_keys":{"user_id":"<user>","device_id":"<device>","algorithms":["m.olm"],)"
          R"("keys":{"ed25519:<device>":"b"},"signatures":{"<user>":{"ed25519:<device>":"s<n>"}}},)"
          R"("one_time_keys":{"signed_curve25519:A":{"key":"a","signatures":{}},)"
          R"("signed_curve25519:B<n>":{"key":"b","signatures":{"<user>":{"k":"s"}}}},)"
          R"("fallback_keys":{"signed_curve25519:F":{"key":"f","signatures":{}}}})"},
    Meant{"POST", "/_matrix/client/v3/keys/upload",
          R"({"device_keys":{"user_id":"<user>","device_id":"<device>","algorithms":["m.olm"],)"
          R"("keys":{"ed25519:<device>":"c<n>"},"signatures":{}}})"},
    Meant{"POST", "/_matrix/client/v3/keys/upload",
          R"({"one_time_keys":{"signed_curve25519:A":{"key":"a<n>","signatures":{}}}})"},
    Meant{"POST", "/_matrix/client/v3/keys/query",
          R"({"device_keys":{"<user>":[],"<caster>":["<device>"],"@f:far.example":[]}})"},
    Meant{"POST", "/_matrix/client/v3/keys/query", R"({"device_keys":{"<user>":["<device>"]}})"},
    Meant{"POST", "/_matrix/client/v3/keys/claim",
          R"({"one_time_keys":{"<user>":{"<device>":"signed_curve25519","D<n>":"curve25519"},)"
          R"("@f:far.example":{"X":"signed_curve25519"}}})"},
    Meant{"GET", "/_matrix/client/v3/keys/changes?from=s<n>&to=<since>"},
    Meant{"GET", "/_matrix/client/v3/room_keys/version"},
    Meant{"POST", "/_matrix/client/v3/room_keys/version",
          R"({"algorithm":"m.megolm_backup.v1","auth_data":{"public_key":"p<n>"}})"},
    Meant{"POST", "/_matrix/client/v3/keys/device_signing/upload",
          R"({"master_key":{"user_id":"<user>","usage":["master"],"keys":{"ed25519:M":"M"}},)"
          R"("self_signing_key":{"user_id":"<user>","usage":["self_signing"],)"
          R"("keys":{"ed25519:S":"S"},"signatures":{"<user>":{"ed25519:M":"x"}}},)"
          R"("user_signing_key":{"user_id":"<user>","usage":["user_signing"],)"
          R"("keys":{"ed25519:U<n>":"U<n>"}}})"},
    Meant{"POST", "/_matrix/client/v3/keys/device_signing/upload",
          R"({"master_key":{"user_id":"<user>","usage":["master"],"keys":{"ed25519:N<n>":"N<n>"}},)"
          R"("auth":{"type":"m.login.password","identifier":{"type":"m.id.user","user":"<user>"},)"
          R"("password":"<password>","session":"<session>"}})"},
    Meant{"POST", "/_matrix/client/v3/keys/signatures/upload",
          R"({"<user>":{"<device>":{"user_id":"<user>","device_id":"<device>",)"
          R"("algorithms":["m.olm"],"keys":{"ed25519:<device>":"b"},)"
          R"("signatures":{"<user>":{"ed25519:S":"t<n>"}}},"M":{"user_id":"<user>",)"
          R"("usage":["master"],"keys":{"ed25519:M":"M"},"signatures":{"<user>":{"d":"t<n>"}}},)"
          R"("nothing":{}},"<caster>":{"M":{}}})"},
    Meant{"PUT", "/_matrix/client/v3/sendToDevice/m.room_key/<n>",
          R"({"messages":{"<user>":{"*":{"a":<n>},"<device>":{"b":2}},"<caster>":{"*":{}},)"
          R"("@f:far.example":{"X":{}}}})"},

    // Into the room, and out of it.
    Meant{"PUT", "/_matrix/client/v3/rooms/<room>/send/m.room.message/<n>",
          R"({"body":"b","msgtype":"m.text","m.relates_to":{"rel_type":"m.reference",)"
          R"("event_id":"<event>"}})"},
    Meant{"PUT", "/_matrix/client/v3/rooms/<room>/state/m.voice_broadcast_info/<user>",
          R"({"state":"started","device_id":"<device>"})"},
    Meant{"PUT", "/_matrix/client/v3/rooms/<room>/state/m.room.member/<user>",
          R"({"membership":"leave"})"},
    Meant{"PUT", "/_matrix/client/v3/rooms/<room>/state/m.room.topic/", R"({"topic":"t"})"},
    Meant{"PUT", "/_matrix/client/v3/rooms/<room>/redact/<event>/<n>", R"({"reason":"r"})"},
    Meant{"POST", "/_matrix/client/v3/rooms/<room>/receipt/m.read/<event>",
          R"({"thread_id":"main"})"},
    Meant{"POST", "/_matrix/client/v3/rooms/<room>/receipt/m.read.private/<event>", "{}"},
    Meant{"POST", "/_matrix/client/v3/rooms/<room>/receipt/m.fully_read/<event>", "{}"},
    Meant{"POST", "/_matrix/client/v3/rooms/<room>/read_markers",
          R"({"m.fully_read":"<event>","m.read":"<event>","m.read.private":"$nothing"})"},
    Meant{"PUT", "/_matrix/client/v3/rooms/<room>/typing/<user>",
          R"({"typing":true,"timeout":1000})"},
    Meant{"PUT", "/_matrix/client/v3/rooms/<room>/typing/<user>", R"({"typing":false})"},
    Meant{"POST", "/_matrix/client/v3/rooms/<room>/invite",
          R"({"user_id":"@f<n>:far.example","reason":"r"})"},
    Meant{"POST", "/_matrix/client/v3/rooms/<room>/leave", R"({"reason":"r"})"},
    Meant{"POST", "/_matrix/client/v3/join/<room>", R"({"reason":"r"})"},

    // Read.
    Meant{"GET", "/_matrix/client/v3/rooms/<room>/event/<event>"},
    Meant{"GET", "/_matrix/client/v3/rooms/<room>/context/<event>?limit=<n>"},
    Meant{"GET", "/_matrix/client/v3/rooms/<room>/messages?dir=b&from=<since>&limit=<n>"},
    Meant{"GET", R"(/_matrix/client/v3/rooms/<room>/messages?dir=f&filter={"types":["m.room.*"]})"},
    Meant{"GET", "/_matrix/client/v1/rooms/<room>/relations/<event>/m.reference?limit=<n>"},
    Meant{"GET", "/_matrix/client/v1/rooms/<room>/relations/<event>/m.reference/m.room.message"},
    Meant{"GET", "/_matrix/client/v3/rooms/<room>/state/m.room.member/<user>?format=event"},
    Meant{"GET", "/_matrix/client/v3/rooms/<room>/state/m.room.create/"},
    Meant{"GET", "/_matrix/client/v3/rooms/<room>/members?membership=join"},
    Meant{"GET", "/_matrix/client/v3/rooms/<room>/joined_members"},
    Meant{"GET", "/_matrix/client/v3/joined_rooms"},

    // Media.
    Meant{"POST", "/_matrix/media/v3/upload?filename=a.ogg", "bytes"},
    Meant{"POST", "/_matrix/media/v1/create", "{}"},
    Meant{"PUT", "/_matrix/media/v3/upload/<server>/<media>", "bytes"},
    Meant{"GET", "/_matrix/client/v1/media/download/<server>/<media>/b.ogg?timeout_ms=<n>000"},
    Meant{"GET", "/_matrix/client/v1/media/thumbnail/<server>/<media>?width=1&height=1"},
};

// Percent-encoded in a target, as it stands in a body: no name needs JSON's escapes.
std::string filled(std::string_view text, const Names& names, bool is_target) {
  std::string made;
  while (true) {
    const std::size_t begin = text.find('<');
    made += text.substr(0, begin);
    if (begin == std::string_view::npos) return made;
    const std::size_t end = text.find('>', begin);
    const auto found = names.find(text.substr(begin + 1, end - begin - 1));
    if (found != names.end()) made += is_target ? encoded(found->second) : found->second;
    text.remove_prefix(end + 1);
  }
}

}  // namespace

Asking meant_request(std::size_t number, const Names& names) {
  const Meant& one = meant[number % meant.size()];
  Asking asking;
  asking.method = one.method;
  asking.target = filled(one.target, names, true);
  asking.body = filled(one.body, names, false);
  asking.content_type = "audio/ogg";
  return asking;
}

}  // namespace deadair::fuzz
