// SPDX-License-Identifier: MIT
// A layer whose parameter is not listed: it would be a constant.
// EXPECT: Sequential: a layer has fields but is no module: list them, TENON_MODULE(Name, fields...)
// EXPECT: layer_lists_its_fields<
// MAX_LINES: 12
#include <tenon/model.hpp>
namespace tn = tenon;
namespace nn = tenon::nn;

struct MyLayer {
  tn::Param<float, 8, 3> kernel;
#ifndef BROKEN
  TENON_MODULE(MyLayer, kernel);
#endif
  constexpr auto call(auto const& x) const { return tn::matmul(x, kernel); }
};

struct Net : nn::Sequential<tn::Shape<8>, MyLayer, nn::Dense<1>> {};
