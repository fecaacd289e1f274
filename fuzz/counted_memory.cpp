// Counts what operator new hands out and operator delete takes back.
#include "fuzz/counted_memory.h"

#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <new>

namespace {

std::size_t held_bytes = 0;
std::size_t most_bytes = 0;

}  // namespace

void* operator new(std::size_t size) {
  void* const memory = std::malloc(std::max<std::size_t>(size, 1));
  if (memory == nullptr) std::abort();
  held_bytes += malloc_usable_size(memory);
  most_bytes = std::max(most_bytes, held_bytes);
  return memory;
}

// What std::stable_sort asks for; a sanitizer has one of its own otherwise.
void* operator new(std::size_t size, const std::nothrow_t& /*no*/) noexcept {
  return operator new(size);
}

void operator delete(void* memory) noexcept {
  if (memory != nullptr) held_bytes -= malloc_usable_size(memory);
  std::free(memory);
}

void operator delete(void* memory, std::size_t /*size*/) noexcept { operator delete(memory); }

namespace deadair::fuzz {

CountedMemory::CountedMemory() : before_(held_bytes) { most_bytes = held_bytes; }

std::size_t CountedMemory::peak_bytes() const { return most_bytes - before_; }

}  // namespace deadair::fuzz
