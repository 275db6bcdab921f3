// SPDX-License-Identifier: MIT
// Layers that prepare data, and what they learn from rows.
#include "support/keras_vectors.hpp"
#include "support/laws/module_laws.hpp"

#include <tenon/data/rows.hpp>
#include <tenon/embedded.hpp>

#include <cmath>
#include <set>

namespace tn = tenon;
using namespace tn::nn;
using namespace tenon_test;

namespace {
/// An encoding of a vector's integers.
template <class Layer, std::size_t... D>
void check(std::string const& id) {
  KerasVector const& v = keras_vector(id);
  check_expected(v, tn::call(Layer{}, v.input<std::int32_t, D...>("x")));
}
constexpr auto train = tn::function([](auto const& layer, auto const& x, auto const& key) {
  Context<true, false> context(*x.builder(), key.id());
  return layer.call(x, context);
});
}  // namespace

TEST_CASE("keras: category encoding") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  check<CategoryEncoding<6, Count>, 1, 4>("layers.encoding.CategoryEncoding.01");
  check<CategoryEncoding<6, Count>, 2, 4>("layers.encoding.CategoryEncoding.03");
  check<CategoryEncoding<6>, 2, 4>("layers.encoding.CategoryEncoding.05");
  check<CategoryEncoding<6, OneHot>, 2, 4>("layers.encoding.CategoryEncoding.07");
  // Keras' test gives weights too.
  KerasVector const& v = keras_vector("layers.encoding.CategoryEncoding.09");
  auto const x = v.input<std::int32_t, 2, 4>("x");
  if (v.inputs()["count_weights"])
    check_expected(v, tn::call(CategoryEncoding<4, Count>{}, x, v.input<float, 2, 4>("count_weights")));
  else
    check_expected(v, tn::call(CategoryEncoding<4, Count>{}, x));
}

TEST_CASE("CategoryEncoding: one category a row, weights, out of range", "[layer]") {
  auto const one = tn::call(CategoryEncoding<3, OneHot>{}, tn::Tensor<float, 2, 1>{{2}, {0}});
  static_assert(std::is_same_v<decltype(one)::shape_type, tn::Shape<2, 3>>);
  CHECK((one(0, 2) == 1 && one(1, 0) == 1 && one(1, 2) == 0));
  auto const weighted =
      tn::call(CategoryEncoding<3, Count>{}, tn::Tensor<std::int32_t, 1, 3>{{1, 1, 7}}, tn::Tensor<float, 1, 3>{{0.5F, 2, 3}});
  CHECK(weighted(0, 1) == 2.5F);
  CHECK(weighted(0, 0) + weighted(0, 2) == 0);
}

TEST_CASE("Normalization learns mean and variance", "[layer]") {
  tn::data::Rows<float, 3, 2> rows(40);
  for (std::size_t i = 0; i < 40; ++i)
    for (std::size_t k = 0; k < 6; ++k)
      rows.row(i)[k] = static_cast<float>(k % 2) * 1000 + std::sin(static_cast<float>(i * 6 + k)) * (k % 2 == 0 ? 1.F : 10.F);
  Normalization<>::build<tn::Shape<3, 2>> layer;
  tn::initialize(layer, 1);
  tn::Tensor<float, 40, 3, 2> x;
  std::copy(rows.data(), rows.data() + x.size, x.data());
  CHECK(tn::call(layer, x)(7, 2, 1) == x(7, 2, 1));  // before it has seen anything
  layer.adapt(rows);
  auto const y = tn::call(layer, x);
  tn::Tensor<float, 2> const mean = tn::mean<0, 1>(y), variance = tn::var<0, 1>(y);
  for (std::size_t c = 0; c < 2; ++c) {
    CHECK(mean(c) == Approx(0).margin(1e-4));
    CHECK(variance(c) == Approx(1).epsilon(1e-4));
  }
  Normalization<Invert>::build<tn::Shape<3, 2>> back;
  back.mean = layer.mean;
  back.variance = layer.variance;
  CHECK(tn::call(back, y)(7, 2, 1) == Approx(x(7, 2, 1)).epsilon(1e-6));
  Normalization<Axis<1, 2>>::build<tn::Shape<3, 2>> each;
  each.adapt(rows);
  double sum = 0;
  for (std::size_t i = 0; i < 40; ++i) sum += static_cast<double>(rows.row(i)[3]) / 40;
  CHECK(each.mean(1, 1) == Approx(sum).epsilon(1e-6));
}

TEST_CASE("Discretization: bins of equal numbers", "[layer]") {
  tn::data::Rows<float, 1> rows(9);
  for (std::size_t i = 0; i < 9; ++i) rows.row(i)[0] = static_cast<float>((i * 4) % 9);
  Discretization<4> layer;
  layer.adapt(rows);  // 0, ..., 8: the quartiles
  CHECK((layer.bin_boundaries(0) == 2 && layer.bin_boundaries(1) == 4 && layer.bin_boundaries(2) == 6));
  auto const y = tn::call(layer, tn::Tensor<float, 1, 5>{{-1, 1.9F, 2, 5, 60}});
  CHECK((y(0, 0) == 0 && y(0, 1) == 0 && y(0, 2) == 1 && y(0, 3) == 2 && y(0, 4) == 3));
  Discretization<3, Count> counts;
  counts.bin_boundaries = tn::Tensor<float, 2>{0, 1};
  auto const n = tn::call(counts, tn::Tensor<float, 1, 4>{{-1, 0.5F, 0.75F, 1}});
  CHECK((n(0, 0) == 1 && n(0, 1) == 2 && n(0, 2) == 1));
}

TEST_CASE("Hashing spreads integers, the same everywhere", "[layer]") {
  tn::Tensor<std::int32_t, 10, 100> x;
  for (std::size_t i = 0; i < x.size; ++i) x.data()[i] = static_cast<std::int32_t>(i) - 500;
  auto const y = tn::call(Hashing<8>{}, x);
  int count[8] = {};
  for (auto const b : y) {
    REQUIRE((b >= 0 && b < 8));
    ++count[b];
  }
  for (int const c : count) CHECK((c > 80 && c < 170));
  CHECK(tn::call(Hashing<8>{}, x)(3, 14) == y(3, 14));
  auto const salted = tn::call(Hashing<8, 1>{}, x);
  int same = 0;
  for (std::size_t i = 0; i < x.size; ++i) same += salted.data()[i] == y.data()[i];
  CHECK(same < 250);
}

TEST_CASE("RandomFlip turns images over", "[layer]") {
  tn::Tensor<float, 32, 2, 2, 1> x;
  for (std::size_t i = 0; i < x.size; ++i) x.data()[i] = static_cast<float>(i % 4);
  using Key = tn::Tensor<std::uint64_t, 2>;
  auto const y = train(RandomFlip<Flip::horizontal>{}, x, Key{1, 1});
  int turned = 0;
  for (std::size_t i = 0; i < 32; ++i) {
    bool const is = y(i, 0, 0, 0) == 1;
    turned += is;
    CHECK(y(i, 1, 1, 0) == (is ? 2 : 3));
  }
  CHECK((turned > 6 && turned < 26));
  CHECK(tn::call(RandomFlip<>{}, x)(3, 0, 1, 0) == 1);
  std::set<float> corners;
  for (std::size_t i = 0; i < 32; ++i) corners.insert(train(RandomFlip<>{}, x, Key{1, 2})(i, 0, 0, 0));
  CHECK(corners.size() == 4);
}
