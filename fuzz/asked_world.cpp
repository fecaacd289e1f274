// The mock homeserver without a socket.
#include "fuzz/asked_world.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "harness/base/check.h"
#include "mock_homeserver/http/target.h"

namespace deadair::fuzz {
namespace {

constexpr std::uint64_t seed = 8731;
constexpr std::size_t secrets_kept = 12;  // the newest ones, so that inputs do not get slow

mock::WorldOptions options() {
  mock::WorldOptions made;
  made.requests_max = 1000000;  // an input is bounded itself
  made.json_total_max = std::size_t{64} * 1024 * 1024;
  return made;
}

http::Request request_of(const Asking& asking, std::uint64_t exchange) {
  http::Request request;
  request.exchange = exchange;
  request.connection = exchange;
  request.method = asking.method;
  request.target = asking.target;
  http::Target split = http::split_target(asking.target);
  request.segments = std::move(split.segments);
  request.query = std::move(split.query);
  request.body = asking.body;
  if (!asking.token.empty()) {
    request.headers.emplace_back("authorization", "Bearer " + asking.token);
  }
  if (!asking.content_type.empty()) {
    request.headers.emplace_back("content-type", asking.content_type);
  }
  return request;
}

bool names(const http::Request& request, const std::string& secret) {
  const auto in = [&](const std::string& text) { return text.find(secret) != std::string::npos; };
  return in(request.body) || in(request.target) ||
         std::any_of(request.segments.begin(), request.segments.end(), in) ||
         std::any_of(request.query.begin(), request.query.end(),
                     [&](const auto& one) { return in(one.second); });
}

}  // namespace

AskedWorld::AskedWorld() : world_(options()), secrets_(accounts), faulty_(accounts, false) {
  for (std::size_t account = 0; account < accounts; ++account) {
    const std::string name = "case" + std::to_string(account);
    Result<std::shared_ptr<mock::SceneState>> state = world_.open({name, seed}, log_);
    DEADAIR_CHECK(state.ok(), name);
    scenes_.push_back(std::make_unique<mock::WorldScene>(world_, *state));
    const run::Cast& who = cast(account);
    for (const std::string& secret : {who.user_id, who.password, who.access_token, who.room_id}) {
      add_secret(account, secret);
    }
  }
}

Got AskedWorld::ask(std::size_t account, const Asking& asking) {
  const http::Request request = request_of(asking, ++last_exchange_);
  return take(account, request);
}

Got AskedWorld::ask_again(std::size_t account, const Got& parked, std::int64_t parked_ms) {
  http::Request request = open_.at(parked.exchange);
  request.asked_again = true;
  request.parked_ms = parked_ms;
  return take(account, request);
}

void AskedWorld::give_up(const Got& parked) {
  open_.erase(parked.exchange);
  world_.ended(parked.exchange, http::Ending::closed_by_client);
}

Got AskedWorld::take(std::size_t account, const http::Request& request) {
  http::Outcome outcome = world_.handle(request);
  Got got;
  got.exchange = request.exchange;
  if (const auto* const park = std::get_if<http::Park>(&outcome)) {
    DEADAIR_CHECK(park->ms_max > 0, std::to_string(park->ms_max));
    got.park_ms = park->ms_max;
    open_[request.exchange] = request;
    return got;
  }
  auto response = std::get<http::Response>(std::move(outcome));
  got.status = response.status;
  got.content_type = std::move(response.content_type);
  got.body = std::move(response.body);
  Result<json::Value> read = json::read(got.body);
  if (read.ok()) got.json = *std::move(read);
  open_.erase(request.exchange);
  world_.ended(request.exchange, http::Ending::answered);
  check(account, request, got);
  return got;
}

void AskedWorld::add_secret(std::size_t account, std::string secret) {
  std::vector<std::string>& all = secrets_.at(account);
  all.push_back(std::move(secret));
  if (all.size() > secrets_kept) all.erase(all.begin() + 4);  // behind the names
}

void AskedWorld::check(std::size_t account, const http::Request& request, const Got& got) const {
  for (std::size_t other = 0; other < accounts; ++other) {
    if (other == account) continue;
    for (const std::string& secret : secrets_[other]) {
      DEADAIR_CHECK(got.body.find(secret) == std::string::npos || names(request, secret),
                    request.method + " " + request.target + ": " + got.body);
    }
  }
  if (faulty_.at(account)) return;
  const auto asked = [&] {
    return request.method + " " + request.target + ": " + std::to_string(got.status) + " " +
           got.body;
  };
  DEADAIR_CHECK(got.status >= 200 && got.status != 500, asked());
  DEADAIR_CHECK(got.content_type != "application/json" || !got.json.is_null(), asked());
  if (got.status >= 400) check_error(got);
}

// Source: Matrix client-server API, standard error response; user-interactive authentication, whose
// first answer is no error but says how to go on. The one kind above 499 is that of media that were
// announced and not yet uploaded.
void AskedWorld::check_error(const Got& got) const {
  if (got.status == 401 && got.json.find("errcode") == nullptr) {
    const json::Value* const flows = got.json.find("flows");
    DEADAIR_CHECK(flows != nullptr && !flows->items().empty(), got.body);
    DEADAIR_CHECK(!got.json.string_at("session").empty(), got.body);
    return;
  }
  const std::string_view code = got.json.string_at("errcode");
  DEADAIR_CHECK(code.starts_with("M_") && got.json.find("error") != nullptr, got.body);
  DEADAIR_CHECK(got.status < 500 || (got.status == 504 && code == "M_NOT_YET_UPLOADED"), got.body);
}

std::string encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string made;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                       (letter >= '0' && letter <= '9') || letter == '.' || letter == '_';
    if (plain) {
      made += letter;
    } else {
      made += {'%', digits[byte >> 4U], digits[byte & 15U]};
    }
  }
  return made;
}

}  // namespace deadair::fuzz
