// SPDX-License-Identifier: MIT
// EXPECT: Sequential: a layer's output must keep the batch as its first axis
// EXPECT: layer<0, Total
// MAX_LINES_GCC: 12
// MAX_LINES_CLANG: 15
#include <tenon/embedded.hpp>
namespace tn = tenon;

struct Total {
  TENON_MODULE(Total);
#ifdef BROKEN
  constexpr auto call(auto const& x) const { return tn::sum(x); }
#else
  constexpr auto call(auto const& x) const { return tn::sum<1>(x, tn::keepdims); }
#endif
};
struct Net : tn::nn::Sequential<tn::Shape<8>, Total, tn::nn::Dense<1>> {};
tn::Tensor<float, 4, 1> run(Net const& net, tn::Tensor<float, 4, 8> const& x) { return net(x); }
