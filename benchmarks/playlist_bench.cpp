// The playlist against its bars: a million chunks within three times std::sort of as many
// (sequence, id) pairs, and at most 96 bytes a chunk beyond the IDs' own text.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/random.h"
#include "harness/msc3888/playlist.h"

namespace {

// Bytes asked for by operator new and not given back. Only a program knows what it allocates, and
// only the operators' replacement sees it.
std::size_t allocated_bytes = 0;  // NOLINT(*-avoid-non-const-global-variables)

constexpr std::size_t size_prefix_bytes = alignof(std::max_align_t);

void* counted(std::size_t bytes) {
  void* const block = std::malloc(bytes + size_prefix_bytes);  // NOLINT(*-no-malloc)
  if (block == nullptr) throw std::bad_alloc();
  *static_cast<std::size_t*>(block) = bytes;
  allocated_bytes += bytes;
  return static_cast<std::byte*>(block) + size_prefix_bytes;
}

void uncounted(void* place) {
  if (place == nullptr) return;
  void* const block = static_cast<std::byte*>(place) - size_prefix_bytes;
  allocated_bytes -= *static_cast<std::size_t*>(block);
  std::free(block);  // NOLINT(*-no-malloc)
}

}  // namespace

void* operator new(std::size_t bytes) { return counted(bytes); }
void* operator new[](std::size_t bytes) { return counted(bytes); }
void operator delete(void* place) noexcept { uncounted(place); }
void operator delete[](void* place) noexcept { uncounted(place); }
void operator delete(void* place, std::size_t) noexcept { uncounted(place); }
void operator delete[](void* place, std::size_t) noexcept { uncounted(place); }

namespace {

using deadair::Random;
using deadair::msc3888::Playlist;
using deadair::msc3888::PlaylistChunk;

constexpr std::int64_t chunk_count = 1000000;
constexpr std::size_t id_bytes = 44;

enum class Order { shuffled, rising, falling };

// A million chunks with IDs as room version 4 and later has them: '$' and 43 letters. The IDs lie
// in memory in the order of arrival, as they do in what a client has just read.
std::vector<PlaylistChunk> make_chunks(Order order) {
  Random random(8731);
  std::vector<std::int64_t> sequences(chunk_count);
  std::iota(sequences.begin(), sequences.end(), 1);
  switch (order) {
    case Order::shuffled:
      for (std::size_t i = sequences.size() - 1; i > 0; --i) {
        std::swap(sequences[i], sequences[random.below(i + 1)]);
      }
      break;
    case Order::rising: break;
    case Order::falling: std::reverse(sequences.begin(), sequences.end()); break;
  }
  std::vector<PlaylistChunk> chunks;
  chunks.reserve(chunk_count);
  for (const std::int64_t sequence : sequences) {
    chunks.push_back({sequence, std::string("$").append(random.letters(id_bytes - 1)), 200});
  }
  return chunks;
}

void add_all(Playlist& playlist, const std::vector<PlaylistChunk>& chunks) {
  for (const PlaylistChunk& chunk : chunks) playlist.add(chunk);
}

void sort_pairs(benchmark::State& state) {
  std::vector<std::pair<std::int64_t, std::string>> shuffled;
  for (const PlaylistChunk& chunk : make_chunks(Order::shuffled)) {
    shuffled.emplace_back(chunk.sequence, chunk.event_id);
  }
  for (auto _ : state) {
    state.PauseTiming();
    auto pairs = shuffled;
    state.ResumeTiming();
    std::sort(pairs.begin(), pairs.end());
    benchmark::DoNotOptimize(pairs.data());
    state.PauseTiming();
    pairs = {};
    state.ResumeTiming();
  }
}

// Times the adding alone; `bytes_a_chunk` is what the full playlist holds beyond the IDs' text.
void add_chunks(benchmark::State& state, Order order) {
  const std::vector<PlaylistChunk> chunks = make_chunks(order);
  double bytes_a_chunk = 0;
  for (auto _ : state) {
    state.PauseTiming();
    const std::size_t before_bytes = allocated_bytes;
    {
      Playlist playlist;
      state.ResumeTiming();
      add_all(playlist, chunks);
      state.PauseTiming();
      bytes_a_chunk =
          static_cast<double>(allocated_bytes - before_bytes) / static_cast<double>(chunk_count) -
          static_cast<double>(id_bytes);
    }
    state.ResumeTiming();
  }
  state.counters["bytes_a_chunk"] = bytes_a_chunk;
}

void next_over_all(benchmark::State& state) {
  Playlist playlist;
  add_all(playlist, make_chunks(Order::shuffled));
  for (auto _ : state) {
    for (auto chunk = playlist.first(); chunk; chunk = playlist.next(chunk->sequence)) {
      benchmark::DoNotOptimize(chunk->event_id.data());
    }
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * chunk_count);
}

// One question of each other kind, at a place drawn by chance, among a million chunks.
void ask_anywhere(benchmark::State& state) {
  Playlist playlist;
  add_all(playlist, make_chunks(Order::shuffled));
  playlist.set_last_sequence(chunk_count + 5);
  playlist.set_ended(true);
  Random random(1);
  for (auto _ : state) {
    const auto place = static_cast<std::int64_t>(random.below(chunk_count));
    benchmark::DoNotOptimize(playlist.first_gap(place));
    benchmark::DoNotOptimize(playlist.complete());
    benchmark::DoNotOptimize(playlist.position_of(place));
    benchmark::DoNotOptimize(playlist.find_position(place * 200));
  }
}

void remove_shuffled(benchmark::State& state) {
  const std::vector<PlaylistChunk> chunks = make_chunks(Order::shuffled);
  for (auto _ : state) {
    state.PauseTiming();
    {
      Playlist playlist;
      add_all(playlist, chunks);
      state.ResumeTiming();
      for (const PlaylistChunk& chunk : chunks) playlist.remove(chunk.event_id);
      state.PauseTiming();
    }
    state.ResumeTiming();
  }
}

BENCHMARK(sort_pairs)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(add_chunks, shuffled, Order::shuffled)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(add_chunks, rising, Order::rising)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(add_chunks, falling, Order::falling)->Unit(benchmark::kMillisecond);
BENCHMARK(next_over_all)->Unit(benchmark::kMillisecond);
BENCHMARK(ask_anywhere);
BENCHMARK(remove_shuffled)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
