// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

/// Counts what this program allocates with `new`. Included by one file of a program: it replaces the operators, all of
/// them, for sanitizers compare how memory is taken with how it is given back.
namespace tenon_test {
inline std::atomic<long> allocations = 0;

[[gnu::noinline]] inline void* counted(std::size_t bytes, std::size_t alignment) {
  ++allocations;
  std::size_t const size = (bytes + alignment - 1) / alignment * alignment;
  if (void* p = std::aligned_alloc(alignment, size == 0 ? alignment : size)) return p;
  std::abort();
}
[[gnu::noinline]] inline void release(void* p) { std::free(p); }

template <class F>
long allocations_of(F const& f) {
  long const before = allocations;
  f();
  return allocations - before;
}
}  // namespace tenon_test

void* operator new(std::size_t n) { return tenon_test::counted(n, alignof(std::max_align_t)); }
void* operator new[](std::size_t n) { return tenon_test::counted(n, alignof(std::max_align_t)); }
void* operator new(std::size_t n, std::align_val_t a) { return tenon_test::counted(n, static_cast<std::size_t>(a)); }
void* operator new[](std::size_t n, std::align_val_t a) { return tenon_test::counted(n, static_cast<std::size_t>(a)); }
void* operator new(std::size_t n, std::nothrow_t const&) noexcept { return tenon_test::counted(n, alignof(std::max_align_t)); }
void* operator new[](std::size_t n, std::nothrow_t const&) noexcept { return tenon_test::counted(n, alignof(std::max_align_t)); }
void operator delete(void* p) noexcept { tenon_test::release(p); }
void operator delete[](void* p) noexcept { tenon_test::release(p); }
void operator delete(void* p, std::size_t) noexcept { tenon_test::release(p); }
void operator delete[](void* p, std::size_t) noexcept { tenon_test::release(p); }
void operator delete(void* p, std::align_val_t) noexcept { tenon_test::release(p); }
void operator delete[](void* p, std::align_val_t) noexcept { tenon_test::release(p); }
void operator delete(void* p, std::size_t, std::align_val_t) noexcept { tenon_test::release(p); }
void operator delete[](void* p, std::size_t, std::align_val_t) noexcept { tenon_test::release(p); }
void operator delete(void* p, std::nothrow_t const&) noexcept { tenon_test::release(p); }
void operator delete[](void* p, std::nothrow_t const&) noexcept { tenon_test::release(p); }
