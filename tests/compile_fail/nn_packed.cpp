// SPDX-License-Identifier: MIT
// EXPECT: nn::packed: this is no Sequential, dense layer or convolution over two axes
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;
namespace nn = tenon::nn;

struct Net {
  nn::DenseLayer<3, 2> layer;
  TENON_MODULE(Net, layer);
  constexpr auto call(auto const& x) const { return layer.call(x); }
};
#ifdef BROKEN
auto make(Net const& net) { return nn::packed(net); }
#else
auto make(Net const& net) { return nn::packed(net.layer); }
#endif
