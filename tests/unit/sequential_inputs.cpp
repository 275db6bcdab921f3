// SPDX-License-Identifier: MIT
// A Sequential that begins with several inputs.
#include "support/catch.hpp"

#include <tenon/tenon.hpp>

#include <string>

namespace tn = tenon;
namespace nn = tenon::nn;
using tenon_test::Approx;

namespace {

// [inputs]
struct Joined : nn::Sequential<std::tuple<tn::Shape<2>, tn::Shape<3>>, nn::Concatenate<>,  //
                               nn::Dense<4, nn::Relu>, nn::Dense<1>> {};
// [end]
static_assert(std::is_same_v<Joined::output_shape, tn::Shape<1>> && tn::parameter_count<Joined> == 6 * 4 + 5);
struct Products : nn::Sequential<std::tuple<tn::Shape<3>, tn::Shape<3>>, nn::Dot<>> {};
static_assert(std::is_same_v<Products::output_shape, tn::Shape<1>>);
struct Sums : nn::Sequential<std::tuple<tn::Shape<3>, tn::Shape<3>, tn::Shape<3>>, nn::Add, nn::Flatten> {};

}  // namespace

TEST_CASE("Sequential: several inputs, of which the first layer makes one", "[nn]") {
  Joined net;
  tn::initialize(net, 1);
  tn::Tensor<float, 2, 2> const a{{1, 2}, {3, 4}};
  tn::Tensor<float, 2, 3> const b{{5, 6, 7}, {8, 9, 10}};
  auto const y = net(a, b);
  tn::Tensor<float, 2, 1> const expected =
      tn::call(net.layer<2>(), tn::call(net.layer<1>(), tn::Tensor<float, 2, 5>{{1, 2, 5, 6, 7}, {3, 4, 8, 9, 10}}));
  CHECK(y(1, 0) == Approx(expected(1, 0)));
  CHECK(Products{}(b, b)(0, 0) == Approx(110));
  CHECK(Sums{}(b, b, b)(0, 2) == 21);

  tn::data::Rows<float, 2> left(3);
  tn::data::Rows<float, 3> right(3);
  tn::data::Rows<float, 1> labels(3);
  for (std::size_t i = 0; i < 3; ++i) left.row(i)[0] = right.row(i)[2] = labels.row(i)[0] = static_cast<float>(i);
  auto trainer = nn::compile<2>(net, nn::MeanSquaredError{}, nn::Adam{});
  auto const history = trainer.fit({left, right}, labels, {.epochs = 30, .verbose = nn::Verbose::silent});
  CHECK(history["loss"].back() < history["loss"].front());
  CHECK(trainer.predict({left, right}).rows() == 3);
  CHECK(nn::summary(net).find("[batch, 2], [batch, 3] -> [batch, 1]") != std::string::npos);
  CHECK(nn::layer_info<Joined>[1].parameters == 24);
}
