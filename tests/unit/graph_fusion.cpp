// SPDX-License-Identifier: MIT
#include "support/graph_facts.hpp"

#include "support/catch.hpp"

#include <tenon/embedded.hpp>

namespace tn = tenon;
using tenon_test::kernels_of;

namespace {

using V = tn::Tensor<float, 100>;
using M = tn::Tensor<float, 12, 20>;
template <std::size_t... D>
using T = tn::Tensor<float, D...>;

template <class F>
using Of = tn::Function<F>;

template <class Source>
constexpr auto& plan = tn::Planned<Source>::plan;
template <class Source>
constexpr int kernels = tn::Planned<Source>::size.kernels;

struct Net : tn::nn::Sequential<tn::Shape<8>, tn::nn::Dense<30, tn::nn::Relu>, tn::nn::Dense<1>> {};
template <class Loss, class Optimizer>
using Step = tn::TrainStep<Net, Loss, Optimizer, tn::Batch<32>>;

/// The first kernel of a plan that writes leaf `leaf`.
template <class Source>
constexpr int writer_of(int leaf) {
  auto const& p = plan<Source>;
  for (int k = 0; k < kernels<Source>; ++k) {
    auto const& h = p.kernels[k];
    for (int s = h.first_access + h.size.loads; s < h.first_access + h.size.loads + h.size.stores; ++s)
      if (p.slots[s].where == tn::Buffer::leaf && p.slots[s].index == leaf) return k;
  }
  return -1;
}

}  // namespace

TEST_CASE("a chain of elementwise operations is one kernel without workspace", "[fusion]") {
  constexpr auto f = [](auto const& a, auto const& x, auto const& b, auto const& c) { return tn::tanh(a * x + b) * c; };
  static_assert(kernels_of<Of<decltype(f)>, V, V, V, V> == 1);
  using Source = Of<decltype(f)>::source<V, V, V, V>;
  static_assert(plan<Source>.workspace_bytes == 0);

  // Broadcasting, casts, selections, slices and transposes are part of it.
  constexpr auto g = [](auto const& x, auto const& row, auto const& mask) {
    auto const y = tn::where(mask, x, -x) * row + tn::cast<float>(mask);
    return tn::transpose(y) + 1;
  };
  static_assert(kernels_of<Of<decltype(g)>, M, T<20>, tn::Tensor<bool, 12, 20>> == 1);
  SUCCEED();
}

TEST_CASE("several results of one space are one kernel", "[fusion]") {
  constexpr auto f = [](auto const& x) {
    auto const y = tn::exp(x);
    return std::tuple{y, y * y, y + x};
  };
  static_assert(kernels_of<Of<decltype(f)>, V> == 1);
  auto const [a, b, c] = tn::function(f)(V{});
  CHECK(a(99) == 1);
  CHECK(b(99) == 1);
  CHECK(c(99) == 1);
}

TEST_CASE("bias and activation are the epilogue of a matmul", "[fusion]") {
  constexpr auto f = [](auto const& x, auto const& w, auto const& b) { return tn::relu(tn::matmul(x, w) + b); };
  using Source = Of<decltype(f)>::source<T<32, 8>, T<8, 30>, T<30>>;
  static_assert(kernels<Source> == 1);
  static_assert(plan<Source>.kernels[0].kind == tn::KernelKind::matmul && plan<Source>.workspace_bytes == 0);

  // A residual connection too.
  constexpr auto g = [](auto const& x, auto const& w, auto const& b) { return x + tn::tanh(tn::matmul(x, w) + b); };
  static_assert(kernels_of<Of<decltype(g)>, T<32, 8>, T<8, 8>, T<8>> == 1);

  // Transposed operands are strides; a transposed right one is copied, because the kernel walks its rows.
  constexpr auto h = [](auto const& x, auto const& w) { return tn::matmul(tn::transpose(x), w); };
  static_assert(kernels_of<Of<decltype(h)>, T<8, 32>, T<8, 30>> == 1);
  SUCCEED();
}

TEST_CASE("a reduction takes what comes before it and what follows", "[fusion]") {
  constexpr auto huber = [](auto const& y, auto const& p) {
    auto const e = tn::abs(y - p);
    auto const m = tn::minimum(e, 1.f);
    return tn::mean(m * (e - m * 0.5f)) * 2;
  };
  using Source = Of<decltype(huber)>::source<V, V>;
  static_assert(kernels<Source> == 1);
  static_assert(plan<Source>.kernels[0].kind == tn::KernelKind::reduce && plan<Source>.workspace_bytes == 0);
  SUCCEED();
}

