// SPDX-License-Identifier: MIT
// Layers without weights: the shapes that they give, and where elements go.
#include "support/laws/layer_laws.hpp"
#include "support/laws/module_laws.hpp"

namespace tn = tenon;
using namespace tn::nn;
using tenon_test::Approx;
using tenon_test::layer_laws;

namespace {
/// The shape that a layer gives for an input, both without the batch; as Sequential infers it.
template <class Layer, std::size_t... In>
using Output = typename Sequential<tn::Shape<In...>, Layer>::output_shape;
template <class Out, class Layer, std::size_t... In>
constexpr bool gives = std::is_same_v<Output<Layer, In...>, Out>;
template <class Layer, std::size_t... In>
constexpr bool takes = tn::nn::detail::accepts_input<Layer, tn::Shape<In...>>();

/// 0, 1, 2, ...
template <std::size_t... D>
tn::Tensor<float, D...> counted() {
  tn::Tensor<float, D...> x;
  for (std::size_t i = 0; i < x.size; ++i) x.data()[i] = static_cast<float>(i);
  return x;
}
}  // namespace

TEST_CASE("layers that reshape: shapes", "[layer]") {
  static_assert(gives<tn::Shape<24>, Flatten, 2, 3, 4>);
  static_assert(gives<tn::Shape<4, 6>, Reshape<4, 6>, 2, 3, 4>);
  static_assert(gives<tn::Shape<4, 6>, Reshape<4, -1>, 2, 3, 4>);
  static_assert(!takes<Reshape<5, -1>, 2, 3, 4> && !takes<Reshape<4, 5>, 2, 3, 4> && !takes<Reshape<-1, -1>, 4>);
  static_assert(gives<tn::Shape<4, 2, 3>, Permute<3, 1, 2>, 2, 3, 4>);
  static_assert(!takes<Permute<0, 1>, 2, 3> && !takes<Permute<1, 2>, 2, 3, 4>);
  static_assert(gives<tn::Shape<5, 3>, RepeatVector<5>, 3> && !takes<RepeatVector<5>, 3, 3>);
  static_assert(gives<tn::Shape<2, 3>, Cropping1D<1, 2>, 5, 3> && gives<tn::Shape<3, 3>, Cropping1D<1>, 5, 3>);
  static_assert(gives<tn::Shape<3, 2, 1>, Cropping2D<1, 2>, 5, 6, 1>);
  static_assert(gives<tn::Shape<4, 3, 1>, Cropping2D<1, 0, 0, 3>, 5, 6, 1> && !takes<Cropping2D<3>, 5, 9, 1>);
  static_assert(gives<tn::Shape<2, 3, 4, 1>, Cropping3D<1>, 4, 5, 6, 1>);
  static_assert(gives<tn::Shape<8, 3>, ZeroPadding1D<1, 2>, 5, 3> && gives<tn::Shape<7, 10, 1>, ZeroPadding2D<1, 2>, 5, 6, 1>);
  static_assert(gives<tn::Shape<6, 7, 8, 2>, ZeroPadding3D<1>, 4, 5, 6, 2> && !takes<ZeroPadding3D<1>, 4, 5, 6>);
  static_assert(gives<tn::Shape<8, 6, 1>, UpSampling2D<>, 4, 3, 1> &&
                gives<tn::Shape<4, 9, 1>, UpSampling2D<Size<1, 3>>, 4, 3, 1>);
  static_assert(gives<tn::Shape<4, 6, 8, 1>, UpSampling3D<>, 2, 3, 4, 1>);
  static_assert(gives<tn::Shape<7, 5, 3>, Resizing<7, 5>, 4, 6, 3> && gives<tn::Shape<3, 2, 1>, CenterCrop<3, 2>, 6, 6, 1>);
}

TEST_CASE("layers that pool: shapes", "[layer]") {
  static_assert(gives<tn::Shape<3, 2>, MaxPooling1D<>, 7, 2> && gives<tn::Shape<4, 2>, MaxPooling1D<Same>, 7, 2>);
  static_assert(gives<tn::Shape<3, 4, 2>, AveragePooling2D<Size<3, 2>, Stride<2, 1>>, 7, 5, 2>);
  static_assert(gives<tn::Shape<2, 2, 2, 1>, MaxPooling3D<>, 4, 4, 5, 1> && !takes<MaxPooling3D<>, 4, 4, 5>);
  static_assert(gives<tn::Shape<2, 3, 2>, MaxPooling2D<ChannelsFirst>, 2, 7, 5>);
  static_assert(gives<tn::Shape<2>, GlobalMaxPooling3D<>, 4, 4, 4, 2> &&
                gives<tn::Shape<1, 1, 2>, GlobalAveragePooling2D<KeepDims>, 4, 4, 2>);
  static_assert(gives<tn::Shape<3, 2, 1>, AdaptiveAveragePooling2D<Size<3, 2>>, 7, 5, 1>);
}

