// SPDX-License-Identifier: MIT
// EXPECT: a module must not be a local class
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

#ifdef BROKEN
tn::Tensor<float, 3> run(tn::Tensor<float, 3> const& x) {
#endif
  struct Scale {
    tn::Tensor<float, 3> factor;
    TENON_MODULE(Scale, factor);
  };
#ifndef BROKEN
  tn::Tensor<float, 3> run(tn::Tensor<float, 3> const& x) {
#endif
    return tn::function([](auto const& m, auto const& t) { return t * m.factor; })(Scale{}, x);
  }