TEST_CASE("values that are folded and needed again are stored in the pass that folds them", "[fusion]") {
  // A softmax: the maxima; the exponentials and their sums; the quotients.
  constexpr auto softmax = [](auto const& x) { return tn::softmax(x); };
  using Rows = Of<decltype(softmax)>::source<M>;
  static_assert(kernels<Rows> == 3);
  static_assert(plan<Rows>.kernels[1].kind == tn::KernelKind::reduce && plan<Rows>.kernels[1].size.stores == 2);

  // A fold of other axes than the last ones walks memory in another order than a map, and stays apart.
  constexpr auto columns = [](auto const& x) {
    auto const y = tn::exp(x);
    return y / tn::sum<0>(y);
  };
  using Columns = Of<decltype(columns)>::source<M>;
  static_assert(kernels<Columns> == 3 && plan<Columns>.kernels[1].size.stores == 1);

  // Lanes that overlap at the end of a row store what they stored already, and fold it once.
  constexpr auto share = [](auto const& x) {
    auto const y = tn::exp(x);
    return y / tn::sum<1>(y, tn::keepdims);
  };
  T<3, 21> x;
  for (int i = 0; i < 63; ++i) x(i / 21, i % 21) = static_cast<float>(i % 17) * 0.25f;
  auto const y = tn::function(share)(x);
  for (int i = 0; i < 3; ++i) {
    double sum = 0;
    for (int j = 0; j < 21; ++j) sum += std::exp(double{x(i, j)});
    for (int j = 0; j < 21; ++j) CHECK(y(i, j) == tenon_test::Approx(std::exp(double{x(i, j)}) / sum).epsilon(1e-6));
  }
}

TEST_CASE("a view that moves elements does not join the kernel that makes them", "[fusion]") {
  // exp is dear and used twice, so it is stored; the second use reads it transposed.
  constexpr auto f = [](auto const& x) {
    auto const y = tn::exp(x);
    return y + tn::transpose(y);
  };
  static_assert(kernels_of<Of<decltype(f)>, T<4, 4>> == 2);
  T<4, 4> x;
  for (int i = 0; i < 16; ++i) x(i / 4, i % 4) = static_cast<float>(i) * 0.1f;
  auto const y = tn::function(f)(x);
  for (int i = 0; i < 4; ++i)
    for (int j = 0; j < 4; ++j)
      CHECK(y(i, j) == tenon_test::Approx(std::exp(0.1 * (4 * i + j)) + std::exp(0.1 * (4 * j + i))).epsilon(1e-6));

  // An argument is read at two places in one loop.
  constexpr auto g = [](auto const& x) { return x + tn::transpose(x); };
  static_assert(kernels_of<Of<decltype(g)>, T<4, 4>> == 1);
  auto const z = tn::function(g)(x);
  CHECK(z(1, 2) == tenon_test::Approx(1.5));
  CHECK(z(3, 0) == tenon_test::Approx(1.5));
}

TEST_CASE("an optimizer's update is the epilogue of its gradient's matmul", "[fusion]") {
  using Source = Step<tn::nn::MeanSquaredError, tn::nn::SGD>::source;
  // Leaf 0 is the first kernel; its gradient is x^T g.
  constexpr int k = writer_of<Source>(0);
  static_assert(k >= 0 && plan<Source>.kernels[k].kind == tn::KernelKind::matmul);
  // Adam's moments as well: kernel, momentum and velocity in one pass over the gradient, which is never stored.
  using Adam = Step<tn::nn::MeanSquaredError, tn::nn::Adam>::source;
  constexpr int a = writer_of<Adam>(0);
  static_assert(plan<Adam>.kernels[a].kind == tn::KernelKind::matmul && plan<Adam>.kernels[a].size.stores == 3);
  // Forward, backward and update of two layers: the numbers of kernels are facts to keep.
  static_assert(kernels<Source> <= 11);
  static_assert(kernels<Adam> <= 13);
  SUCCEED();
}

TEST_CASE("equal layers share their kernels", "[fusion]") {
  struct Deep : tn::nn::Sequential<tn::Shape<16>, tn::nn::Dense<16, tn::nn::Tanh>, tn::nn::Dense<16, tn::nn::Tanh>,
                                   tn::nn::Dense<16, tn::nn::Tanh>, tn::nn::Dense<16, tn::nn::Tanh>> {};
  using Source = tn::PredictStep<Deep, tn::Batch<8>>::source;
  static_assert(kernels<Source> == 4);
  constexpr auto same = [](int a, int b) {
    auto const& p = plan<Source>;
    auto const da = tn::detail::descriptor_of<p.kernels[0].size>(p, a), db = tn::detail::descriptor_of<p.kernels[0].size>(p, b);
    for (int i = 0; i < p.kernels[0].size.nodes; ++i)
      if (!(da.nodes[i] == db.nodes[i])) return false;
    for (int i = 0; i < p.kernels[0].size.rank; ++i)
      if (da.extent[i] != db.extent[i]) return false;
    return da.kind == db.kind;
  };
  static_assert(same(0, 1) && same(1, 2) && same(2, 3));
  SUCCEED();
}
