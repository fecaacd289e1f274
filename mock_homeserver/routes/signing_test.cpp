// Tests of cross-signing over the routes.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "mock_homeserver/routes/reply.h"
#include "mock_homeserver/test_world.h"

namespace deadair::mock {

namespace {

const std::string base = "/_matrix/client/v3";

json::Value signing_key(const std::string& user, const std::string& usage, const std::string& id) {
  json::Value key = json::Value::object({{"user_id", user}});
  key.set("usage", json::Value::array({usage})).set("keys", object_of("ed25519:" + id, id));
  return key;
}

struct Signers {
  explicit Signers(const std::string& name)
      : world(WorldOptions{}),
        scene(world, name),
        me(scene->cast().user_id),
        caster(scene->cast().caster_id),
        client(world, scene->cast().access_token),
        other(world, log_in(world, caster, others_password(scene->cast()), "CASTER")) {}

  Answered put(TestClient& who, const json::Value& body) {
    return who.post(base + "/keys/device_signing/upload", json::write(body));
  }
  [[nodiscard]] json::Value keys_of(const std::string& user, const std::string& mark) const {
    json::Value body = object_of("master_key", signing_key(user, "master", "M" + mark));
    body.set("self_signing_key", signing_key(user, "self_signing", "S" + mark));
    return body.set("user_signing_key", signing_key(user, "user_signing", "U" + mark));
  }
  json::Value query(TestClient& who, const std::string& user) {
    return who.post(base + "/keys/query", R"({"device_keys":{")" + user + R"(":[]}})").body;
  }
  // Signs a key with signatures of `signer`; the answer's failures.
  json::Value sign(TestClient& who, const std::string& user, const std::string& id, json::Value key,
                   const std::string& signer) {
    key.set("signatures", object_of(signer, object_of("ed25519:K", "signed")));
    const json::Value body = object_of(user, object_of(id, std::move(key)));
    const Answered answered = who.post(base + "/keys/signatures/upload", json::write(body));
    CHECK(answered.status() == 200);
    return *answered.body.find("failures");
  }

  World world;
  TestScene scene;
  const std::string me, caster;
  TestClient client, other;
};

}  // namespace

TEST_CASE("cross-signing keys are told, but who signs others is told to nobody") {
  Signers signers("signing");
  CHECK(signers.put(signers.client, signers.keys_of(signers.me, "1")).status() == 200);
  const Answered sync = signers.other.sync("?since=s1");
  CHECK(sync.body.find({"device_lists", "changed"})->items()[0].text() == signers.me);
  const json::Value own = signers.query(signers.client, signers.me);
  CHECK(own.find({"user_signing_keys", signers.me}) != nullptr);
  const json::Value seen = signers.query(signers.other, signers.me);
  CHECK(seen.find({"master_keys", signers.me, "keys", "ed25519:M1"}) != nullptr);
  CHECK(seen.find({"self_signing_keys", signers.me}) != nullptr);
  CHECK(seen.find("user_signing_keys")->members().empty());
}

TEST_CASE("the first keys are free, the same once more are no news, others want the password") {
  Signers signers("interactive");
  const json::Value first = signers.keys_of(signers.me, "1");
  CHECK(signers.put(signers.client, first).status() == 200);
  CHECK(signers.put(signers.client, first).status() == 200);
  CHECK(signers.client.begin("GET", base + "/sync?since=s2&timeout=1000").parked);
  json::Value second = signers.keys_of(signers.me, "2");
  const Answered refused = signers.put(signers.client, second);
  CHECK(refused.status() == 401);
  CHECK(refused.body.find("errcode") == nullptr);
  CHECK(refused.body.find("flows")->items()[0].find("stages")->items()[0].text() ==
        "m.login.password");
  json::Value auth = json::Value::object({{"type", "m.login.password"}});
  auth.set("identifier", object_of("user", signers.me));
  auth.set("session", refused.body.string_at("session"));
  for (const std::string& wrong : {std::string("no"), others_password(signers.scene->cast())}) {
    auth.set("password", wrong);
    const Answered again = signers.put(signers.client, second.set("auth", auth));
    CHECK(again.status() == 401);
    CHECK(again.errcode() == "M_FORBIDDEN");
  }
  auth.set("password", signers.scene->cast().password);
  json::Value elsewhere = auth;
  elsewhere.set("session", "another");
  CHECK(signers.put(signers.client, second.set("auth", elsewhere)).status() == 401);
  CHECK(signers.put(signers.client, second.set("auth", auth)).status() == 200);
  const json::Value seen = signers.query(signers.other, signers.me);
  CHECK(seen.find({"master_keys", signers.me, "keys", "ed25519:M2"}) != nullptr);
}

TEST_CASE("keys of cross-signing have to be in order") {
  Signers signers("bad signing");
  struct Row {
    std::string name;
    json::Value body;
    std::string errcode;
  };
  const std::string me = signers.me;
  const std::vector<Row> rows = {
      {"no object", object_of("master_key", 1), "M_INVALID_PARAM"},
      {"another's", object_of("master_key", signing_key(signers.caster, "master", "A")),
       "M_INVALID_PARAM"},
      {"of another kind", object_of("master_key", signing_key(me, "self_signing", "A")),
       "M_INVALID_PARAM"},
      {"no master", object_of("self_signing_key", signing_key(me, "self_signing", "A")),
       "M_MISSING_PARAM"},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      const Answered answered = signers.put(signers.client, row.body);
      CHECK(answered.status() == 400);
      CHECK(answered.errcode() == row.errcode);
      CHECK(signers.query(signers.client, me).find("master_keys")->members().empty());
    }
  }
  CHECK(signers.put(signers.client, json::Value::object()).status() == 200);
}