TEST_CASE("layers that reshape: elements", "[layer]") {
  auto const x = counted<2, 3, 4, 1>();
  auto const cropped = tn::call(Cropping2D<1, 0, 0, 2>{}, x);
  CHECK(cropped(1, 0, 1, 0) == x(1, 1, 1, 0));
  CHECK(cropped(0, 1, 0, 0) == x(0, 2, 0, 0));
  auto const padded = tn::call(ZeroPadding2D<1, 2, 0, 1>{}, x);
  CHECK(padded(1, 1, 0, 0) == x(1, 0, 0, 0));
  CHECK(padded(1, 3, 3, 0) == x(1, 2, 3, 0));
  CHECK(tn::Tensor<float>(tn::sum(padded)).item() == tn::Tensor<float>(tn::sum(x)).item());
  auto const permuted = tn::call(Permute<2, 1, 3>{}, x);
  CHECK(permuted(1, 3, 2, 0) == x(1, 2, 3, 0));
  auto const repeated = tn::call(RepeatVector<3>{}, counted<2, 4>());
  CHECK(repeated(1, 2, 3) == 7);
  auto const large = tn::call(UpSampling2D<Size<2, 1>>{}, x);
  CHECK(large(1, 3, 2, 0) == x(1, 1, 2, 0));
  auto const lines = tn::call(UpSampling1D<Bilinear>{}, tn::Tensor<float, 1, 2, 1>{{{0}, {4}}});
  CHECK(lines(0, 1, 0) == 1);
  // From 4x6 the middle 2x2; from 3x4 the middle 3x3, made larger.
  CHECK(tn::call(CenterCrop<2, 2>{}, x)(0, 0, 0, 0) == x(0, 0, 1, 0));
  auto const grown = tn::call(CenterCrop<6, 6>{}, x);
  CHECK(grown(0, 0, 0, 0) == x(0, 0, 0, 0));
  CHECK(grown(0, 5, 5, 0) == x(0, 2, 2, 0));
}

TEST_CASE("Identity, Lambda, Rescaling", "[layer]") {
  layer_laws<Lambda<[](auto const& x) { return tn::tanh(x) * x; }>, tn::Shape<3>, tn::Shape<3>>();
  auto const y = tn::call(Rescaling<1 / 127.5, -1>{}, tn::Tensor<float, 1, 3>{{0, 127.5F, 255}});
  CHECK(y(0, 0) == -1);
  CHECK(y(0, 2) == 1);
  CHECK(tn::call(Identity{}, tn::Tensor<float, 1, 1>{{7}})(0, 0) == 7);
  tenon_test::module_laws<Rescaling<>>({{"scale", 1, tn::LeafKind::hyper}, {"offset", 1, tn::LeafKind::hyper}});
}

TEST_CASE("merging layers", "[layer]") {
  auto const a = counted<2, 3, 4>();
  tn::Tensor<float, 2, 3, 4> const b = a * 0.5F + 1.F, c = 10.F - a;
  CHECK(tn::call(Add{}, a, b, c)(1, 2, 3) == 23 + 12.5F - 13);
  CHECK(tn::call(Average{}, a, b, c)(1, 2, 3) == Approx(22.5 / 3));
  CHECK(tn::call(Maximum{}, a, b, c)(0, 0, 1) == 9);
  CHECK(tn::call(Minimum{}, a, b, c)(0, 0, 1) == 1);
  CHECK(tn::call(Subtract{}, a, b)(1, 0, 0) == 5);
  CHECK(tn::call(Multiply{}, a, tn::Tensor<float, 2, 1, 4>(tn::full<float, 2, 1, 4>(2)))(1, 2, 3) == 46);
  static_assert(std::is_same_v<decltype(tn::call(Concatenate<>{}, a, b, c))::shape_type, tn::Shape<2, 3, 12>>);
  static_assert(std::is_same_v<decltype(tn::call(Concatenate<1>{}, a, b))::shape_type, tn::Shape<2, 6, 4>>);
}

TEST_CASE("Dot sums over an axis of each row", "[layer]") {
  auto const a = counted<2, 3, 4>();
  tn::Tensor<float, 2, 5, 3> const b = 1.F - counted<2, 5, 3>();
  auto const y = tn::call(Dot<1, 2>{}, a, b);
  static_assert(std::is_same_v<decltype(y), tn::Tensor<float, 2, 4, 5> const>);
  float want = 0;
  for (std::size_t k = 0; k < 3; ++k) want += a(1, k, 2) * b(1, 4, k);
  CHECK(y(1, 2, 4) == want);
  auto const u = counted<2, 4>();
  auto const cosine = tn::call(Dot<-1, -1, Normalize>{}, u, tn::Tensor<float, 2, 4>(u * 3));
  static_assert(std::is_same_v<decltype(cosine), tn::Tensor<float, 2, 1> const>);
  CHECK(cosine(1, 0) == Approx(1).epsilon(1e-6));
}
