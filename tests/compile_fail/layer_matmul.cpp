// SPDX-License-Identifier: MIT
// A mistake inside a custom layer: the first error names the operation and both sides.
// EXPECT: matmul: the last axis of lhs must equal the last but one axis of rhs
// EXPECT: Shape<1, 8>
// EXPECT: Shape<4, 8>
// MAX_LINES_GCC: 12
// MAX_LINES_CLANG: 18
#include <tenon/embedded.hpp>
namespace tn = tenon;

template <std::size_t In, std::size_t Units>
struct Project {
#ifdef BROKEN
  tn::Param<float, Units, In> kernel;
#else
  tn::Param<float, In, Units> kernel;
#endif
  TENON_MODULE(Project, kernel);
  constexpr auto call(auto const& x) const { return tn::relu(tn::matmul(x, kernel)); }
};

struct Net : tn::nn::Sequential<tn::Shape<8>, Project<8, 4>, tn::nn::Dense<1>> {};
tn::Tensor<float, 4, 1> run(Net const& net, tn::Tensor<float, 4, 8> const& x) { return net(x); }
