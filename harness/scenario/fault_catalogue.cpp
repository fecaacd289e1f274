// The one table of faults.
#include "mock_homeserver/faults/catalogue.h"

#include <algorithm>
#include <array>

namespace deadair::mock {

namespace {

constexpr std::int64_t bytes_most = std::int64_t{16} * 1024 * 1024;

constexpr std::array common_options = {
    OptionInfo{"on", OptionType::text},
    OptionInfo{"of", OptionType::text},
    OptionInfo{"times", OptionType::integer, 1, 1000000},
    OptionInfo{"after", OptionType::integer, 0, 1000000},
};

constexpr std::array<OptionInfo, 0> no_options = {};
constexpr std::array at_option = {OptionInfo{"at", OptionType::integer, 0, bytes_most}};
constexpr std::array length_option = {OptionInfo{"at", OptionType::integer, 1, bytes_most}};
constexpr std::array html_options = {OptionInfo{"status", OptionType::integer, 200, 599}};
constexpr std::array limit_option = {OptionInfo{"limit", OptionType::integer, 1, 1000}};
constexpr std::array body_option = {OptionInfo{"body", OptionType::text}};
constexpr std::array type_option = {OptionInfo{"type", OptionType::text}};
constexpr std::array batches_option = {OptionInfo{"batches", OptionType::integer, 1, 1000}};
constexpr std::array status_options = {
    OptionInfo{"status", OptionType::integer, 200, 599},
    OptionInfo{"errcode", OptionType::text},
    OptionInfo{"retry_after_ms", OptionType::integer, 0, 3600000},
};

// name, on, route fixed, needs a batch, fails, times, options, sentence
const std::array catalogue = {
    FaultInfo{"hold", "any", false, false, false, 1, no_options,
              "The answer is kept back until the scenario releases it."},
    FaultInfo{"html", "any", false, false, true, 1, html_options,
              "An HTML error page as proxies send it, with that status (502)."},
    FaultInfo{"media.missing", "media", true, false, true, 1, no_options,
              "404 M_NOT_FOUND although the file is there."},
    FaultInfo{"media.wrong_type", "media", true, false, false, 1, type_option,
              "The file under a wrong Content-Type (text/html)."},
    FaultInfo{"messages.empty_page", "messages", true, false, false, 1, limit_option,
              "A page without events, with a token that leads on from the same place."},
    FaultInfo{"messages.page", "messages", true, false, false, times_unbounded, limit_option,
              "Pages of at most `limit` events (1), whatever the client asks for."},
    FaultInfo{"messages.repeat_token", "messages", true, false, false, 1, limit_option,
              "`end` is the token that the client came with."},
    FaultInfo{"relations.flip_order", "relations", true, false, false, 1, limit_option,
              "The page in the order opposite to the one asked for."},
    FaultInfo{"relations.lose_page", "relations", true, false, false, 1, limit_option,
              "The page without its events; the token leads on behind them."},
    FaultInfo{"relations.page", "relations", true, false, false, times_unbounded, limit_option,
              "Pages of at most `limit` events (1), whatever the client asks for."},
    FaultInfo{"relations.repeat_page", "relations", true, false, false, 1, limit_option,
              "A new token that leads to the same page once more."},
    FaultInfo{"relations.repeat_token", "relations", true, false, false, 1, limit_option,
              "`next_batch` is the token that the client came with."},
    FaultInfo{"status", "any", false, false, true, 1, status_options,
              "That HTTP status (500) with a Matrix error; the request has no effect."},
    FaultInfo{"sync.bad_json", "sync", true, false, true, 1, body_option,
              "200 with a body that is no JSON, or the one given."},
    FaultInfo{"sync.go_back", "sync", true, true, false, 1, batches_option,
              "`next_batch` (`pos`) lies that many batches (1) before the token asked with."},
    FaultInfo{"sync.limited", "sync", true, true, false, 1, no_options,
              "`limited` is true although nothing was left out."},
    FaultInfo{"sync.no_next_batch", "sync", true, false, true, 1, no_options,
              "An answer without `next_batch` (`pos`)."},
    FaultInfo{"sync.repeat", "sync", true, true, false, 1, no_options,
              "The same batch comes again under the next token."},
    FaultInfo{"wire.bad_chunk", "any", false, false, true, 1, no_options,
              "Chunked, with a chunk size that is no number after half of the body."},
    FaultInfo{"wire.close_after", "any", false, false, false, 1, no_options,
              "A good answer, then the connection is closed."},
    FaultInfo{"wire.cut", "any", false, false, true, 1, at_option,
              "Closed at byte `at` of the body (half of it), the header promising all of it."},
    FaultInfo{"wire.dribble", "any", false, false, false, 1, no_options,
              "A good answer, one byte a segment."},
    FaultInfo{"wire.garbage", "any", false, false, true, 1, no_options, "Bytes that are no HTTP."},
    FaultInfo{"wire.nothing", "any", false, false, true, 1, no_options,
              "Closed without an answer."},
    FaultInfo{"wire.reset", "any", false, false, true, 1, at_option,
              "The connection is reset at byte `at` (0) of the answer."},
    FaultInfo{"wire.wrong_length", "any", false, false, true, 1, length_option,
              "Content-Length says `at` (10) bytes more than there are."},
};

constexpr std::array<std::string_view, 19> routes = {
    "account", "any",     "context",  "event",  "join",    "keys",      "login",
    "media",   "members", "messages", "misc",   "redact",  "relations", "send",
    "session", "state",   "sync",     "upload", "versions"};

}  // namespace

std::span<const FaultInfo> fault_catalogue() { return catalogue; }

std::span<const OptionInfo> common_fault_options() { return common_options; }

std::span<const std::string_view> fault_routes() { return routes; }

const FaultInfo* find_fault(std::string_view name) {
  const auto found = std::find_if(catalogue.begin(), catalogue.end(),
                                  [name](const FaultInfo& info) { return info.name == name; });
  return found == catalogue.end() ? nullptr : &*found;
}

}  // namespace deadair::mock
