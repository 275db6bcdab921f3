// SPDX-License-Identifier: MIT
// EXPECT: elementwise operation: the shapes do not broadcast
// EXPECT: Add
// EXPECT: Shape<1, 4>
// EXPECT: Shape<8>
// MAX_LINES_GCC: 12
// MAX_LINES_CLANG: 18
#include <tenon/embedded.hpp>
namespace tn = tenon;

template <std::size_t In, std::size_t Units>
struct Affine {
  tn::Param<float, In, Units> kernel;
#ifdef BROKEN
  tn::Param<float, In> bias;
#else
  tn::Param<float, Units> bias;
#endif
  TENON_MODULE(Affine, kernel, bias);
  constexpr auto call(auto const& x) const { return tn::matmul(x, kernel) + bias; }
};

struct Net : tn::nn::Sequential<tn::Shape<8>, Affine<8, 4>, tn::nn::Dense<1>> {};
tn::Tensor<float, 4, 1> run(Net const& net, tn::Tensor<float, 4, 8> const& x) { return net(x); }
