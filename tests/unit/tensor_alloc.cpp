// SPDX-License-Identifier: MIT
// What allocates, counted.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"  // where both are inlined, GCC takes the replaced operators for a mistake
#endif
#include "support/catch.hpp"

#include <tenon/core.hpp>

#include <atomic>
#include <cstdlib>
#include <new>

namespace {
std::atomic<long> allocations = 0;

void* allocate(std::size_t bytes, std::size_t alignment) {
  ++allocations;
  std::size_t const size = (bytes + alignment - 1) / alignment * alignment;
  if (void* p = std::aligned_alloc(alignment, size == 0 ? alignment : size)) return p;
  std::abort();
}
}  // namespace

void* operator new(std::size_t n) { return allocate(n, alignof(std::max_align_t)); }
void* operator new[](std::size_t n) { return allocate(n, alignof(std::max_align_t)); }
void* operator new(std::size_t n, std::align_val_t a) { return allocate(n, static_cast<std::size_t>(a)); }
void* operator new[](std::size_t n, std::align_val_t a) { return allocate(n, static_cast<std::size_t>(a)); }
void operator delete(void* p) noexcept { std::free(p); }
void operator delete[](void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }
void operator delete[](void* p, std::size_t) noexcept { std::free(p); }
void operator delete(void* p, std::align_val_t) noexcept { std::free(p); }
void operator delete[](void* p, std::align_val_t) noexcept { std::free(p); }
void operator delete(void* p, std::size_t, std::align_val_t) noexcept { std::free(p); }
void operator delete[](void* p, std::size_t, std::align_val_t) noexcept { std::free(p); }

namespace tn = tenon;

namespace {
template <class F>
long allocations_of(F const& f) {
  long const before = allocations;
  f();
  return allocations - before;
}
}  // namespace

TEST_CASE("inline tensors and what is computed with them never allocate", "[alloc]") {
  tn::Tensor<float, 20, 30> a, b;
  tn::Tensor<float, 30, 20> w;
  tn::Tensor<float, 20, 20> g;
  tn::Tensor<float, 20> v;
  CHECK(allocations_of([&] { a = tn::tanh(a * 2 + b); }) == 0);
  CHECK(allocations_of([&] { v = tn::sum<1>(a) + 1; }) == 0);
  CHECK(allocations_of([&] { g = tn::relu(tn::matmul(a, w) + v); }) == 0);
  CHECK(allocations_of([&] { g = g - tn::mean<1>(g, tn::keepdims); }) == 0);
  CHECK(allocations_of([&] { g = tn::matmul(tn::matmul(a, w), tn::matmul(a + b, w)); }) == 0);
  CHECK(allocations_of([&] { g(tn::at<0>) = v; }) == 0);
  CHECK(allocations_of([&] { g = g + tn::transpose(g); }) == 0);
  CHECK(allocations_of([&] { g(tn::from<1>) = g(tn::to<19>); }) == 0);
  CHECK(allocations_of([&] { a += 1; }) == 0);
  CHECK(allocations_of([&] { tn::Tensor<float, 20, 30> const c = a; g(0, 0) = c(0, 0); }) == 0);
  CHECK(allocations_of([&] { auto e = a - b; a = tn::square(e) / 2; }) == 0);
}

TEST_CASE("a heap tensor is one allocation, and assignment is none", "[alloc]") {
  CHECK(allocations_of([] { tn::Tensor<float, 200, 200> const t; }) == 1);
  tn::Tensor<float, 200, 200> a, b;
  CHECK(allocations_of([&] { a = tn::exp(a) + b; }) == 0);
  CHECK(allocations_of([&] { a = b; }) == 0);
  CHECK(allocations_of([&] { a += b(tn::at<3>); }) == 0);
  CHECK(allocations_of([&] { auto c = std::move(a); a = std::move(c); }) == 0);
  CHECK(allocations_of([&] { tn::Tensor<float, 200, 200> const c = a * 2; }) == 1);
}

TEST_CASE("an expression whose intermediate values are large allocates once", "[alloc]") {
  tn::Tensor<float, 100, 100> a;
  tn::Tensor<float, 100> v;
  CHECK(allocations_of([&] { v = tn::sum<0>(tn::matmul(tn::matmul(a, a), a)); }) == 1);
  CHECK(allocations_of([&] { a = tn::transpose(a); }) == 1);  // read in full first
}
