// libquotient drives the mock homeserver as a user would.
#include <connection.h>
#include <csapi/content-repo.h>
#include <csapi/message_pagination.h>
#include <csapi/receipts.h>
#include <csapi/room_state.h>
#include <csapi/typing.h>
#include <csapi/whoami.h>
#include <events/stateevent.h>
#include <room.h>
#include <user.h>

#include <QBuffer>
#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>
#include <algorithm>
#include <memory>

#include "clients/smoke/libquotient/walk.h"

namespace {

using namespace Quotient;
using smoke::Ask;
using smoke::expect;
using smoke::from_to;
using smoke::run;
using smoke::tell;
using smoke::until;

constexpr int live_last = 20;
constexpr int gap_last = 220;
const QString info_type = QStringLiteral("m.voice_broadcast_info");
const QString chunk_type = QStringLiteral("m.voice_broadcast_chunk");

QJsonObject object_of(const QByteArray& answer) { return QJsonDocument::fromJson(answer).object(); }

class Smoke {
 public:
  explicit Smoke(const QJsonObject& cast)
      : url_(cast["base_url"].toString()),
        own_(cast["user_id"].toString()),
        password_(cast["password"].toString()),
        token_(cast["access_token"].toString()),
        device_(cast["device_id"].toString()),
        room_id_(cast["room_id"].toString()) {}

  void walk() {
    step("password", &Smoke::log_in_by_password);
    step("token", &Smoke::log_in_by_token);
    step("first sync", &Smoke::first_sync);
    step("live", &Smoke::live);
    step("gap", &Smoke::gap);
    step("relations", &Smoke::relations);
    step("media, old", &Smoke::media_old);
    step("media, new", &Smoke::media_new);
    step("state", &Smoke::state);
    step("message", &Smoke::message);
    step("redaction", &Smoke::redaction);
    step("typing", &Smoke::typing);
    step("receipt", &Smoke::receipt);
    step("log out", &Smoke::log_out);
  }

 private:
  void step(const std::string& name, void (Smoke::*work)()) {
    try {
      (this->*work)();
      std::cout << "ok " << name << std::endl;
    } catch (const std::exception& problem) {
      std::cout << "failed " << name << ": " << problem.what() << std::endl;
    }
  }

  void log_in_by_password() {
    connection_ = std::make_unique<Connection>();
    connection_->setHomeserver(url_);
    until("login flows", [&] { return connection_->isUsable(); });
    bool refused = false;
    bool in = false;
    QObject::connect(connection_.get(), &Connection::loginError, [&] { refused = true; });
    QObject::connect(connection_.get(), &Connection::connected, [&] { in = true; });
    connection_->loginWithPassword(own_, QStringLiteral("not the password"), {});
    until("a refusal", [&] { return refused; });
    connection_->loginWithPassword(own_, password_, {});
    until("a login", [&] { return in; });
    QObject::disconnect(connection_.get(), nullptr, nullptr, nullptr);
    expect(connection_->userId() == own_, "another user");
  }

  void log_in_by_token() {
    Connection other(url_);
    other.assumeIdentity(own_, token_, device_);
    const QJsonObject who = object_of(run(other.callApi<GetTokenOwnerJob>()));
    expect(who["user_id"] == own_ && who["device_id"] == device_, "another user or device");
  }

  void first_sync() {
    connection_->syncLoop(10000);
    until("the room", [&] { return connection_->room(room_id_, JoinState::Join) != nullptr; });
    room_ = connection_->room(room_id_, JoinState::Join);
    until("the room's name", [&] { return room_->displayName() == QStringLiteral("Broadcasts"); });
    expect(room_->joinedCount() == 3, "not three members");
  }

  static void add_chunk(const QJsonObject& event, std::vector<int>& chunks) {
    const QJsonValue sequence = event["content"].toObject()["sequence"];
    if (event["type"].toString() == chunk_type && sequence.isDouble())
      chunks.push_back(sequence.toInt());
  }

  [[nodiscard]] std::vector<int> heard() const {
    expect(room_ != nullptr, "no room");
    std::vector<int> chunks;
    for (const TimelineItem& item : room_->messageEvents()) add_chunk(item->fullJson(), chunks);
    return chunks;
  }

  void live() {
    tell("started");
    for (int number = 1; number <= live_last; ++number) tell("chunk " + std::to_string(number));
    until("twenty chunks", [&] { return heard().size() >= live_last; });
    expect(heard() == from_to(1, live_last), "other chunks, or in another order");
  }

  // The room takes what a limited sync brings and asks for nothing, so the gap is paged by hand.
  void gap() {
    tell("chunks " + std::to_string(live_last + 1) + " " + std::to_string(gap_last));
    until("the last chunk", [&] { return !heard().empty() && heard().back() == gap_last; });
    expect(heard().size() < gap_last, "the sync was not limited");
    std::vector<int> chunks;
    QString from;
    while (chunks.empty() || chunks.back() > live_last + 1) {
      const auto ask = connection_->callApi<GetRoomEventsJob>(room_id_, from, "b", QString(), 50);
      from = take_page(run(ask), "end", chunks);
      if (from.isEmpty()) break;
    }
    while (!chunks.empty() && chunks.back() <= live_last) chunks.pop_back();
    std::reverse(chunks.begin(), chunks.end());
    expect(chunks == from_to(live_last + 1, gap_last), "a hole or a double in the gap");
  }

