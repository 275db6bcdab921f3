// SPDX-License-Identifier: MIT
// Windows over three axes have 8 axes; a mapped function has one or two more.
#include "support/laws/transform_laws.hpp"

namespace tn = tenon;
using namespace tenon_test;

namespace {

constexpr auto volumes = [](auto const& x, auto const& k) { return tn::conv3d(x, k, tn::stride<1, 1, 2>, tn::same); };
constexpr auto groups = [](auto const& x, auto const& k) { return tn::conv3d(x, k, tn::groups<2>); };
constexpr auto images = [](auto const& x, auto const& k) { return tn::conv2d(x, k); };
constexpr auto pools = [](auto const& x) { return tn::max_pool3d<2>(x, tn::stride<1>); };

template <class A, class B>
void same(A const& a, B const& b) {
  REQUIRE(a.size == b.size);
  for (std::size_t i = 0; i < a.size; ++i) CHECK(a.data()[i] == Approx(b.data()[i]).epsilon(1e-12));
}
template <class E>
auto made(E const& e) {
  return tn::BasicTensor<typename E::value_type, typename E::shape_type>(e);
}
using Volumes = tn::Tensor<double, 2, 1, 3, 2, 3, 4>;
using Cubes = tn::Tensor<double, 2, 2, 2, 2, 4, 2>;

}  // namespace

TEST_CASE("vmap: convolutions and pools over three axes are the loop", "[signal]") {
  auto const x = spread_tensor<Volumes>(-1, 1);
  auto const k = spread_tensor<Cubes>(-1, 1, 5);
  auto const one = made(k[0]);
  auto const all = made(tn::vmap(volumes, tn::in_axes<0, tn::unmapped>)(x, one)),
             each = made(tn::vmap(volumes, tn::in_axes<0, 0>)(x, k));
  auto const pooled = made(tn::vmap(pools, tn::in_axes<0>)(x));
  for (std::size_t i = 0; i < 2; ++i) {
    same(made(all[i]), made(volumes(made(x[i]), one)));
    same(made(each[i]), made(volumes(made(x[i]), made(k[i]))));
    same(made(pooled[i]), made(pools(made(x[i]))));
  }
}

TEST_CASE("vmap: more axes than a kernel has loops are joined", "[signal]") {
  auto const x = spread_tensor<Volumes>(-1, 1);
  auto const k = spread_tensor<tn::Tensor<double, 2, 2, 2, 2, 4>>(-1, 1, 5);
  auto const all = made(tn::vmap(groups, tn::in_axes<0, tn::unmapped>)(x, k));
  for (std::size_t i = 0; i < 2; ++i) same(made(all[i]), made(groups(made(x[i]), k)));
}

TEST_CASE("vmap: in a mapped function", "[signal]") {
  auto const x = spread_tensor<tn::Tensor<double, 2, 2, 1, 3, 3, 2>>(-1, 1);
  auto const k = spread_tensor<tn::Tensor<double, 2, 2, 2, 3>>(-1, 1, 5);
  constexpr auto axes = tn::in_axes<0, tn::unmapped>;
  auto const all = made(tn::vmap(tn::vmap(images, axes), axes)(x, k));
  for (std::size_t i = 0; i < 2; ++i)
    for (std::size_t j = 0; j < 2; ++j) same(made(made(all[i])[j]), made(images(made(made(x[i])[j]), k)));
}
