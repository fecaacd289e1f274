// Checking cross-signing keys by their shape, and joining signatures.
#include "mock_homeserver/accounts/signing.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace deadair::mock {

namespace {

bool holds_only_text(const json::Value& object) {
  return object.is_object() &&
         std::all_of(object.members().begin(), object.members().end(),
                     [](const json::Member& member) { return member.value.is_string(); });
}

// What is signed: members in the order of their names, without what lies beside the signature.
std::vector<json::Member> signed_part(const json::Value& key) {
  std::vector<json::Member> members(key.members().begin(), key.members().end());
  std::erase_if(members, [](const json::Member& member) {
    return member.key == "signatures" || member.key == "unsigned";
  });
  // The inside of a member is compared as it stands: clients sign what a query told them.
  std::sort(members.begin(), members.end(),
            [](const json::Member& one, const json::Member& other) { return one.key < other.key; });
  return members;
}

}  // namespace

Status check_signing_key(const json::Value& key, const SigningKind& kind,
                         std::string_view user_id) {
  const auto wrong = [&](std::string_view member, std::string_view expected) {
    const std::string place = std::string(kind.member) + "." + std::string(member);
    return Error{"signing.bad", place, std::string(expected)};
  };
  if (key.string_at("user_id") != user_id) return wrong("user_id", "the user's own ID");
  const json::Value* const usage = key.find("usage");
  const auto uses = usage == nullptr ? std::span<const json::Value>() : usage->items();
  if (std::find(uses.begin(), uses.end(), json::Value(kind.usage)) == uses.end()) {
    return wrong("usage", "a list with " + std::string(kind.usage));
  }
  const json::Value* const keys = key.find("keys");
  if (keys == nullptr || keys->members().size() != 1 || !holds_only_text(*keys) ||
      public_key(key).empty()) {
    return wrong("keys", "one key, \"algorithm:KEY\": \"KEY\"");
  }
  const json::Value* const signatures = key.find("signatures");
  if (signatures != nullptr && !signatures->is_object()) return wrong("signatures", "an object");
  return Done{};
}

std::string_view public_key(const json::Value& key) {
  const json::Value* const keys = key.find("keys");
  if (keys == nullptr || keys->members().size() != 1) return {};
  const json::Member& only = keys->members().front();
  const std::string_view text = only.value.as_string().value_or("");
  const std::size_t colon = only.key.find(':');
  const bool named = colon != std::string::npos && colon > 0 && only.key.substr(colon + 1) == text;
  return named ? text : std::string_view();
}

void lay_over(json::Value& key, const json::Value& signatures) {
  const json::Value* const known = key.find("signatures");
  json::Value merged = known != nullptr && known->is_object() ? *known : json::Value::object();
  for (const json::Member& signer : signatures.members()) {
    const json::Value* const before = merged.find(signer.key);
    json::Value all = before != nullptr ? *before : json::Value::object();
    for (const json::Member& one : signer.value.members()) all.set(one.key, one.value);
    merged.set(signer.key, std::move(all));
  }
  key.set("signatures", std::move(merged));
}

Result<json::Value> new_signatures(const json::Value& known, const json::Value& uploaded,
                                   std::string_view signer) {
  if (signed_part(known) != signed_part(uploaded)) {
    return Error{"signing.other", std::string(signer), "what was signed is not the key known here"};
  }
  const json::Value* const all = uploaded.find("signatures");
  const json::Value* const own = all == nullptr ? nullptr : all->find(signer);
  if (own == nullptr || !holds_only_text(*own) || own->members().empty()) {
    return Error{"signing.none", std::string(signer), "no signature of the signer's"};
  }
  json::Value signatures = json::Value::object();
  signatures.set(std::string(signer), *own);
  return signatures;
}

}  // namespace deadair::mock
