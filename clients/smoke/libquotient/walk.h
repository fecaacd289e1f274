// What the walk stands on: steps that can be late, the broadcaster's part, and the SDK's own
// requests.
#pragma once

#include <jobs/basejob.h>

#include <QEventLoop>
#include <QNetworkReply>
#include <QObject>
#include <QTimer>
#include <QUrlQuery>
#include <functional>
#include <iostream>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

namespace smoke {

inline constexpr int step_ms = 20000;

// The SDK's own request, for what it has no class for: relations, and media with a token.
class Ask : public Quotient::BaseJob {
 public:
  Ask(const QString& path, const QUrlQuery& query, const QByteArray& content_type)
      : BaseJob(Quotient::HttpVerb::Get, QStringLiteral("Ask"), path) {
    setRequestQuery(query);
    setExpectedContentTypes({content_type});
  }

  QByteArray body;

 protected:
  // What is no JSON the SDK leaves unread.
  Status prepareResult() override {
    body = rawData().isEmpty() ? reply()->readAll() : rawData();
    return BaseJob::prepareResult();
  }
};

inline void expect(bool good, const std::string& what) {
  if (!good) throw std::runtime_error(what);
}

// Has the broadcaster act.
inline void tell(const std::string& line) {
  std::cout << "tell " << line << std::endl;
  std::string answer;
  std::getline(std::cin, answer);
}

// Lets the SDK work until `done`, or until it is too late.
inline void until(const std::string& what, const std::function<bool()>& done) {
  QEventLoop loop;
  QTimer look;
  QTimer late;
  bool in_time = true;
  QObject::connect(&look, &QTimer::timeout, &loop, [&] {
    if (done()) loop.quit();
  });
  QObject::connect(&late, &QTimer::timeout, &loop, [&] {
    in_time = false;
    loop.quit();
  });
  look.start(5);
  late.start(step_ms);
  loop.exec();
  expect(in_time, what + ": not seen after 20 s");
}

// Runs a job to its end; the body of its answer.
inline QByteArray run(Quotient::BaseJob* job) {
  bool over = false;
  QString problem;
  QByteArray answer;
  QObject::connect(job, &Quotient::BaseJob::result, [&, job] {
    over = true;
    if (!job->status().good()) problem = job->errorString();
    const auto* const ask = dynamic_cast<const Ask*>(job);
    answer = ask != nullptr ? ask->body : job->rawData();
  });
  until("an answer", [&] { return over; });
  expect(problem.isEmpty(), problem.toStdString());
  return answer;
}

inline std::vector<int> from_to(int first, int last) {
  std::vector<int> numbers(static_cast<std::size_t>(last - first + 1));
  std::iota(numbers.begin(), numbers.end(), first);
  return numbers;
}

}  // namespace smoke
