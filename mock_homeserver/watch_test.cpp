// Tests of what a client's requests tell about its rest.
#include "mock_homeserver/watch.h"

#include <doctest/doctest.h>

namespace deadair::mock {

using run::Rest;

TEST_CASE("a client that has not synced is absent") {
  Watch watch;
  CHECK(watch.rest(1, true) == Rest::absent);
  watch.began(1);
  CHECK(watch.rest(1, true) == Rest::busy);
  watch.ended(1, false, true);
  CHECK(watch.rest(1, true) == Rest::absent);
  CHECK_FALSE(watch.acknowledged().has_value());
}

TEST_CASE("a client rests once it waits with the newest token") {
  Watch watch;
  watch.began(1);
  watch.sync_began(1, {}, "");
  watch.ended(1, false, true);
  CHECK(watch.rest(1, true) == Rest::busy);
  watch.began(2);
  watch.sync_began(2, 1, "");
  CHECK(watch.rest(1, true) == Rest::busy);
  watch.parked(2);
  CHECK(watch.rest(1, true) == Rest::resting);
  CHECK(watch.acknowledged() == 1);
  CHECK(watch.rest(2, true) == Rest::busy);
  watch.answering(2);
  watch.ended(2, false, true);
  CHECK(watch.rest(2, true) == Rest::busy);
}

TEST_CASE("a client that polls without waiting rests between its polls") {
  Watch watch;
  watch.began(1);
  watch.sync_began(1, 3, "");
  CHECK(watch.rest(3, true) == Rest::busy);
  watch.ended(1, false, false);
  CHECK(watch.rest(3, true) == Rest::resting);
  CHECK(watch.answered() == 0);
}

TEST_CASE("any other open request keeps a client busy") {
  Watch watch;
  watch.began(1);
  watch.sync_began(1, 1, "s1");
  watch.parked(1);
  watch.began(2);
  CHECK(watch.rest(1, true) == Rest::busy);
  watch.ended(2, true, true);
  CHECK(watch.rest(1, true) == Rest::resting);
  CHECK(watch.answered() == 1);
}

TEST_CASE("a client whose last sync failed is away until it comes back") {
  Watch watch;
  watch.began(1);
  watch.sync_began(1, 1, "s1");
  watch.ended(1, true, true);
  CHECK(watch.rest(1, true) == Rest::away);
  watch.began(2);
  CHECK(watch.rest(1, true) == Rest::busy);
  watch.sync_began(2, 1, "");
  watch.parked(2);
  CHECK(watch.rest(1, true) == Rest::resting);
}

TEST_CASE("a client that was refused what it needs before the next poll is away") {
  Watch watch;
  watch.began(1);
  watch.sync_began(1, 1, "s1");
  watch.sync_left_out();
  watch.ended(1, false, true);
  watch.began(2);
  CHECK(watch.rest(2, true) == Rest::busy);
  watch.ended(2, true, true);
  CHECK(watch.rest(2, true) == Rest::away);
  watch.began(3);
  watch.ended(3, false, true);
  CHECK(watch.rest(2, true) == Rest::busy);
  watch.began(4);
  watch.sync_began(4, 2, "");
  watch.parked(4);
  CHECK(watch.rest(2, true) == Rest::resting);
  watch.began(5);
  watch.ended(5, true, true);
  CHECK(watch.rest(3, true) == Rest::busy);
}

TEST_CASE("a client that was refused what no sync left out is about to poll") {
  Watch watch;
  watch.began(1);
  watch.sync_began(1, 1, "s1");
  watch.sync_left_out();
  watch.ended(1, false, true);
  watch.began(2);
  watch.sync_began(2, 2, "");
  watch.ended(2, false, true);
  watch.began(3);
  watch.ended(3, true, true);
  CHECK(watch.rest(3, true) == Rest::busy);
}

TEST_CASE("a client whose connection is closed behind an answer may be away until it polls") {
  Watch watch;
  watch.began(1);
  watch.sync_began(1, 1);
  watch.drops_connection();
  CHECK(watch.rest(2, true) == Rest::busy);
  watch.ended(1, false, true);
  CHECK(watch.rest(2, true) == Rest::away);
  CHECK(watch.may_be_reading());
  watch.began(2);
  CHECK(watch.rest(2, true) == Rest::busy);
  watch.sync_began(2, 2);
  CHECK_FALSE(watch.may_be_reading());
  watch.parked(2);
  CHECK(watch.rest(2, true) == Rest::resting);
  watch.ended(2, false, true);
  CHECK(watch.rest(3, true) == Rest::busy);
}

TEST_CASE("a poll that was given up after another one began says nothing") {
  Watch watch;
  watch.began(1);
  watch.sync_began(1, 1, "s1");
  watch.parked(1);
  watch.began(2);
  watch.sync_began(2, 1, "");
  watch.parked(2);
  watch.ended(1, true, true);
  CHECK(watch.rest(1, true) == Rest::resting);
}

TEST_CASE("an answer that is kept back leaves the client at rest") {
  Watch watch;
  watch.began(1);
  watch.sync_began(1, 1, "s1");
  CHECK(watch.held_back() == 0);
  watch.held(1);
  CHECK(watch.rest(2, true) == Rest::resting);
  CHECK(watch.held_back() == 1);
  watch.let_go();
  CHECK(watch.held_back() == 0);
  CHECK(watch.rest(2, true) == Rest::busy);
  watch.answering(1);
  CHECK(watch.held_back() == 0);
  CHECK(watch.rest(2, true) == Rest::busy);
  watch.ended(1, false, true);
  CHECK(watch.rest(2, true) == Rest::busy);
}

TEST_CASE("without a good session a client is absent once its poll is refused") {
  Watch watch;
  watch.began(1);
  watch.sync_began(1, 1, "s1");
  watch.parked(1);
  CHECK(watch.rest(1, false) == Rest::busy);
  watch.answering(1);
  watch.ended(1, true, true);
  CHECK(watch.rest(1, false) == Rest::absent);
}

TEST_CASE("everything that may change rest is counted") {
  Watch watch;
  const std::uint64_t before = watch.changes();
  watch.began(1);
  watch.sync_began(1, 1, "s1");
  watch.parked(1);
  watch.held(1);
  watch.answering(1);
  watch.ended(1, false, true);
  CHECK(watch.changes() == before + 6);
}

}  // namespace deadair::mock