TEST_CASE("a user's own signatures are seen by all, those of others' keys by the signer alone") {
  Signers signers("signatures");
  const json::Value device = identity_of(signers.me, signers.scene->cast().device_id);
  signers.client.post(base + "/keys/upload", json::write(object_of("device_keys", device)));
  signers.put(signers.other, signers.keys_of(signers.caster, "C"));
  const std::string id = signers.scene->cast().device_id;
  CHECK(signers.sign(signers.client, signers.me, id, device, signers.me).members().empty());
  const json::Value seen = signers.query(signers.other, signers.me);
  CHECK(seen.find({"device_keys", signers.me, id, "signatures", signers.me, "ed25519:K"}) !=
        nullptr);
  CHECK(seen.find({"device_keys", signers.me, id, "signatures", signers.me, "ed25519:" + id}) !=
        nullptr);
  // The device says the same of itself once more: what was signed stays.
  signers.client.post(base + "/keys/upload", json::write(object_of("device_keys", device)));
  CHECK(signers.query(signers.other, signers.me) == seen);
  const std::string since = std::string(signers.client.sync().body.string_at("next_batch"));
  const json::Value master = signing_key(signers.caster, "master", "MC");
  CHECK(signers.sign(signers.client, signers.caster, "MC", master, signers.me).members().empty());
  const auto signed_by_me = [&](TestClient& who) {
    return signers.query(who, signers.caster)
               .find({"master_keys", signers.caster, "signatures", signers.me, "ed25519:K"}) !=
           nullptr;
  };
  CHECK(signed_by_me(signers.client));
  CHECK_FALSE(signed_by_me(signers.other));
  CHECK(signers.client.sync("?since=" + since).body.find("device_lists") != nullptr);
  CHECK(signers.other.sync("?since=" + since).body.find("device_lists") == nullptr);
}

TEST_CASE("signatures that cannot be kept are told one by one") {
  Signers signers("failures");
  signers.put(signers.other, signers.keys_of(signers.caster, "C"));
  const json::Value master = signing_key(signers.caster, "master", "MC");
  const auto failure = [&](const std::string& user, const std::string& id, const json::Value& key,
                           const std::string& signer) {
    const json::Value failures = signers.sign(signers.client, user, id, key, signer);
    const json::Value* const code = failures.find({user, id, "errcode"});
    return code == nullptr ? std::string() : code->text();
  };
  const std::string& me = signers.me;
  CHECK(failure(signers.caster, "MC", master, signers.caster) == "M_INVALID_SIGNATURE");
  CHECK(failure(signers.caster, "SC", master, me) == "M_NOT_FOUND");
  CHECK(failure("@nobody:deadair.test", "MC", master, me) == "M_NOT_FOUND");
  CHECK(failure(signers.caster, "MC", signing_key(me, "master", "MC"), me) == "M_INVALID_PARAM");
  CHECK(signers.client.post(base + "/keys/signatures/upload", R"({"@a:b":[]})").status() == 400);
}

}  // namespace deadair::mock