  // Adds the chunks of the answer; where to go on from.
  static QString take_page(const QByteArray& answer, const QString& next,
                           std::vector<int>& chunks) {
    const QJsonObject page = object_of(answer);
    for (const QJsonValue& event : page["chunk"].toArray()) add_chunk(event.toObject(), chunks);
    return page[next].toString();
  }

  void relations() {
    const QString path =
        "/_matrix/client/v1/rooms/" + room_id_ + "/relations/$started/m.reference/" + chunk_type;
    std::vector<int> chunks;
    QUrlQuery query{{QStringLiteral("limit"), QStringLiteral("50")}};
    for (QString from;;) {
      const QByteArray answer = run(connection_->callApi<Ask>(path, query, "application/json"));
      from = take_page(answer, "next_batch", chunks);
      if (from.isEmpty()) break;
      query.removeQueryItem("from");
      query.addQueryItem("from", from);
    }
    std::reverse(chunks.begin(), chunks.end());
    expect(chunks == from_to(1, gap_last), "a hole or a double in the relations");
  }

  QUrl upload(const QByteArray& content) {
    auto* const source = new QBuffer;  // the job takes it over
    source->setData(content);
    source->open(QIODevice::ReadOnly);
    const QByteArray answer = run(connection_->uploadContent(source, "smoke.ogg", "audio/ogg"));
    return QUrl(object_of(answer)["content_uri"].toString());
  }

  void media_old() {
    const QByteArray content = "the old way";
    const QUrl url = upload(content);
    QByteArray got;
    GetContentJob* const job = connection_->getContent(url);
    QObject::connect(job, &BaseJob::success, [&] { got = job->data()->readAll(); });
    run(job);
    expect(got == content, "other content");
  }

  void media_new() {
    const QByteArray content = "the new way";
    const QUrl url = upload(content);
    const QString path = "/_matrix/client/v1/media/download/" + url.authority() + url.path();
    const QByteArray got = run(connection_->callApi<Ask>(path, QUrlQuery(), "audio/ogg"));
    expect(got == content, "other content");
  }

  void state() {
    const QJsonObject content{{"state", "started"}};
    run(connection_->callApi<SetRoomStateWithKeyJob>(room_id_, info_type, own_, content));
    until("the state",
          [&] { return room_->getCurrentState(info_type, own_)->contentJson() == content; });
  }

  [[nodiscard]] const RoomEvent* hello() const {
    for (const TimelineItem& item : room_->messageEvents()) {
      if (sent_.isEmpty() ? item->contentJson()["body"] == "hello" : item->id() == sent_)
        return item.get();
    }
    return nullptr;
  }

  void message() {
    room_->postPlainText("hello");
    until("the message", [&] { return hello() != nullptr && room_->pendingEvents().empty(); });
    sent_ = hello()->id();
  }

  void redaction() {
    room_->redactEvent(sent_, "a smoke test");
    until("the redaction", [&] { return hello() != nullptr && hello()->isRedacted(); });
    expect(hello()->contentJson().isEmpty(), "the content is still there");
    expect(hello()->redactionReason() == "a smoke test", "another reason");
  }

  void typing() {
    run(connection_->callApi<SetTypingJob>(own_, room_id_, true, 20000));
    until("who types", [&] { return room_->usersTyping().contains(connection_->user()); });
  }

  void receipt() {
    const QString last = room_->messageEvents().back()->id();
    run(connection_->callApi<PostReceiptJob>(room_id_, "m.read", last));
    int answers =
        0;  // the SDK takes no notice of receipts of its own user; that it lives on is all to see
    QObject::connect(connection_.get(), &Connection::syncDone, [&] { ++answers; });
    until("a sync", [&] { return answers > 0; });
    QObject::disconnect(connection_.get(), &Connection::syncDone, nullptr, nullptr);
  }

  void log_out() {
    const QString token = connection_->accessToken();
    bool out = false;
    QObject::connect(connection_.get(), &Connection::loggedOut, [&] { out = true; });
    connection_->logout();
    until("the end", [&] { return out; });
    Connection again(url_);
    again.assumeIdentity(own_, token, device_);
    bool refused = false;
    try {
      run(again.callApi<GetTokenOwnerJob>());
    } catch (const std::runtime_error&) {
      refused = true;
    }
    expect(refused, "the token still lives");
  }

  const QUrl url_;
  const QString own_, password_, token_, device_, room_id_;
  std::unique_ptr<Connection> connection_;
  Room* room_ = nullptr;
  QString sent_;  // ID of the message sent
};

}  // namespace

int main(int argc, char** argv) {
  const QCoreApplication application(argc, argv);
  QStandardPaths::setTestModeEnabled(true);
  Smoke(object_of(qgetenv("DEADAIR_SMOKE"))).walk();
  return 0;
}
