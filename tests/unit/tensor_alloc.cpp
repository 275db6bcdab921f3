// SPDX-License-Identifier: MIT
// What allocates, counted.
#include "support/allocations.hpp"
#include "support/catch.hpp"

#include <tenon/core.hpp>

namespace tn = tenon;

namespace {
using tenon_test::allocations_of;
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
  CHECK(allocations_of([&] {
          tn::Tensor<float, 20, 30> const c = a;
          g(0, 0) = c(0, 0);
        }) == 0);
  CHECK(allocations_of([&] {
          auto e = a - b;
          a = tn::square(e) / 2;
        }) == 0);
}

TEST_CASE("a heap tensor is one allocation, and assignment is none", "[alloc]") {
  CHECK(allocations_of([] { tn::Tensor<float, 200, 200> const t; }) == 1);
  tn::Tensor<float, 200, 200> a, b;
  CHECK(allocations_of([&] { a = tn::exp(a) + b; }) == 0);
  CHECK(allocations_of([&] { a = b; }) == 0);
  CHECK(allocations_of([&] { a += b(tn::at<3>); }) == 0);
  CHECK(allocations_of([&] {
          auto c = std::move(a);
          a = std::move(c);
        }) == 0);
  CHECK(allocations_of([&] { tn::Tensor<float, 200, 200> const c = a * 2; }) == 1);
}

TEST_CASE("an expression whose intermediate values are large allocates once", "[alloc]") {
  tn::Tensor<float, 100, 100> a;
  tn::Tensor<float, 100> v;
  CHECK(allocations_of([&] { v = tn::sum<0>(tn::matmul(tn::matmul(a, a), a)); }) == 1);
  CHECK(allocations_of([&] { a = tn::transpose(a); }) == 1);  // read in full first
}
