// For tests: the system gives no thread.
#pragma once

#include <pthread.h>

#include <cstddef>

namespace deadair {

// While this lives: a thread wants more stack than there are addresses.
class NoThreads {
 public:
  NoThreads() {
    pthread_getattr_default_np(&before_);
    pthread_attr_t more;
    pthread_attr_init(&more);
    pthread_attr_setstacksize(&more, std::size_t{1} << 50U);
    pthread_setattr_default_np(&more);
    pthread_attr_destroy(&more);
  }
  NoThreads(const NoThreads&) = delete;
  NoThreads& operator=(const NoThreads&) = delete;
  ~NoThreads() {
    pthread_setattr_default_np(&before_);
    pthread_attr_destroy(&before_);
  }

 private:
  pthread_attr_t before_{};
};

}  // namespace deadair
