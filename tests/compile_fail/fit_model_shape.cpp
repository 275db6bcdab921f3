// SPDX-License-Identifier: MIT
// A product that does not fit, in the call of a model of one's own.
// EXPECT: matmul: the last axis of lhs must equal the last but one axis of rhs
// EXPECT: Shape<1, 8>
// EXPECT: Shape<7, 1>
// MAX_LINES_GCC: 12
// MAX_LINES_CLANG: 15
#include <tenon/tenon.hpp>
namespace tn = tenon;
namespace nn = tenon::nn;

#ifdef BROKEN
constexpr std::size_t features = 7;
#else
constexpr std::size_t features = 8;
#endif
struct Net {
  using input_shape = tn::Shape<8>;
  using value_type = float;
  tn::Param<float, features, 1> kernel;
  TENON_MODULE(Net, kernel);
  constexpr auto call(auto const& x) const { return tn::matmul(x, kernel); }
};
void train(Net& net, tn::data::Rows<float, 8> const& x, tn::data::Rows<float, 1> const& y) {
  auto trainer = nn::compile<8>(net, nn::MeanSquaredError{}, nn::SGD{});
  trainer.fit(x, y);
}
